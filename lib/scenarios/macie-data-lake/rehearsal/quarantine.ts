import type { S3Client } from '@aws-sdk/client-s3';
import type { FindingEvent } from '../../../../workloads/macie-data-lake/finding';
import { type Quarantined, quarantine } from '../../../../workloads/macie-data-lake/quarantine';
import { s3Store } from '../../../../workloads/macie-data-lake/s3-store';
import type { Engines } from '../../../rehearsal/engine';
import type { StepContext } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';

/** The function that moves files, by the id of its construct. */
const WORKLOAD = { type: 'AWS::Lambda::Function', id: 'Quarantine' };

type Context = Pick<StepContext<Config>, 'account' | 'authorizerOf' | 'calls'> & { readonly engines: Pick<Engines, 's3'> };

/** Delivers a finding to the function, which asks S3 with the rights of its role. */
export async function invokeQuarantine({ account, authorizerOf, calls, engines: { s3 } }: Context, event: FindingEvent): Promise<Quarantined> {
  const client = calls.observe(WORKLOAD, await clientOf(s3, s3.admit(WORKLOAD.id, await authorizerOf(WORKLOAD))));
  const { SOURCE_BUCKET: sourceBucket = '', ISOLATION_BUCKET: isolationBucket = '' } = account.environmentOf(WORKLOAD);
  return quarantine(event, { sourceBucket, isolationBucket }, s3Store(client));
}

/** A client of the owner of the buckets, who may do everything. */
export function ownerOf(s3: Engines['s3']): Promise<S3Client> {
  return clientOf(
    s3,
    s3.admit('owner', () => ({ isAllowed: true, by: [] })),
  );
}

async function clientOf({ url, region }: Engines['s3'], credentials: ReturnType<Engines['s3']['admit']>): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client({ endpoint: url, region, forcePathStyle: true, maxAttempts: 1, credentials });
}
