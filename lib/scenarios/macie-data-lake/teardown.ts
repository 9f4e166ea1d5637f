import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import { quarantineLog } from './logs';
import { scansOf } from './scan';
import type { Config, Contract } from './settings';

type Lake = Deployed<Config, Contract>;

/** Cancels scans: a daily one would continue to cost without the lake. */
export async function stop({ aws, stage, task }: Lake): Promise<readonly string[]> {
  task.progress('looking for scans');
  return (await aws.macie.cancel(await aws.macie.scans(scansOf(stage)))).map((name) => `scan ${name}`);
}

/** Objects of the buckets, and a log group that a late event would create again. */
export function leftovers({ contract }: Pick<Lake, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  return [
    ...[contract.dataBucket, contract.isolationBucket, contract.logBucket].map((bucket): Leftover => ({ kind: 'bucket-contents', bucket })),
    { kind: 'log-group', name: quarantineLog(contract) },
  ];
}
