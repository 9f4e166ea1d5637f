import { checked } from '../check';
import type { Facts } from '../contract/facts';
import type { Task } from '../contract/task';
import { ConfigError, JobError, StagecraftError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { ClusterJob, Job } from '../scenarios/scenario';
import { type Part, type Place, placeOf, type Site, withPart } from './deployed';
import { pickPart } from './pick';

/** What to run. */
export interface RunJobOptions extends ScenarioOptions {
  readonly job: string;
  /**
   * Parameters of the job, as typed.
   *
   * @default - the job's defaults
   */
  readonly params?: Readonly<Record<string, string>>;
  /**
   * Way to run it, where there are several.
   *
   * @default - the first that the job names
   */
  readonly method?: string;
  /**
   * Whether to return only when the job has finished.
   *
   * @default true
   */
  readonly wait?: boolean;
  /**
   * Context of the kubeconfig whose cluster is meant.
   *
   * @default - the job is run in the account
   */
  readonly cluster?: string;
}

type AnyJob = Job<LoadedScenario['config'], string>;
type AnyClusterJob = ClusterJob<LoadedScenario['config']>;

/** A job whose parameters are right; nothing has been asked of AWS, or of a cluster, yet. */
export interface PreparedJob {
  readonly loaded: LoadedScenario;
  readonly name: string;
  readonly job: Part<AnyJob, AnyClusterJob>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly method: string | undefined;
  readonly wait: boolean;
}

/** What a run produced. */
export interface RunJobResult extends Place {
  readonly job: string;
  /** False when the job was started and left to itself. */
  readonly finished: boolean;
  readonly facts: Facts;
}

/** Checks everything that can be wrong with a job before the account is reached. @throws ConfigError for an unknown job, parameter, value or method */
export async function prepareJob(options: RunJobOptions): Promise<PreparedJob> {
  const loaded = await loadScenario(options);
  const { id, jobs, localJobs = {}, cluster } = loaded.scenario;
  const name = options.job;
  const job = pickPart(jobs, cluster?.jobs, {
    name,
    what: 'job',
    scenario: id,
    inCluster: options.cluster !== undefined,
    others: Object.keys(localJobs),
  });
  const params = checked(job.part.params, options.params ?? {}, `parameters of ${name}`, `stagecraft explain ${id}`);
  return { loaded, name, job, params, method: checkedMethod(job.part, options), wait: options.wait ?? true };
}

/** Runs a job of a deployed scenario. @throws JobError when it failed, or was interrupted */
export async function runJob({ loaded, name, job, params, method, wait }: PreparedJob, site: Site, task: Task): Promise<RunJobResult> {
  try {
    const facts = await withPart(loaded, job, site, task, {
      inAccount: (part, deployed) => part.run({ ...deployed, params, method, wait }),
      inCluster: (part, clustered) => part.run({ ...clustered, params, method, wait }),
    });
    return { ...placeOf(loaded, site), job: name, finished: wait, facts };
  } catch (error) {
    if (!task.signal.aborted || StagecraftError.is(error)) throw error;
    throw new JobError(
      {
        problem: `${name} was interrupted`,
        got: 'what it had started was told to stop',
        fix: 'run it again when you like: it begins anew and leaves nothing twice',
      },
      { cause: error },
    );
  }
}

function checkedMethod({ methods }: Pick<AnyJob, 'methods'>, { scenario, job, method }: RunJobOptions): string | undefined {
  if (method === undefined) return methods?.[0];
  if (methods?.includes(method)) return method;
  throw new ConfigError({
    problem: methods ? `unknown method of ${job}` : `there is only one way to run ${job}`,
    got: `'${method}'`,
    allowed: methods?.join(', ') ?? 'no --method',
    fix: `stagecraft explain ${scenario}`,
  });
}
