import { z } from 'zod';

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
