import type { StepTask, Task } from '../contract/task';
import { install } from '../deployment/cluster/install';
import { type ClusterPlan, planInstallation } from '../deployment/cluster/plan';
import { installationOf, reachContext } from '../deployment/cluster/reach';
import type { ClusterSurroundings } from '../deployment/cluster/surroundings';
import { requireTools } from '../deployment/cluster/versions';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';

export interface ClusterDeployOptions extends ScenarioOptions {
  /** Context of the kubeconfig. */
  readonly cluster: string;
  /**
   * Seconds that each step has to become ready.
   *
   * @default 600
   */
  readonly timeout?: number;
}

export interface ClusterDeployResult {
  readonly scenario: string;
  readonly stage: string;
  readonly cluster: string;
  /** In order of installation. */
  readonly steps: readonly { readonly name: string; readonly what: string }[];
  /** Pages that `open` leads to. */
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  readonly seconds: number;
}

/** An installation that has been looked into and not begun. */
export interface PreparedClusterDeployment {
  readonly plan: ClusterPlan;
  /** Carries out the plan. @throws JobError when a step fails, or after Ctrl-C */
  deploy(task: StepTask): Promise<ClusterDeployResult>;
}

/** Seconds that a step has when nobody says otherwise: enough for images of hundreds of megabytes. */
export const STEP_SECONDS = 600;

/**
 * Finds out whether a cluster can take a scenario, and what that would do. Changes nothing, and asks for no credentials of AWS.
 *
 * @throws ConfigError for a context, a program or a cluster that will not do
 */
export async function prepareClusterDeployment(
  options: ClusterDeployOptions,
  { random, now, pollMs }: ClusterSurroundings,
  task: Task,
): Promise<PreparedClusterDeployment> {
  const loaded = await loadScenario(options);
  const installation = await installationOf(loaded);
  task.progress('looking for kubectl and helm');
  const tools = await requireTools();
  const cluster = await reachContext(options.cluster);
  const { stage, scenario } = loaded;
  const installed = { scenario: scenario.id, stage };
  const { plan, record, missing } = await planInstallation({ cluster, installation, installed, tools, random }, task);
  return {
    plan,
    async deploy(task) {
      const started = now();
      const settings = { seconds: options.timeout ?? STEP_SECONDS, pollMs };
      await install(cluster, { installation, installed, before: record, missing, settings }, task);
      return {
        ...installed,
        cluster: cluster.name,
        steps: plan.steps.map(({ name, what }) => ({ name, what })),
        tools: installation.tools.filter(({ name }) => Object.hasOwn(scenario.tools, name)).map(({ name, description }) => ({ name, description })),
        seconds: Math.round((now() - started) / 100) / 10,
      };
    },
  };
}
