import type { Task } from '../contract/task';
import { requireBootstrap } from '../deployment/bootstrap';
import { chosenStacks } from '../deployment/chosen-stacks';
import { deployStacks } from '../deployment/deploy-stacks';
import { type DeployPlan, nextCommands, planDeployment } from '../deployment/plan';
import { type Preflight, preflight, refuseDeployment } from '../deployment/preflight/preflight';
import type { Surroundings } from '../deployment/surroundings';
import { reach, type TargetOptions } from '../deployment/target';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';
import { settled } from '../scenarios/settle';
import { requireOthers } from './places';
import { requireValid } from './validate';

export interface DeployOptions extends ScenarioOptions, TargetOptions {
  /**
   * Whether an update may replace or remove what holds data.
   *
   * @default false
   */
  readonly allowReplacement?: boolean;
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
  readonly plan: DeployPlan & Preflight;
  /** @throws JobError when a check failed, or when data would be lost */
  require(): void;
  /** Deploys as planned. @throws JobError when a resource fails, AbortError after Ctrl-C */
  deploy(task: Task): Promise<DeployResult>;
}

/**
 * Plans a deployment: account, region, changes, and what would keep it from ending. Writes nothing.
 *
 * @throws ConfigError for a target that must not be written to, JobError for templates with findings and for stacks that cannot be deployed to
 */
export async function prepareDeployment(
  options: DeployOptions,
  { env, connect, openAccount, now, run }: Surroundings,
  task: Task,
): Promise<PreparedDeployment> {
  const configured = await loadScenario(options);
  task.progress('signing in');
  const aws = await reach(options, env, connect);
  const { target } = aws;
  await requireOthers(configured, aws);
  const loaded = await settled(configured, aws, task);
  const environment = { account: target.account, region: target.region };
  const { synthesize } = await import('../scenarios/synthesize');
  const synthesized = chosenStacks(await synthesize(loaded, { env: environment }), options.stacks);
  await requireBootstrap(aws, synthesized.stacks, options.profile);
  task.progress('validating the templates');
  await requireValid(options, { settled: loaded.config, env: environment, signal: task.signal });

  const account = await openAccount({ profile: options.profile, region: target.region, endpoint: target.endpoint });
  const next = nextCommands(loaded.scenario.id, loaded.stage, options);
  const planned = await planDeployment({ loaded, synthesized, aws, account, profile: options.profile, next }, task);
  task.progress('looking at quotas, zones, roles and names');
  const looked = await preflight({ loaded, synthesized, aws, account, stacks: planned.stacks, env, run });
  return {
    plan: { ...planned, ...looked },
    require: () => refuseDeployment(looked, options),
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
