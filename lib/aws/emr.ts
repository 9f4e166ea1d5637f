import type { EMRClient, RunJobFlowCommandInput, StepConfig } from '@aws-sdk/client-emr';
import type { Task } from '../contract/task';
import { clusterVerbs } from './emr-clusters';
import { historyUrl } from './emr-history';
import { stepVerbs } from './emr-steps';
import type { PollOptions } from './poll';
import type { S3Verbs } from './s3';

/** What is known of a cluster. */
export interface EmrCluster {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** STARTING, BOOTSTRAPPING, RUNNING, WAITING, TERMINATING, TERMINATED or TERMINATED_WITH_ERRORS. */
  readonly state: string;
  /** Why it is in this state, in EMR's words; empty when it says nothing. */
  readonly reason: string;
  /** Whether it refuses to be terminated. */
  readonly isProtected: boolean;
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
  /** Seconds that it ran; 0 before it began. */
  readonly seconds: number;
  /** When it ended; absent while it has not. */
  readonly ended?: Date;
  /** Why it is in this state, in EMR's words; empty when it says nothing. */
  readonly reason: string;
}

/** Verbs of clusters. */
export interface ClusterVerbs {
  /** @returns undefined when there is no such cluster */
  cluster(id: string): Promise<EmrCluster | undefined>;
  /** Clusters that have not terminated and carry all of the tags. */
  clusters(tags: Readonly<Record<string, string>>): Promise<readonly EmrCluster[]>;
  /** Starts a cluster. @returns its id */
  run(input: RunJobFlowCommandInput): Promise<string>;
  /** Waits until a cluster has terminated. Ctrl-C terminates it. @throws JobError when it ended with errors, with EMR's reason */
  waitForEnd(clusterId: string, task: Task): Promise<EmrCluster>;
  /** Terminates clusters, protected ones too: the protection is taken off first. Those that are not there count as terminated. */
  terminate(clusterIds: readonly string[]): Promise<void>;
  /** Waits until none of these clusters is there any more. */
  waitUntilGone(clusterIds: readonly string[], task: Task): Promise<void>;
  /** Id of the EC2 instance that is the primary node. @throws JobError when no such instance runs */
  primaryInstance(clusterId: string): Promise<string>;
}

/** Verbs of steps. */
export interface StepVerbs {
  /** @returns ids of the steps, in their order. @throws JobError when the cluster is not there or takes no steps any more */
  addSteps(clusterId: string, steps: readonly StepConfig[]): Promise<readonly string[]>;
  /** Waits for steps. Ctrl-C cancels them. @throws JobError when one has failed, after all have ended, with EMR's reason and the end of its log */
  waitForSteps(clusterId: string, stepIds: readonly string[], task: Task): Promise<readonly EmrStepState[]>;
  /** The steps of a cluster, newest first. */
  steps(clusterId: string): Promise<readonly EmrStepState[]>;
  /** The end of the log of a step as it is now: its driver's on YARN if there is one, else its own; a line that says so when there is none yet. */
  stepLog(cluster: Pick<EmrCluster, 'id' | 'logUri'>, stepId: string, task: Task): Promise<string>;
  /** Cancels steps that wait or run. @returns the ids of those that were */
  cancelOpenSteps(clusterId: string): Promise<readonly string[]>;
}

/** What a job can ask EMR. */
export interface EmrVerbs extends ClusterVerbs, StepVerbs {
  /** Address of the Spark history server of a cluster, signed for some minutes. It is there for 30 days after the cluster has terminated, too. */
  historyUrl(clusterArn: string, task: Task): Promise<string>;
}

/** How patiently EMR is watched. */
export interface EmrPolling extends PollOptions {
  /** Looks for the log of a step that failed before it is given up. EMR copies logs to S3 every five minutes. */
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
