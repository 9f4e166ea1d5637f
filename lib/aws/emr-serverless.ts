import type { EMRServerlessClient, StartJobRunCommandInput } from '@aws-sdk/client-emr-serverless';
import { CancelJobRunCommand, GetApplicationCommand, GetJobRunCommand, ListJobRunsCommand, StartJobRunCommand } from '@aws-sdk/client-emr-serverless';
import type { Task } from '../contract/task';
import { WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { isNamed, reasonOf } from './errors';
import { everyPage } from './pages';
import { leftRunning, type PollOptions, poll, type Seen, unlessFailing, type Work } from './poll';
import type { S3Verbs } from './s3';

/** An EMR Serverless job run. */
export interface ServerlessRun {
  readonly id: string;
  readonly name: string;
  /** SUBMITTED, PENDING, SCHEDULED, RUNNING, QUEUED, SUCCESS, FAILED, CANCELLING or CANCELLED. */
  readonly state: string;
  /** Duration in seconds, as far as it is known. */
  readonly seconds: number;
  /** Time of the last state change. */
  readonly updated?: Date;
}

/** EMR Serverless verbs. */
export interface EmrServerlessVerbs {
  /** Starts job runs of an application. @returns their ids, in order. @throws LeftRunningError when one could not be started after others were */
  start(inputs: readonly Omit<StartJobRunCommandInput, 'clientToken'>[]): Promise<readonly string[]>;
  /** Waits for runs. Ctrl-C cancels them. @throws WorkError after all have ended if one failed, with the reason and the end of the driver's log */
  wait(applicationId: string, runIds: readonly string[], task: Task): Promise<readonly ServerlessRun[]>;
  /** Runs of an application that began since a time, newest first. */
  runs(applicationId: string, since: Date): Promise<readonly ServerlessRun[]>;
  /** The end of the driver's log of a run; empty when there is none. */
  log(applicationId: string, runId: string): Promise<string>;
  /** Whether an application exists; a terminated one, which is listed for a while, does not. */
  hasApplication(id: string): Promise<boolean>;
  /** Cancels every run that waits or runs. @returns their ids; none when there is no such application */
  cancelAll(applicationId: string): Promise<readonly string[]>;
}

/** A run as the last look found it. */
type EndedRun = ServerlessRun & { readonly reason: string };

const OPEN = ['SUBMITTED', 'PENDING', 'SCHEDULED', 'RUNNING', 'QUEUED'] as const;
const FAILED = ['FAILED', 'CANCELLED'];
/** Lines of a log that are shown. */
const LINES = 30;

export function emrServerlessVerbs(
  client: EMRServerlessClient,
  s3: Pick<S3Verbs, 'read'>,
  { pollMs }: PollOptions = { pollMs: 10_000 },
): EmrServerlessVerbs {
  const cancel = (applicationId: string, jobRunId: string) => client.send(new CancelJobRunCommand({ applicationId, jobRunId }));
  const runOf = async (applicationId: string, jobRunId: string, signal?: AbortSignal) => {
    const { jobRun } = await client.send(new GetJobRunCommand({ applicationId, jobRunId }), { abortSignal: signal });
    return jobRun;
  };
  const log = async (applicationId: string, runId: string): Promise<string> => {
    const run = await runOf(applicationId, runId);
    const logUri = run?.configurationOverrides?.monitoringConfiguration?.s3MonitoringConfiguration?.logUri;
    const [, bucket, prefix] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(logUri ?? '') ?? [];
    if (bucket === undefined) return '';
    const folder = `${prefix === '' ? '' : `${prefix}/`}applications/${applicationId}/jobs/${runId}/SPARK_DRIVER/`;
    const texts = await Promise.all(['stderr', 'stdout'].map(async (name) => endOf(name, (await s3.read(bucket, `${folder}${name}.gz`)) ?? '')));
    return texts.filter(Boolean).join('\n');
  };

  const outcomeOf = async (applicationId: string, ended: readonly EndedRun[]): Promise<Seen<readonly ServerlessRun[]>> => {
    const failed = ended.filter(({ state }) => state !== 'SUCCESS');
    const [first] = failed;
    if (!first) return { result: ended.map(({ reason: _, ...run }) => run) };
    const said = failed.map(({ name, state, reason }) => `${name}: ${state}${reason && `, ${reason}`}`).join('; ');
    const driverLog = first.state === 'FAILED' ? await unlessFailing(() => log(applicationId, first.id)) : '';
    const failure = new WorkError({
      problem: failed.length === 1 ? `job ${first.name} (${first.id}) did not succeed` : `${failed.length} jobs did not succeed`,
      got: [said, driverLog ?? 'its log could not be read'].filter(Boolean).join('\n'),
      fix: 'fix the error in the log, then run the job again: it is safe to repeat',
    });
    return { failure };
  };

  return {
    log,
    async start(inputs) {
      const started: string[] = [];
      for (const input of inputs) {
        try {
          const { jobRunId = '' } = await client.send(new StartJobRunCommand(input as StartJobRunCommandInput));
          started.push(jobRunId);
        } catch (error) {
          const work = workOf(input.applicationId ?? '', started);
          if (!work) throw error;
          throw leftRunning(work, `job ${input.name} could not be started: ${reasonOf(error)}`, await cliFlags(client), error);
        }
      }
      return started;
    },
    async wait(applicationId, runIds, task) {
      const pending = new Set(runIds);
      const stop = () => Promise.all([...pending].map((id) => cancel(applicationId, id)));
      const running = () => workOf(applicationId, [...pending]);
      return poll({ task, pollMs, stop, running, flags: () => cliFlags(client) }, async () => {
        const runs: EndedRun[] = [];
        for (const id of runIds) {
          const run = await runOf(applicationId, id, task.signal);
          const state = run?.state ?? 'SUBMITTED';
          runs.push({ id, name: run?.name ?? id, state, seconds: run?.totalExecutionDurationSeconds ?? 0, reason: run?.stateDetails ?? '' });
          if (state === 'SUCCESS' || FAILED.includes(state)) pending.delete(id);
        }
        if (pending.size === 0) return outcomeOf(applicationId, runs);
        const done = runs.length - pending.size;
        task.progress(`${done} of ${runs.length} jobs done; ${runs.map(({ name, state }) => `${name} ${state.toLowerCase()}`).join(', ')}`);
        return undefined;
      });
    },
    async runs(applicationId, since) {
      const listed = await everyPage(async (token) => {
        const { jobRuns: items, nextToken: next } = await client.send(
          new ListJobRunsCommand({ applicationId, createdAtAfter: since, nextToken: token }),
        );
        return { items, next };
      });
      return listed.map(({ id = '', name = id, state = '', updatedAt }) => ({
        id,
        name,
        state,
        seconds: 0,
        ...(updatedAt && { updated: updatedAt }),
      }));
    },
    async hasApplication(applicationId) {
      const found = await client.send(new GetApplicationCommand({ applicationId })).catch((error) => {
        if (isNamed(error, 'ResourceNotFoundException')) return undefined;
        throw error;
      });
      return found !== undefined && found.application?.state !== 'TERMINATED';
    },
    async cancelAll(applicationId) {
      const open = await everyPage(async (token) => {
        const answer = await client.send(new ListJobRunsCommand({ applicationId, states: [...OPEN], nextToken: token })).catch((error) => {
          if (isNamed(error, 'ResourceNotFoundException')) return undefined;
          throw error;
        });
        return { items: answer?.jobRuns, next: answer?.nextToken };
      });
      const ids = open.map(({ id }) => id).filter((id) => id !== undefined);
      for (const id of ids) await cancel(applicationId, id);
      return ids;
    },
  };
}

/** Runs as work in the account; undefined for none. */
function workOf(application: string, runs: readonly string[]): Work | undefined {
  if (runs.length === 0) return undefined;
  const each = (command: string) => runs.map((id) => `aws emr-serverless ${command} --application-id ${application} --job-run-id ${id}`);
  const name = `${runs.length === 1 ? 'run' : 'runs'} ${runs.join(', ')} of EMR Serverless application ${application}`;
  return { name, watch: each('get-job-run'), stop: each('cancel-job-run') };
}

function endOf(name: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  if (lines.join('') === '') return '';
  return [`end of ${name}:`, ...lines.slice(-LINES).map((line) => `  ${line}`)].join('\n');
}
