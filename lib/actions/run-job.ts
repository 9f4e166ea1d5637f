import type { Aws } from '../aws/aws';
import { checked } from '../check';
import { ConfigError, JobError, StagecraftError } from '../errors';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Facts, Job } from '../scenarios/scenario';
import type { Task } from '../task';
import { findDeployed, type Place, placeOf } from './deployed';
import { pick } from './pick';

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
}

/** A job whose parameters are right; nothing has been asked of AWS yet. */
export interface PreparedJob {
  readonly loaded: LoadedScenario;
  readonly name: string;
  readonly job: Job<LoadedScenario['config'], string>;
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
  const { id, jobs } = loaded.scenario;
  const name = options.job;
  const job = pick(jobs, name, 'job', id);
  const params = checked(job.params, options.params ?? {}, `parameters of ${name}`, `stagecraft explain ${id}`);
  return { loaded, name, job, params, method: checkedMethod(job, options), wait: options.wait ?? true };
}

/** Runs a job of a deployed scenario. @throws JobError when it failed, or was interrupted */
export async function runJob({ loaded, name, job, params, method, wait }: PreparedJob, aws: Aws, task: Task): Promise<RunJobResult> {
  const deployed = await findDeployed(loaded, aws, task);
  try {
    const facts = await job.run({ ...deployed, params, method, wait });
    return { ...placeOf(loaded, aws), job: name, finished: wait, facts };
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

function checkedMethod({ methods }: Job<LoadedScenario['config'], string>, { scenario, job, method }: RunJobOptions): string | undefined {
  if (method === undefined) return methods?.[0];
  if (methods?.includes(method)) return method;
  throw new ConfigError({
    problem: methods ? `unknown method of ${job}` : `there is only one way to run ${job}`,
    got: `'${method}'`,
    allowed: methods?.join(', ') ?? 'no --method',
    fix: `stagecraft explain ${scenario}`,
  });
}
