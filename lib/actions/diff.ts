import type { Task } from '../contract/task';
import { compare, type StackDifference } from '../deployment/compare';
import type { Surroundings } from '../deployment/surroundings';
import { reach, type TargetOptions } from '../deployment/target';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';
import { settled } from '../scenarios/settle';
import { requireValid } from './validate';

export interface DiffOptions extends ScenarioOptions, TargetOptions {}

export interface DiffResult {
  readonly scenario: string;
  readonly stage: string;
  readonly differs: boolean;
  /** In order of deployment. */
  readonly stacks: readonly StackDifference[];
}

/** Compares the deployed stacks with what would be deployed now. Writes nothing to the account. @throws JobError for templates with findings */
export async function diff(options: DiffOptions, { env, connect }: Surroundings, task: Task): Promise<DiffResult> {
  const configured = await loadScenario(options);
  const aws = await reach(options, env, connect);
  const { target } = aws;
  const loaded = await settled(configured, aws, task);
  const environment = { account: target.account, region: target.region };
  task.progress('validating the templates');
  await requireValid(options, { settled: loaded.config, env: environment, signal: task.signal });
  const { synthesize } = await import('../scenarios/synthesize');
  const synthesized = await synthesize(loaded, { env: environment });
  task.progress('reading the deployed templates');
  const stacks = await compare({ target, profile: options.profile, synthesized }, task);
  return { scenario: loaded.scenario.id, stage: loaded.stage, differs: stacks.some(({ differs }) => differs), stacks };
}
