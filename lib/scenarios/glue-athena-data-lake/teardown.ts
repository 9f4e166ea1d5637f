import type { Deployed, Leftover } from '../scenario';
import type { Config, ContractName } from './settings';

/** Stops what still runs. */
export async function stop(_: Deployed<Config, ContractName>): Promise<readonly string[]> {
  return [];
}

/** What services made by themselves. */
export function leftovers(_: Pick<Deployed<Config, ContractName>, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  return [];
}
