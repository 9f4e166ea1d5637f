import type { Task } from '../contract/task';
import { requireBootstrap } from '../deployment/bootstrap';
import { chosenStacks } from '../deployment/chosen-stacks';
import { deployStacks } from '../deployment/deploy-stacks';
import { type DeployPlan, nextCommands, planDeployment } from '../deployment/plan';
import type { Surroundings } from '../deployment/surroundings';
import { reach, type TargetOptions } from '../deployment/target';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';
import { settled } from '../scenarios/settle';
import { requireOthers } from './places';

export interface DeployOptions extends ScenarioOptions, TargetOptions {
  /**
   * Names of the stacks to deploy, without scenario and stage. Those that they build upon must be deployed already.
   *
   * @default - all
   */
  readonly stacks?: readonly string[];
}

export interface DeployResult {
  readonly scenario: string;
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  /** In order of deployment. */
  readonly stacks: readonly { readonly name: string; readonly status: string; readonly outputs: Readonly<Record<string, string>> }[];
  readonly seconds: number;
}

/** A planned deployment. */
export interface PreparedDeployment {
  readonly plan: DeployPlan;
  /** Deploys as planned. @throws JobError when a resource fails, AbortError after Ctrl-C */
  deploy(task: Task): Promise<DeployResult>;
}

/**
 * Plans a deployment: account, region and changes. Writes nothing.
 *
 * @throws ConfigError for a target that must not be written to, JobError for stacks that cannot be deployed to
 */
export async function prepareDeployment(
  options: DeployOptions,
  { env, connect, openAccount, now }: Surroundings,
  task: Task,
): Promise<PreparedDeployment> {
  const configured = await loadScenario(options);
  task.progress('signing in');
  const aws = await reach(options, env, connect);
  const { target } = aws;
  await requireOthers(configured, aws);
  const loaded = await settled(configured, aws, task);
  const { synthesize } = await import('../scenarios/synthesize');
  const synthesized = chosenStacks(await synthesize(loaded, { env: { account: target.account, region: target.region } }), options.stacks);
  await requireBootstrap(aws, synthesized.stacks, options.profile);

  const account = await openAccount({ profile: options.profile, region: target.region, endpoint: target.endpoint });
  const next = nextCommands(loaded.scenario.id, loaded.stage, options);
  const plan = await planDeployment({ loaded, synthesized, aws, account, profile: options.profile, next }, task);
  return {
    plan,
    async deploy(task) {
      const started = now();
      const finished = await deployStacks({ target, profile: options.profile, synthesized }, account.stacks, next, task);
      const stacks = await Promise.all(
        finished.map(async ({ name, outputs }) => ({ name, status: (await aws.cloudformation.stack(name))?.status ?? 'gone', outputs })),
      );
      const seconds = Math.round((now() - started) / 100) / 10;
      return { scenario: loaded.scenario.id, stage: loaded.stage, account: target.account, region: target.region, stacks, seconds };
    },
  };
}
