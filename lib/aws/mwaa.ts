import type { Task } from '../contract/task';
import { JobError, WorkError } from '../errors';
import { airflowApi, type DagRun, dag, dagRun, dagRuns, environment, importErrors, type TaskState, tasks, webToken } from './airflow-api';
import { isNamed } from './errors';
import { type PollOptions, poll, unlessFailing } from './poll';
import type { SignedRequest } from './signed-requests';

/** Identifies a DAG run. */
export interface DagRunId {
  readonly dag: string;
  readonly run: string;
}

/** A successful DAG run. */
export interface FinishedRun extends DagRunId {
  readonly seconds: number;
  readonly tasks: readonly TaskState[];
}

/** State of an environment. */
export interface EnvironmentState {
  readonly status: string;
  readonly version: string;
  readonly environmentClass: string;
  readonly webServer: string;
  readonly access: string;
}

/** Amazon MWAA and Airflow verbs. */
export interface MwaaVerbs {
  /** State of an environment; undefined when there is none of this name. */
  environment(name: string): Promise<EnvironmentState | undefined>;
  /** Sign-in URL of the web server. It works once, within a minute. */
  loginUrl(name: string): Promise<string>;
  /** Starts a run. @throws JobError when Airflow does not know the DAG, cannot import it, or has it paused */
  start(environment: string, dag: string, conf: Readonly<Record<string, unknown>>): Promise<DagRunId>;
  /** Waits for a run. Ctrl-C marks it failed, which ends its tasks and runs its clean-up. @throws JobError with the failed tasks */
  wait(environment: string, run: DagRunId, task: Task): Promise<FinishedRun>;
  /** The latest runs of DAGs, newest first. */
  runs(environment: string, dags: readonly string[], limit: number): Promise<readonly DagRun[]>;
  /** The tasks of a run. */
  tasks(environment: string, run: DagRunId): Promise<readonly TaskState[]>;
  /** Import errors, each with the last line of its stack trace. */
  importErrors(environment: string): Promise<readonly { readonly file: string; readonly error: string }[]>;
  /** Creates or updates variables. */
  setVariables(environment: string, values: Readonly<Record<string, string>>): Promise<void>;
  /** Marks every active run as failed. @returns these runs; empty when the environment does not exist or respond */
  stopAll(environment: string, dags: readonly string[]): Promise<readonly DagRunId[]>;
}

export interface MwaaOptions extends PollOptions {
  /** Clock, for run ids. */
  readonly now: () => number;
  /** Flags of the account and region for commands of the AWS CLI. */
  readonly flags: () => Promise<string>;
}

/** States of an active run. */
const OPEN = ['queued', 'running'];
const STOPPED = { state: 'failed', note: 'stopped by stagecraft' };

export function mwaaVerbs(send: (request: SignedRequest) => Promise<unknown>, { pollMs, now, flags }: MwaaOptions): MwaaVerbs {
  const airflow = airflowApi(send);
  const tasksOf = async (name: string, { dag, run }: DagRunId, signal?: AbortSignal): Promise<readonly TaskState[]> => {
    const body = { dag_ids: [dag], dag_run_ids: [run], order_by: 'start_date', page_limit: 100 };
    return airflow(name, 'POST', '/dags/~/dagRuns/~/taskInstances/list', tasks, { body, signal });
  };
  const stop = (name: string, { dag, run }: DagRunId) => airflow.stopRun(name, dag, run, STOPPED);
  const failuresOf = async (name: string) => airflow(name, 'GET', '/importErrors', importErrors);

  const stateOf = async (name: string): Promise<EnvironmentState | undefined> => {
    try {
      const answer = await send({ operation: 'MWAA GetEnvironment', method: 'GET', hostPrefix: 'api.', path: `/environments/${name}` });
      return environment.parse(answer);
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) return undefined;
      throw error;
    }
  };

  return {
    environment: stateOf,
    async loginUrl(name) {
      const answer = await send({ operation: 'MWAA CreateWebLoginToken', method: 'POST', hostPrefix: 'env.', path: `/webtoken/${name}` });
      const { host, token } = webToken.parse(answer);
      return `https://${host}/aws_mwaa/aws-console-sso?login=true#${token}`;
    },
    async start(name, id, conf) {
      await requireRunnable(id, await airflow.unlessMissing(name, `/dags/${id}`, dag), () => failuresOf(name));
      // A request path has at most 64 characters: a run id that Airflow generates, with its timestamp, would not fit.
      const run = `cli-${now().toString(36)}`;
      await airflow(name, 'POST', `/dags/${id}/dagRuns`, dagRun, { body: { dag_run_id: run, logical_date: null, conf } });
      return { dag: id, run };
    },
    async wait(name, run, task) {
      const { signal } = task;
      const pending = new Set([run]);
      const path = `/dags/${run.dag}/dagRuns/${run.run}`;
      const request = `aws mwaa invoke-rest-api --name ${name} --path ${path}`;
      const work = {
        name: `run ${run.run} of DAG ${run.dag} in ${name}`,
        watch: [`${request} --method GET`],
        stop: [`${request} --method PATCH --body '{"state": "failed"}'`],
      };
      const running = () => (pending.size > 0 ? work : undefined);
      return poll<FinishedRun>({ task, pollMs, stop: () => stop(name, run), running, flags }, async () => {
        const { state, seconds } = await airflow(name, 'GET', path, dagRun, { signal });
        if (state === 'success') {
          pending.clear();
          return { result: { ...run, seconds, tasks: await tasksOf(name, run, signal) } };
        }
        const all = await unlessFailing(() => tasksOf(name, run, signal));
        if (state === 'failed') {
          pending.clear();
          return { failure: failed(run, all) };
        }
        task.progress(all ? progressOf(state, all) : state);
        return undefined;
      });
    },
    async runs(name, dags, limit) {
      const body = { dag_ids: dags, order_by: '-run_after', page_limit: limit };
      return airflow(name, 'POST', '/dags/~/dagRuns/list', dagRuns, { body });
    },
    tasks: (name, run) => tasksOf(name, run),
    importErrors: failuresOf,
    async setVariables(name, values) {
      for (const [key, value] of Object.entries(values)) await airflow.setVariable(name, key, value);
    },
    async stopAll(name, dags) {
      const state = await stateOf(name);
      if (state === undefined || !['AVAILABLE', 'UPDATING', 'MAINTENANCE'].includes(state.status)) return [];
      const open = await airflow(name, 'POST', '/dags/~/dagRuns/list', dagRuns, { body: { dag_ids: dags, states: OPEN, page_limit: 100 } });
      const runs = open.map(({ dag, run }) => ({ dag, run }));
      for (const run of runs) await stop(name, run);
      return runs;
    },
  };
}

async function requireRunnable(
  id: string,
  state: { readonly paused: boolean; readonly broken: boolean } | undefined,
  importErrors: () => Promise<readonly { file: string; error: string }[]>,
): Promise<void> {
  if (state !== undefined && !state.paused && !state.broken) return;
  if (state?.paused && !state.broken) {
    throw new JobError({
      problem: `DAG ${id} is paused`,
      allowed: 'an unpaused DAG',
      fix: 'unpause it in the web server, then repeat the command',
    });
  }
  const errors = await importErrors();
  const own = errors.filter(({ file }) => file.includes(id));
  throw new JobError({
    problem: state ? `Airflow cannot import DAG ${id}` : `Airflow has no DAG ${id}`,
    got: (own.length > 0 ? own : errors).map(({ file, error }) => `${file}: ${error}`).join('; ') || 'no import error',
    fix: 'upload the DAGs; Airflow takes about a minute to find them',
  });
}

function failed({ dag, run }: DagRunId, all: readonly TaskState[] | undefined): WorkError {
  const broken = all?.filter(({ state }) => state === 'failed');
  return new WorkError({
    problem: `DAG run ${run} of ${dag} failed`,
    got: broken ? broken.map(nameOf).join(', ') || 'no failed task' : 'its tasks could not be read',
    fix: 'look at the log of the task, then run the job again: it is safe to repeat',
  });
}

function progressOf(state: string, all: readonly TaskState[]): string {
  const running = all.filter((each) => !['success', 'failed', 'skipped', 'upstream_failed', 'none', 'removed'].includes(each.state));
  const done = all.filter((each) => each.state === 'success').length;
  return `${state}, ${done} of ${all.length} tasks done${running.length > 0 ? `: ${running.map((each) => `${nameOf(each)} ${each.state}`).join(', ')}` : ''}`;
}

function nameOf({ task, index }: TaskState): string {
  return index < 0 ? task : `${task} ${index}`;
}
