import type { EMRClient } from '@aws-sdk/client-emr';
import type { Task } from '../contract/task';
import { type ClusterVerbs, clusterVerbs } from './emr-clusters';
import { historyUrl } from './emr-history';
import { type EmrPatience, type StepVerbs, stepVerbs } from './emr-steps';
import type { S3Verbs } from './s3';

/** What a job can ask EMR. */
export interface EmrVerbs extends ClusterVerbs, StepVerbs {
  /** Address of the Spark history server of a cluster, signed for some minutes. It is there for 30 days after the cluster has terminated, too. */
  historyUrl(clusterArn: string, task: Task): Promise<string>;
}

const PATIENCE: EmrPatience = { pollMs: 15_000, logLooks: 24 };

export function emrVerbs(client: EMRClient, s3: Pick<S3Verbs, 'list' | 'read'>, patience: EmrPatience = PATIENCE): EmrVerbs {
  const clusters = clusterVerbs(client, patience);
  return {
    ...clusters,
    ...stepVerbs(client, { clusters, s3, patience }),
    historyUrl: (clusterArn, task) => historyUrl(client, clusterArn, task, patience),
  };
}
