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
