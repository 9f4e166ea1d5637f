import { setTimeout as sleep } from 'node:timers/promises';
import {
  AddJobFlowStepsCommand,
  CancelStepsCommand,
  DescribeStepCommand,
  type EMRClient,
  ListStepsCommand,
  type Step,
  type StepConfig,
  type StepSummary,
} from '@aws-sdk/client-emr';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { type ClusterVerbs, type EmrCluster, noSuchCluster } from './emr-clusters';
import { batches, everyPage } from './pages';
import { type PollOptions, poll } from './poll';
import type { S3Verbs } from './s3';

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

/** Step verbs. */
export interface StepVerbs {
  /**
   * Adds steps to a cluster.
   *
   * @param fix what to do when the cluster accepts no steps; by default to name one that does
   * @returns ids of the steps, in order
   * @throws JobError when the cluster does not exist or has terminated
   */
  addSteps(clusterId: string, steps: readonly StepConfig[], fix?: string): Promise<readonly string[]>;
  /** Waits for steps. Ctrl-C cancels them. @throws JobError after all have ended if one failed, with EMR's reason and the end of its log */
  waitForSteps(clusterId: string, stepIds: readonly string[], task: Task): Promise<readonly EmrStepState[]>;
  /** The steps of a cluster, newest first. */
  steps(clusterId: string): Promise<readonly EmrStepState[]>;
  /** The current end of a step's log: of its driver on YARN if there is one, else of the step; one line that reports it when there is none yet. */
  stepLog(cluster: Pick<EmrCluster, 'id' | 'logUri'>, stepId: string, task: Task): Promise<string>;
  /** Cancels pending and running steps. @returns their ids */
  cancelOpenSteps(clusterId: string): Promise<readonly string[]>;
}

/** Poll intervals and limits. */
export interface EmrPolling extends PollOptions {
  /** Polls for the log of a failed step. EMR copies logs to S3 every five minutes. */
  readonly logPolls: number;
}

const TAKES_STEPS = ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING'];
const OPEN = ['PENDING', 'RUNNING'];
/** Most steps that EMR adds or cancels in one request. */
const PER_REQUEST = 256;

interface StepDependencies {
  readonly clusters: Pick<ClusterVerbs, 'cluster'>;
  readonly s3: Pick<S3Verbs, 'list' | 'read'>;
  readonly polling: EmrPolling;
}

export function stepVerbs(client: EMRClient, { clusters, s3, polling }: StepDependencies): StepVerbs {
  const cancel = async (clusterId: string, ids: readonly string[]): Promise<void> => {
    for (const batch of batches(ids, PER_REQUEST)) {
      await client.send(new CancelStepsCommand({ ClusterId: clusterId, StepIds: batch, StepCancellationOption: 'TERMINATE_PROCESS' }));
    }
  };
  const steps = async (clusterId: string): Promise<EmrStepState[]> => {
    const listed = await everyPage(async (token) => {
      const { Steps: items, Marker: next } = await client.send(new ListStepsCommand({ ClusterId: clusterId, Marker: token }));
      return { items, next };
    });
    return listed.map(stateOf);
  };

  return {
    steps,
    async addSteps(clusterId, added, fix) {
      const cluster = await clusters.cluster(clusterId);
      if (!cluster) throw noSuchCluster(clusterId, fix);
      if (!TAKES_STEPS.includes(cluster.state)) {
        throw new JobError({
          problem: `cluster ${cluster.name} (${clusterId}) accepts no steps: it is ${cluster.state}`,
          got: cluster.reason || 'no reason from EMR',
          fix: fix ?? 'use a cluster in the state WAITING or RUNNING',
        });
      }
      const ids: string[] = [];
      for (const batch of batches(added, PER_REQUEST)) {
        const { StepIds = [] } = await client.send(new AddJobFlowStepsCommand({ JobFlowId: clusterId, Steps: batch }));
        ids.push(...StepIds);
      }
      return ids;
    },
    async waitForSteps(clusterId, stepIds, task) {
      const pending = new Set(stepIds);
      const ended = await poll({ task, pollMs: polling.pollMs, stop: () => cancel(clusterId, [...pending]) }, async () => {
        const states: EmrStepState[] = [];
        for (const id of stepIds) {
          const { Step: step } = await client.send(new DescribeStepCommand({ ClusterId: clusterId, StepId: id }), { abortSignal: task.signal });
          states.push(stateOf({ ...step, Id: id }));
        }
        for (const { id, state } of states) if (!OPEN.includes(state) && state !== 'CANCEL_PENDING') pending.delete(id);
        if (pending.size === 0) return states;
        task.progress(progressOf(states));
        return undefined;
      });
      const failed = ended.filter(({ state }) => state !== 'COMPLETED');
      if (failed.length === 0) return ended;
      const logUri = (await clusters.cluster(clusterId))?.logUri ?? '';
      throw await refusalOf(failed, { clusterId, logUri }, { s3, polling }, task);
    },
    stepLog: ({ id, logUri }, stepId, task) => endOfStepLog(s3, { logUri, clusterId: id, stepId, polls: 1, pollMs: polling.pollMs }, task),
    async cancelOpenSteps(clusterId) {
      const open = (await steps(clusterId)).filter(({ state }) => OPEN.includes(state)).map(({ id }) => id);
      await cancel(clusterId, open);
      return open;
    },
  };
}

/** The error for failed steps: EMR's reason of each, and the end of the log of the first that failed and was not cancelled. */
async function refusalOf(
  failed: readonly EmrStepState[],
  { clusterId, logUri }: { readonly clusterId: string; readonly logUri: string },
  { s3, polling }: Pick<StepDependencies, 's3' | 'polling'>,
  task: Parameters<StepVerbs['waitForSteps']>[2],
): Promise<JobError> {
  const said = failed.map(({ name, state, reason }) => `${name}: ${state}${reason && `, ${reason}`}`).join('; ');
  const first = failed.find(({ state }) => state === 'FAILED');
  const log =
    first && logUri ? await endOfStepLog(s3, { logUri, clusterId, stepId: first.id, polls: polling.logPolls, pollMs: polling.pollMs }, task) : '';
  return new JobError({
    problem: `${failed.length === 1 ? `step ${failed[0]?.name} (${failed[0]?.id})` : `${failed.length} steps`} of cluster ${clusterId} did not complete`,
    got: [said, log].filter(Boolean).join('\n'),
    fix: logUri ? `fix the error in the log, then run the job again; all logs are below ${logUri}${clusterId}/` : 'run the job again',
  });
}

function stateOf({ Id, Name, Status }: Step | StepSummary): EmrStepState {
  const { StartDateTime: from, EndDateTime: to } = Status?.Timeline ?? {};
  const { Reason, Message } = Status?.FailureDetails ?? {};
  return {
    id: Id ?? '',
    name: Name ?? Id ?? '',
    state: Status?.State ?? 'PENDING',
    ...(to && { ended: to }),
    seconds: from && to ? Math.round((to.getTime() - from.getTime()) / 1_000) : 0,
    reason: [Reason, Message].filter(Boolean).join(': ') || (Status?.StateChangeReason?.Message ?? ''),
  };
}

function progressOf(states: readonly EmrStepState[]): string {
  const done = states.filter(({ state }) => !OPEN.includes(state)).length;
  return `${done} of ${states.length} steps done; ${states.map(({ name, state }) => `${name} ${state.toLowerCase().replace('_', ' ')}`).join(', ')}`;
}

/** Which log to search, and how long. */
export interface StepLog {
  /** Log URI of the cluster, ending with a slash; empty when it writes no logs. */
  readonly logUri: string;
  readonly clusterId: string;
  readonly stepId: string;
  /** Number of polls: EMR copies logs to S3 every few minutes. */
  readonly polls: number;
  /** Poll interval in milliseconds. */
  readonly pollMs: number;
}

/** Lines of a log that are shown. */
const LINES = 30;

/**
 * The end of a step's log: of its driver on YARN if there is one, since the step log only reports that the application failed.
 *
 * @returns one line with the path when no log has appeared, or that the cluster writes none
 */
export async function endOfStepLog(s3: Pick<S3Verbs, 'list' | 'read'>, log: StepLog, task: Task): Promise<string> {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(log.logUri) ?? [];
  if (bucket === undefined) return `cluster ${log.clusterId} writes no logs`;
  const step = `${prefix}${log.clusterId}/steps/${log.stepId}/`;
  let best = '';
  for (let poll = 0; poll < log.polls; poll++) {
    const stderr = await s3.read(bucket, `${step}stderr.gz`);
    if (stderr !== undefined) {
      const driver = await driverLogs(s3, bucket, `${prefix}${log.clusterId}/`, stderr);
      const stdout = await s3.read(bucket, `${step}stdout.gz`);
      const parts = [endOf('driver', driver ?? ''), driver === undefined ? endOf('stderr', stderr) : '', endOf('stdout', stdout ?? '')];
      best = parts.filter(Boolean).join('\n');
      // Driver logs arrive a little later than step logs.
      if (driver !== undefined || !/application_\d+_\d+/.test(stderr)) return best;
    }
    task.progress(`waiting for the log of step ${log.stepId}, which EMR copies to S3 every few minutes`);
    if (poll + 1 < log.polls) await sleep(log.pollMs, undefined, { signal: task.signal });
  }
  return best || `no log was in s3://${bucket}/${step} yet`;
}

/** The driver runs in the first container of the application that the client log names. */
async function driverLogs(s3: Pick<S3Verbs, 'list' | 'read'>, bucket: string, cluster: string, stderr: string): Promise<string | undefined> {
  const [application] = /application_\d+_\d+/.exec(stderr) ?? [];
  if (application === undefined) return undefined;
  const objects = await s3.list(bucket, `${cluster}containers/${application}/`);
  const ofDriver = objects.map(({ key }) => key).filter((key) => /_01_000001\/(stderr|stdout)\.gz$/.test(key));
  if (ofDriver.length === 0) return undefined;
  const texts = await Promise.all(ofDriver.sort().map((key) => s3.read(bucket, key)));
  return texts.filter((text) => text !== undefined).join('\n');
}

function endOf(name: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  if (lines.join('') === '') return '';
  return [`end of ${name}:`, ...lines.slice(-LINES).map((line) => `  ${line}`)].join('\n');
}
