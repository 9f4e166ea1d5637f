import { z } from 'zod';
import { JobError } from '../errors';
import { isNamed } from './errors';
import { ServiceRefusal, type SignedRequest } from './signed-requests';

/** A DAG run. */
export interface DagRun {
  readonly dag: string;
  readonly run: string;
  readonly state: string;
  /** ISO time; undefined before the start. */
  readonly started: string | undefined;
  /** Duration; 0 until the run has ended. */
  readonly seconds: number;
}

/** A task instance of a DAG run. */
export interface TaskState {
  readonly task: string;
  /** Map index of a mapped task; -1 for a task that is not mapped. */
  readonly index: number;
  readonly state: string;
  readonly seconds: number;
}

const seconds = z
  .number()
  .nullish()
  .transform((value) => Math.round((value ?? 0) * 10) / 10);

export const dagRun = z
  .object({ dag_id: z.string(), dag_run_id: z.string(), state: z.string(), start_date: z.string().nullish(), duration: seconds })
  .transform(
    ({ dag_id: dag, dag_run_id: run, state, start_date: started, duration }): DagRun => ({
      dag,
      run,
      state,
      started: started ?? undefined,
      seconds: duration,
    }),
  );

export const dagRuns = z.object({ dag_runs: z.array(dagRun) }).transform(({ dag_runs }) => dag_runs);

export const tasks = z
  .object({
    task_instances: z.array(
      z
        .object({ task_id: z.string(), map_index: z.number(), state: z.string().nullish(), duration: seconds })
        .transform(
          ({ task_id, map_index, state, duration }): TaskState => ({ task: task_id, index: map_index, state: state ?? 'none', seconds: duration }),
        ),
    ),
  })
  .transform(({ task_instances }) => task_instances);

export const dag = z
  .object({ is_paused: z.boolean(), has_import_errors: z.boolean().nullish() })
  .transform(({ is_paused, has_import_errors }) => ({ paused: is_paused, broken: has_import_errors ?? false }));

export const importErrors = z
  .object({ import_errors: z.array(z.object({ filename: z.string(), stack_trace: z.string() })) })
  .transform(({ import_errors }) =>
    import_errors.map(({ filename, stack_trace }) => ({ file: filename, error: stack_trace.trim().split('\n').at(-1)?.trim() ?? '' })),
  );

export const webToken = z
  .object({ WebServerHostname: z.string(), WebToken: z.string() })
  .transform(({ WebServerHostname, WebToken }) => ({ host: WebServerHostname, token: WebToken }));

export const environment = z
  .object({
    Environment: z.object({
      Status: z.string(),
      AirflowVersion: z.string().default(''),
      EnvironmentClass: z.string().default(''),
      WebserverUrl: z.string().default(''),
      WebserverAccessMode: z.string().default(''),
    }),
  })
  .transform(({ Environment: { Status, AirflowVersion, EnvironmentClass, WebserverUrl, WebserverAccessMode } }) => ({
    status: Status,
    version: AirflowVersion,
    environmentClass: EnvironmentClass,
    webServer: WebserverUrl,
    access: WebserverAccessMode,
  }));

/** HTTP methods of Airflow's REST API. */
export type Method = 'GET' | 'POST' | 'PATCH';

export interface CallOptions {
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Calls Airflow's REST API through `InvokeRestApi`, which authorizes by IAM. */
export interface AirflowApi {
  /** @throws JobError when the environment does not exist or is not ready, or when Airflow refuses the request */
  <Answer>(environment: string, method: Method, path: string, answer: z.ZodType<Answer>, options?: CallOptions): Promise<Answer>;
  /** A GET; undefined when Airflow answers 404. */
  unlessMissing<Answer>(environment: string, path: string, answer: z.ZodType<Answer>): Promise<Answer | undefined>;
  setVariable(environment: string, key: string, value: string): Promise<void>;
  /** Patches a run, also one whose id is too long for the path. */
  stopRun(environment: string, dag: string, run: string, change: Readonly<Record<string, string>>): Promise<void>;
}

/** Longest path that InvokeRestApi accepts, in characters. */
const LONGEST_PATH = 64;

const nothing = z.unknown();

export function airflowApi(send: (request: SignedRequest) => Promise<unknown>): AirflowApi {
  const call = async <Answer>(environment: string, method: Method, path: string, answer: z.ZodType<Answer>, { body, signal }: CallOptions = {}) => {
    const request = { Name: environment, Path: path, Method: method, ...(body !== undefined && { Body: body }) };
    const operation = 'MWAA InvokeRestApi';
    const given = await send({ operation, method: 'POST', hostPrefix: 'env.', path: `/restapi/${environment}`, body: request, signal }).catch(
      (error) => {
        throw refusalOf(error, environment, `${method} ${path}`);
      },
    );
    const { success, data, error } = z.object({ RestApiResponse: answer }).safeParse(given);
    if (success) return data.RestApiResponse as Answer;
    throw new JobError(
      {
        problem: `unexpected response of Airflow to ${method} ${path}`,
        got: JSON.stringify(given)?.slice(0, 200),
        fix: 'check that stagecraft supports the Airflow version of the environment',
      },
      { cause: error },
    );
  };

  return Object.assign(call, {
    async unlessMissing<Answer>(environment: string, path: string, answer: z.ZodType<Answer>) {
      try {
        return await call(environment, 'GET', path, answer);
      } catch (error) {
        if (statusOf((error as Error).cause) === 404) return undefined;
        throw error;
      }
    },
    async setVariable(environment: string, key: string, value: string) {
      try {
        await call(environment, 'PATCH', `/variables/${key}`, nothing, { body: { key, value } });
      } catch (error) {
        if (statusOf((error as Error).cause) !== 404) throw error;
        await call(environment, 'POST', '/variables', nothing, { body: { key, value } });
      }
    },
    async stopRun(environment: string, dag: string, run: string, change: Readonly<Record<string, string>>) {
      const path = `/dags/${dag}/dagRuns/${run}`;
      if (path.length <= LONGEST_PATH) return void (await call(environment, 'PATCH', path, nothing, { body: change }));
      const body = { actions: [{ action: 'update', entities: [{ dag_run_id: run, ...change }] }] };
      await call(environment, 'PATCH', `/dags/${dag}/dagRuns`, nothing, { body });
    },
  });
}

/** Airflow's own refusal, with its status where SDK errors have theirs. */
class AirflowRefusal extends JobError {
  public readonly $metadata: { readonly httpStatusCode: number };

  constructor(status: number, ...[refusal, options]: ConstructorParameters<typeof JobError>) {
    super(refusal, options);
    this.$metadata = { httpStatusCode: status };
  }
}

/** HTTP status of Airflow's response; undefined when the request did not reach Airflow. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof ServiceRefusal) || !isNamed(error, 'RestApiClientException', 'RestApiServerException')) return undefined;
  return z.object({ RestApiStatusCode: z.number() }).safeParse(error.answer).data?.RestApiStatusCode;
}

function refusalOf(error: unknown, environment: string, request: string): unknown {
  const status = statusOf(error);
  if (status !== undefined) {
    const detail = z.object({ RestApiResponse: z.unknown() }).safeParse((error as ServiceRefusal).answer).data?.RestApiResponse;
    return new AirflowRefusal(
      status,
      {
        problem: `Airflow refused ${request} with status ${status}`,
        got: JSON.stringify(detail)?.slice(0, 500) ?? 'no reason from Airflow',
        fix:
          status === 403
            ? 'grant a higher Airflow role in the permission airflow:InvokeRestApi'
            : 'fix the cause that is named, then repeat the command',
      },
      { cause: error },
    );
  }
  if (isNamed(error, 'ResourceNotFoundException')) {
    return new JobError(
      { problem: `Airflow environment ${environment} not found`, got: error.message, fix: 'deploy it, or name another --region' },
      { cause: error },
    );
  }
  if (isNamed(error, 'ValidationException')) {
    return new JobError(
      {
        problem: `the Airflow environment ${environment} is not available`,
        got: error.message,
        fix: 'wait until it is available; a private web server is only reachable from its VPC',
      },
      { cause: error },
    );
  }
  return error;
}
