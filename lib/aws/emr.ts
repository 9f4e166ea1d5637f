import type { EMRClient } from '@aws-sdk/client-emr';
import type { Task } from '../contract/task';
import { type ClusterVerbs, clusterVerbs, historyUrl } from './emr-clusters';
import { type EmrPolling, type StepVerbs, stepVerbs } from './emr-steps';
import type { S3Verbs } from './s3';

/** EMR verbs. */
export interface EmrVerbs extends ClusterVerbs, StepVerbs {
  /** Presigned URL of the Spark history server of a cluster. The server stays available for 30 days after termination. */
  historyUrl(clusterArn: string, task: Task): Promise<string>;
}

const POLLING: EmrPolling = { pollMs: 15_000, logPolls: 24 };

/** @param once client without retries of the SDK, for requests without an idempotency token */
export function emrVerbs(client: EMRClient, s3: Pick<S3Verbs, 'list' | 'read'>, polling: EmrPolling = POLLING, once = client): EmrVerbs {
  const clusters = clusterVerbs(client, polling, once);
  return {
    ...clusters,
    ...stepVerbs(client, { clusters, s3, polling, once }),
    historyUrl: (clusterArn, task) => historyUrl(client, clusterArn, task, polling),
  };
}
