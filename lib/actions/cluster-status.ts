import { reachContext } from '../deployment/cluster/reach';
import { type StepStanding, standingOf } from '../deployment/cluster/standing';
import type { UnreadyPod } from '../deployment/cluster/unready';
import { requireTools } from '../deployment/cluster/versions';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';

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
