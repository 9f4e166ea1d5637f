import type { FindingEvent } from '../../../../workloads/macie-data-lake/finding';
import { folderAnswers } from '../../../../workloads/macie-data-lake/local/folder-answers';
import { type Quarantined, quarantine } from '../../../../workloads/macie-data-lake/quarantine';
import { s3Store } from '../../../../workloads/macie-data-lake/s3-store';
import { answered, NO_NETWORK } from '../../../rehearsal/answers';
import type { StepContext } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { bucketsIn } from './lake';

/** The function by the id of its construct. */
const WORKLOAD = { type: 'AWS::Lambda::Function', id: 'Quarantine' };

/** Delivers a finding to the function, which asks S3 as it does in the account; folders answer. */
export async function invokeQuarantine(
  { account, calls, workspace }: Pick<StepContext<Config>, 'account' | 'calls' | 'workspace'>,
  event: FindingEvent,
): Promise<Quarantined> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const client = calls.observe(WORKLOAD, answered(new S3Client(NO_NETWORK), folderAnswers(bucketsIn(workspace))));
  const { SOURCE_BUCKET: sourceBucket = '', ISOLATION_BUCKET: isolationBucket = '' } = account.environmentOf(WORKLOAD);
  return quarantine(event, { sourceBucket, isolationBucket }, s3Store(client));
}
