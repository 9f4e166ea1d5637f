import type { StepTask, Task } from '../contract/task';
import { install } from '../deployment/cluster/install';
import { type ClusterPlan, planInstallation } from '../deployment/cluster/plan';
import { installationOf, reachContext } from '../deployment/cluster/reach';
import type { ClusterSurroundings } from '../deployment/cluster/surroundings';
import { requireTools } from '../deployment/cluster/versions';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';

export interface ClusterDeployOptions extends ScenarioOptions {
  /** Kubeconfig context. */
  readonly cluster: string;
  /**
   * Timeout of each step in seconds, until its pods are ready.
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
  /** Tools of `open`. */
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  readonly seconds: number;
}

/** A planned installation. */
export interface PreparedClusterDeployment {
  readonly plan: ClusterPlan;
  /** Installs as planned. @throws JobError when a step fails, or after Ctrl-C */
  deploy(task: StepTask): Promise<ClusterDeployResult>;
}

/** Default timeout of a step in seconds: enough to pull images of hundreds of megabytes. */
export const STEP_SECONDS = 600;

/**
 * Plans the installation of a scenario in a cluster. Changes nothing, and needs no AWS credentials.
 *
 * @throws ConfigError for an unknown context, a missing program or an unsuitable cluster
 */
export async function prepareClusterDeployment(
  options: ClusterDeployOptions,
  { random, now, pollMs }: ClusterSurroundings,
  task: Task,
): Promise<PreparedClusterDeployment> {
  const loaded = await loadScenario(options);
  const installation = await installationOf(loaded);
  task.progress('checking kubectl and helm');
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
