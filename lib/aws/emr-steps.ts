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
import { JobError, WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { type ClusterVerbs, type EmrCluster, noSuchCluster } from './emr-clusters';

import { sendOnce } from './emr-once';
import { batches, everyPage } from './pages';
import { type PollOptions, poll, type Seen, unlessFailing, type Work } from './poll';
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
   * Adds steps to a cluster, once: after a lost answer, the steps that were added are found by name and arguments.
   *
   * @param fix what to do when the cluster accepts no steps; by default to name one that does
   * @returns ids of the steps, in order
   * @throws JobError when the cluster does not exist or has terminated
   */
  addSteps(clusterId: string, steps: readonly StepConfig[], fix?: string): Promise<readonly string[]>;
  /** Waits for steps. Ctrl-C cancels them. @throws WorkError after all have ended if one failed, with EMR's reason and the end of its log */
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
  /** Client without retries of the SDK. */
  readonly once: EMRClient;
}

export function stepVerbs(client: EMRClient, { clusters, s3, polling, once }: StepDependencies): StepVerbs {
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
  const page = async (clusterId: string, marker?: string) => client.send(new ListStepsCommand({ ClusterId: clusterId, Marker: marker }));
  /** Id of the newest step; undefined before the first. */
  const newest = async (clusterId: string) => (await page(clusterId)).Steps?.[0]?.Id;
  /** The ids of these steps, if they were added after another one. EMR lists the newest first. */
  const addedSince = async (before: string | undefined, added: readonly StepConfig[], clusterId: string): Promise<string[] | undefined> => {
    const since: StepSummary[] = [];
    for (let marker: string | undefined, isFirst = true; isFirst || marker; isFirst = false) {
      const { Steps = [], Marker } = await page(clusterId, marker);
      const end = Steps.findIndex(({ Id }) => Id === before);
      since.push(...(end < 0 ? Steps : Steps.slice(0, end)));
      marker = end < 0 ? Marker : undefined;
    }
    const found = added.map((step) => {
      const at = since.findLastIndex((each) => isSameStep(each, step));
      return at < 0 ? undefined : since.splice(at, 1)[0]?.Id;
    });
    const ids = found.filter((id) => id !== undefined);
    return ids.length === added.length ? ids : undefined;
  };
  const outcomeOf = async (clusterId: string, ended: readonly EmrStepState[], task: Task): Promise<Seen<readonly EmrStepState[]>> => {
    const failed = ended.filter(({ state }) => state !== 'COMPLETED');
    if (failed.length === 0) return { result: ended };
    const logUri = (await unlessFailing(() => clusters.cluster(clusterId)))?.logUri ?? '';
    return { failure: await refusalOf(failed, { clusterId, logUri }, { s3, polling }, task) };
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
        const before = await newest(clusterId);
        const made = await sendOnce(polling.pollMs, {
          async send() {
            const { StepIds = [] } = await once.send(new AddJobFlowStepsCommand({ JobFlowId: clusterId, Steps: batch }));
            return StepIds;
          },
          find: async () => addedSince(before, batch, clusterId),
        });
        ids.push(...made);
      }
      return ids;
    },
    async waitForSteps(clusterId, stepIds, task) {
      const pending = new Set(stepIds);
      const { pollMs } = polling;
      const stop = () => cancel(clusterId, [...pending]);
      const running = () => workOf(clusterId, [...pending]);
      return poll({ task, pollMs, stop, running, flags: () => cliFlags(client) }, async () => {
        const states: EmrStepState[] = [];
        for (const id of stepIds) {
          const { Step: step } = await client.send(new DescribeStepCommand({ ClusterId: clusterId, StepId: id }), { abortSignal: task.signal });
          states.push(stateOf({ ...step, Id: id }));
        }
        for (const { id, state } of states) if (!OPEN.includes(state) && state !== 'CANCEL_PENDING') pending.delete(id);
        if (pending.size === 0) return outcomeOf(clusterId, states, task);
        task.progress(progressOf(states));
        return undefined;
      });
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
  task: Task,
): Promise<WorkError> {
  const said = failed.map(({ name, state, reason }) => `${name}: ${state}${reason && `, ${reason}`}`).join('; ');
  const first = failed.find(({ state }) => state === 'FAILED');
  const sought = first && logUri ? { logUri, clusterId, stepId: first.id, polls: polling.logPolls, pollMs: polling.pollMs } : undefined;
  const log = sought ? ((await unlessFailing(() => endOfStepLog(s3, sought, task))) ?? 'its log could not be read') : '';
  return new WorkError({
    problem: `${failed.length === 1 ? `step ${failed[0]?.name} (${failed[0]?.id})` : `${failed.length} steps`} of cluster ${clusterId} did not complete`,
    got: [said, log].filter(Boolean).join('\n'),
    fix: logUri ? `fix the error in the log, then run the job again; all logs are below ${logUri}${clusterId}/` : 'run the job again',
  });
}

/** Steps as work in the account; undefined for none. */
function workOf(clusterId: string, ids: readonly string[]): Work | undefined {
  if (ids.length === 0) return undefined;
  const words = `--cluster-id ${clusterId} --step-ids ${ids.join(' ')}`;
  return {
    name: `${ids.length === 1 ? 'step' : 'steps'} ${ids.join(', ')} of cluster ${clusterId}`,
    watch: [`aws emr list-steps ${words}`],
    stop: [`aws emr cancel-steps ${words} --step-cancellation-option TERMINATE_PROCESS`],
  };
}

function isSameStep({ Name, Config }: StepSummary, wanted: StepConfig): boolean {
  return Name === wanted.Name && JSON.stringify(Config?.Args ?? []) === JSON.stringify(wanted.HadoopJarStep?.Args ?? []);
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
