import { ConfigError } from '../../errors';
import { type Cluster, clusterOf } from '../../kubernetes/cluster';
import type { Installation } from '../../kubernetes/installation';
import type { LoadedScenario } from '../../scenarios/load';
import { requireContext } from './versions';

/** Everything that a scenario installs in a cluster. @throws ConfigError when nothing of it runs in a cluster alone */
export async function installationOf({ scenario, config, stage }: LoadedScenario): Promise<Installation> {
  if (scenario.installation) return scenario.installation({ config, stage });
  throw new ConfigError({
    problem: `${scenario.id} has nothing that runs in a Kubernetes cluster`,
    allowed: 'no --cluster',
    fix: `leave --cluster out, or choose another scenario: stagecraft list`,
  });
}

/** The cluster of a context of the kubeconfig. Nothing is asked of it yet. @throws ConfigError naming the contexts that there are */
export async function reachContext(context: string): Promise<Cluster> {
  await requireContext(context);
  return clusterOf({ name: context, context });
}
