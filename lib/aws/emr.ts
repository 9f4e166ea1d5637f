import type { EMRClient, RunJobFlowCommandInput, StepConfig } from '@aws-sdk/client-emr';
import type { Task } from '../contract/task';
import { clusterVerbs } from './emr-clusters';
import { historyUrl } from './emr-history';
import { stepVerbs } from './emr-steps';
import type { PollOptions } from './poll';
import type { S3Verbs } from './s3';

/** State of a cluster. */
export interface EmrCluster {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** STARTING, BOOTSTRAPPING, RUNNING, WAITING, TERMINATING, TERMINATED or TERMINATED_WITH_ERRORS. */
  readonly state: string;
  /** EMR's reason for the state; empty without one. */
  readonly reason: string;
  /** Termination protection. */
  readonly isProtected: boolean;
  /** Subnet of its instances; absent until it has one. */
  readonly subnet?: string;
  /** Where its logs go; empty when nowhere. */
  readonly logUri: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A step of a cluster. */
export interface EmrStepState {
  readonly id: string;
  readonly name: string;
  /** PENDING, CANCEL_PENDING, RUNNING, COMPLETED, CANCELLED, FAILED or INTERRUPTED. */
  readonly state: string;
  /** Duration in seconds; 0 before the start. */
  readonly seconds: number;
  /** End time; absent before the end. */
  readonly ended?: Date;
  /** EMR's reason for the state; empty without one. */
  readonly reason: string;
}

/** Cluster verbs. */
export interface ClusterVerbs {
  /** @returns undefined when there is no such cluster */
  cluster(id: string): Promise<EmrCluster | undefined>;
  /** Clusters that have not terminated and carry all of the tags. */
  clusters(tags: Readonly<Record<string, string>>): Promise<readonly EmrCluster[]>;
  /** Clusters that run in these subnets and have not terminated, no matter who started them. */
  clustersInSubnets(subnets: readonly string[]): Promise<readonly EmrCluster[]>;
  /** Starts a cluster. @returns its id */
  run(input: RunJobFlowCommandInput): Promise<string>;
  /** Waits until a cluster has terminated. Ctrl-C terminates it. @throws JobError with EMR's reason when it ended with errors */
  waitForEnd(clusterId: string, task: Task): Promise<EmrCluster>;
  /** Terminates clusters, protected ones too: termination protection is disabled first. Missing ones count as terminated. */
  terminate(clusterIds: readonly string[]): Promise<void>;
  /** Waits until all of these clusters have terminated. */
  waitUntilGone(clusterIds: readonly string[], task: Task): Promise<void>;
  /** Id of the EC2 instance that is the primary node. @throws JobError when no such instance runs */
  primaryInstance(clusterId: string): Promise<string>;
}

/** Step verbs. */
export interface StepVerbs {
  /**
   * Adds steps to a cluster.
   *
   * @param fix what to do when the cluster takes no steps; by default to name one that does
   * @returns ids of the steps, in their order
   * @throws JobError when the cluster does not exist or has terminated
   */
  addSteps(clusterId: string, steps: readonly StepConfig[], fix?: string): Promise<readonly string[]>;
  /** Waits for steps. Ctrl-C cancels them. @throws JobError when one has failed, after all have ended, with EMR's reason and the end of its log */
  waitForSteps(clusterId: string, stepIds: readonly string[], task: Task): Promise<readonly EmrStepState[]>;
  /** The steps of a cluster, newest first. */
  steps(clusterId: string): Promise<readonly EmrStepState[]>;
  /** The current end of a step's log: of its driver on YARN if there is one, else of the step; one line that reports it when there is none yet. */
  stepLog(cluster: Pick<EmrCluster, 'id' | 'logUri'>, stepId: string, task: Task): Promise<string>;
  /** Cancels pending and running steps. @returns their ids */
  cancelOpenSteps(clusterId: string): Promise<readonly string[]>;
}

/** EMR verbs. */
export interface EmrVerbs extends ClusterVerbs, StepVerbs {
  /** Presigned URL of the Spark history server of a cluster. The server stays available for 30 days after termination. */
  historyUrl(clusterArn: string, task: Task): Promise<string>;
}

/** Poll intervals and limits. */
export interface EmrPolling extends PollOptions {
  /** Polls for the log of a failed step. EMR copies logs to S3 every five minutes. */
  readonly logPolls: number;
}

const POLLING: EmrPolling = { pollMs: 15_000, logPolls: 24 };

export function emrVerbs(client: EMRClient, s3: Pick<S3Verbs, 'list' | 'read'>, polling: EmrPolling = POLLING): EmrVerbs {
  const clusters = clusterVerbs(client, polling);
  return {
    ...clusters,
    ...stepVerbs(client, { clusters, s3, polling }),
    historyUrl: (clusterArn, task) => historyUrl(client, clusterArn, task, polling),
  };
}
