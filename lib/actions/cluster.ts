import type { StepTask, Task } from '../contract/task';
import { install } from '../deployment/cluster/install';
import { type ClusterPlan, planInstallation } from '../deployment/cluster/plan';
import { type ClusterSurroundings, installationOf, reachContext } from '../deployment/cluster/reach';
import { type StepStanding, standingOf } from '../deployment/cluster/readiness';
import { type InstallationRecord, readRecord, recordOf } from '../deployment/cluster/record';
import { labelledObjects, type Removal, remove } from '../deployment/cluster/removal';
import type { UnreadyPod } from '../deployment/cluster/unready';
import { requireTools } from '../deployment/cluster/versions';
import { ConfigError } from '../errors';
import { countText } from '../kubernetes/kubernetes-object';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';

interface ClusterDeployOptions extends ScenarioOptions {
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
const STEP_SECONDS = 600;

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

/** Plan of a removal from a cluster. */
export interface ClusterDestroyPlan {
  readonly scenario: string;
  readonly stage: string;
  readonly cluster: string;
  /** Whether there is anything to remove. */
  readonly anything: boolean;
  /** In order of removal. */
  readonly steps: readonly { readonly name: string; readonly description: string; readonly what: string }[];
}

export interface ClusterDestroyResult extends Removal {
  readonly scenario: string;
  readonly stage: string;
  readonly cluster: string;
  readonly seconds: number;
}

/** A planned removal. */
export interface PreparedClusterDestruction {
  readonly plan: ClusterDestroyPlan;
  /** Removes as planned, then verifies. @throws JobError after Ctrl-C */
  destroy(task: StepTask): Promise<ClusterDestroyResult>;
}

/**
 * Plans the removal of a scenario from a cluster. Removes nothing. The record in the cluster lists what is installed, so this needs neither the version nor
 * the configuration that installed it.
 *
 * @throws ConfigError when the cluster holds another scenario, or another stage
 */
export async function prepareClusterDestruction(
  options: ClusterDeployOptions,
  { now, pollMs }: ClusterSurroundings,
  task: Task,
): Promise<PreparedClusterDestruction> {
  const { scenario, stage } = await loadScenario(options);
  const installed = { scenario: scenario.id, stage };
  await requireTools();
  const cluster = await reachContext(options.cluster);
  task.progress('listing objects');
  const found = await readRecord(cluster);
  if (found) requireSame(found, installed, cluster.name);
  // Without the record, labels show what is left, but not the order.
  const record = found ?? recordOf(installed, await labelledObjects(cluster, installed));
  const anything = record.steps.length > 0;
  const settings = { seconds: options.timeout ?? STEP_SECONDS, pollMs };
  return {
    plan: {
      ...installed,
      cluster: cluster.name,
      anything,
      steps: [...record.steps].reverse().map(({ name, description, release, objects }) => ({
        name,
        description,
        what: release ? `release ${release.namespace}/${release.name}` : countText(objects.length),
      })),
    },
    async destroy(task) {
      const started = now();
      const removal = anything ? await remove(cluster, record, settings, task) : { removed: [], left: [] };
      return { ...installed, cluster: cluster.name, ...removal, seconds: Math.round((now() - started) / 100) / 10 };
    },
  };
}

function requireSame(record: InstallationRecord, { scenario, stage }: { readonly scenario: string; readonly stage: string }, cluster: string): void {
  if (record.scenario === scenario && record.stage === stage) return;
  throw new ConfigError({
    problem: `cluster ${cluster} does not hold ${scenario} in stage ${stage}`,
    got: `${record.scenario}, stage ${record.stage}`,
    allowed: `${scenario}, stage ${stage}`,
    fix: `stagecraft destroy ${record.scenario} --stage ${record.stage} --cluster ${cluster}, or name another cluster`,
  });
}

export interface ClusterStatusOptions extends ScenarioOptions {
  /** Kubeconfig context. */
  readonly cluster: string;
}

export interface ClusterStatusResult {
  readonly scenario: string;
  readonly stage: string;
  readonly cluster: string;
  /** Kubernetes version. */
  readonly server: string;
  /** Whether all of it is installed and ready. */
  readonly deployed: boolean;
  /** `installed`, or the phase in which a run was interrupted; null when the scenario is not in the cluster. */
  readonly phase: 'installing' | 'installed' | 'removing' | null;
  /** Version of stagecraft that installed it. */
  readonly version?: string;
  /** Scenario and stage that the cluster holds instead. */
  readonly other?: string;
  /** In order of installation. */
  readonly steps: readonly StepStanding[];
  readonly unready: readonly UnreadyPod[];
}

/** Returns the state of a scenario in a cluster. */
export async function clusterStatus(options: ClusterStatusOptions): Promise<ClusterStatusResult> {
  const { scenario, stage } = await loadScenario(options);
  await requireTools();
  const cluster = await reachContext(options.cluster);
  const place = { scenario: scenario.id, stage, cluster: cluster.name, server: await cluster.serverVersion() };
  const { record, steps, unready } = await standingOf(cluster);
  const nothing = { ...place, deployed: false, phase: null, steps: [], unready: [] };
  if (!record) return nothing;
  if (record.scenario !== scenario.id || record.stage !== stage) return { ...nothing, other: `${record.scenario}, stage ${record.stage}` };
  const { phase, version } = record;
  const deployed = phase === 'installed' && unready.length === 0 && steps.every(({ state }) => state === 'ready');
  return { ...place, deployed, phase, version, steps, unready };
}
