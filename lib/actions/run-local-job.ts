import { checked } from '../check';
import type { Facts } from '../contract/facts';
import type { Task } from '../contract/task';
import { ConfigError } from '../errors';
import { loadScenario } from '../scenarios/load';
import type { RunJobOptions } from './run-job';

/** What a run without an account produced. */
export interface RunLocalJobResult {
  readonly scenario: string;
  readonly stage: string;
  readonly job: string;
  readonly facts: Facts;
}

/**
 * A job that needs neither an account nor a deployment, ready to run; undefined when the job is none of those.
 *
 * @throws ConfigError for a parameter or value that it does not take, and for options that it has no use for
 */
export async function prepareLocalJob(
  options: RunJobOptions,
): Promise<((env: NodeJS.ProcessEnv, task: Task) => Promise<RunLocalJobResult>) | undefined> {
  const { scenario, stage, config } = await loadScenario(options);
  const { id, localJobs = {} } = scenario;
  const name = options.job;
  const job = Object.hasOwn(localJobs, name) ? localJobs[name] : undefined;
  if (!job) return undefined;
  if (options.method !== undefined || options.cluster !== undefined) {
    throw new ConfigError({
      problem: `${name} runs on this machine, in one way`,
      got: options.method === undefined ? '--cluster' : '--method',
      fix: 'leave it out',
    });
  }
  const params = checked(job.params, options.params ?? {}, `parameters of ${name}`, `stagecraft explain ${id}`);
  return async (env, task) => ({ scenario: id, stage, job: name, facts: await job.run({ config, stage, params, env, task }) });
}
