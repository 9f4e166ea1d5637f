import type { Deployed } from '../places';
import type { LogSource, Parts } from '../scenario';
import { type Config, type Contract, kit } from './settings';

/** Log sources of the lake. */
export const logs = {
  quarantine: kit.logGroups('moved objects, and ignored ones with the reason', ({ contract }) => [quarantineLog(contract)]),
} satisfies Parts<LogSource>;

/** Log group of the function that isolates objects. */
export function quarantineLog({ quarantineFunction }: Pick<Deployed<Config, Contract>['contract'], 'quarantineFunction'>): string {
  return `/aws/lambda/${quarantineFunction}`;
}
