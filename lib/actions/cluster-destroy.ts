import type { StepTask, Task } from '../contract/task';
import { labelledObjects } from '../deployment/cluster/left';
import { reachContext } from '../deployment/cluster/reach';
import { type InstallationRecord, readRecord, recordOf } from '../deployment/cluster/record';
import { type Removal, remove } from '../deployment/cluster/removal';
import type { ClusterSurroundings } from '../deployment/cluster/surroundings';
import { requireTools } from '../deployment/cluster/versions';
import { ConfigError } from '../errors';
import { countText } from '../kubernetes/kubectl-objects';
import { loadScenario } from '../scenarios/load';
import { type ClusterDeployOptions, STEP_SECONDS } from './cluster-deploy';

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
