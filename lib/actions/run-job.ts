import { checked } from '../check';
import type { Task } from '../contract/task';
import type { Facts } from '../contract/values';
import { ConfigError, JobError, StagecraftError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Place } from '../scenarios/places';
import type { Job } from '../scenarios/scenario';
import { pickPart } from './pick';
import { type DeploymentId, deploymentId, placesToReach, type Reached, withPlaces } from './places';

/** Job and parameters. */
export interface RunJobOptions extends ScenarioOptions {
  readonly job: string;
  /**
   * Parameters of the job, as typed.
   *
   * @default - the job's defaults
   */
  readonly params?: Readonly<Record<string, string>>;
  /**
   * Method, if the job has several.
   *
   * @default - the first method of the job
   */
  readonly method?: string;
  /**
   * Whether to wait for the end of the job.
   *
   * @default true
   */
  readonly wait?: boolean;
  /**
   * Kubeconfig context of the cluster.
   *
   * @default - the account
   */
  readonly cluster?: string;
}

/** A job with checked parameters; neither AWS nor a cluster has been called. */
export interface PreparedJob {
  readonly loaded: LoadedScenario;
  readonly name: string;
  readonly job: Job;
  /** Places to connect to. */
  readonly reaches: readonly Place[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly method: string | undefined;
  readonly wait: boolean;
}

/** Result of a run. */
export interface RunJobResult extends DeploymentId {
  readonly job: string;
  /** False when the job was started without waiting. */
  readonly finished: boolean;
  readonly facts: Facts;
}

/** Checks a job before signing in. @throws ConfigError for an unknown job, parameter, value or method */
export async function prepareJob(options: RunJobOptions): Promise<PreparedJob> {
  const loaded = await loadScenario(options);
  const { id, jobs } = loaded.scenario;
  const name = options.job;
  const job = pickPart(jobs, { name, what: 'job', scenario: id, cluster: options.cluster });
  const params = checked(job.params, options.params ?? {}, `parameters of ${name}`, `stagecraft explain ${id}`);
  const reaches = placesToReach(job.needs, options.cluster);
  return { loaded, name, job, reaches, params, method: checkedMethod(job, options), wait: options.wait ?? true };
}

/** Runs a job with the places that it needs. @throws JobError when it failed, or was interrupted */
export async function runJob(
  { loaded, name, job, params, method, wait }: PreparedJob,
  reached: Reached,
  env: NodeJS.ProcessEnv,
  task: Task,
): Promise<RunJobResult> {
  try {
    const facts = await withPlaces(loaded, job.needs, reached, task, (context) => job.run({ ...context, params, method, wait, env } as never));
    return { ...deploymentId(loaded, reached), job: name, finished: wait, facts };
  } catch (error) {
    if (!task.signal.aborted || StagecraftError.is(error)) throw error;
    throw new JobError(
      {
        problem: `${name} was interrupted`,
        got: 'the work that it had started was stopped',
        fix: 'run it again: jobs are idempotent',
      },
      { cause: error },
    );
  }
}

function checkedMethod({ methods }: Pick<Job, 'methods'>, { scenario, job, method }: RunJobOptions): string | undefined {
  if (method === undefined) return methods?.[0];
  if (methods?.includes(method)) return method;
  throw new ConfigError({
    problem: methods ? `unknown method of ${job}` : `${job} has only one method`,
    got: `'${method}'`,
    allowed: methods?.join(', ') ?? 'no --method',
    fix: `stagecraft explain ${scenario}`,
  });
}
