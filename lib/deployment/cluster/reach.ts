import { ConfigError } from '../../errors';
import { type Cluster, clusterOf } from '../../kubernetes/cluster';
import type { Installation } from '../../kubernetes/installation';
import type { LoadedScenario } from '../../scenarios/load';
import { requireContext } from './versions';

/** The installation of a scenario. @throws ConfigError when the scenario needs an account */
export async function installationOf({ scenario, config, stage }: LoadedScenario): Promise<Installation> {
  if (scenario.installation) return scenario.installation({ config, stage });
  throw new ConfigError({
    problem: `${scenario.id} has no installation for a Kubernetes cluster`,
    allowed: 'no --cluster',
    fix: `omit --cluster, or choose another scenario: stagecraft list`,
  });
}

/** The cluster of a kubeconfig context, not yet contacted. @throws ConfigError with the existing contexts */
export async function reachContext(context: string): Promise<Cluster> {
  await requireContext(context);
  return clusterOf({ name: context, context });
}

/** Dependencies of cluster commands, which tests replace. */
export interface ClusterSurroundings {
  /** A new random password for each call, of letters and digits. */
  readonly random: () => string;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Poll interval in milliseconds. */
  readonly pollMs: number;
}

/** Bytes of a password; hexadecimal digits need no quoting. */
const PASSWORD_BYTES = 24;

/** The dependencies of this process. */
export async function clusterSurroundings(): Promise<ClusterSurroundings> {
  const { randomBytes } = await import('node:crypto');
  return { random: () => randomBytes(PASSWORD_BYTES).toString('hex'), now: () => performance.now(), pollMs: 2_000 };
}
