import type { Aws } from '../../aws/aws';
import { ConfigError } from '../../errors';
import { type Cluster, clusterOf } from '../../kubernetes/cluster';
import type { LoadedScenario } from '../../scenarios/load';
import type { ClusterPart } from '../../scenarios/scenario';
import { requireContext } from './versions';

/** The part of a scenario that runs in any cluster. @throws ConfigError when it has none */
export function requireClusterPart({ scenario }: LoadedScenario): ClusterPart<LoadedScenario['config']> {
  if (scenario.cluster) return scenario.cluster;
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

/** The EKS cluster that a deployed scenario has published. @throws ConfigError when it publishes none */
export async function reachEks({ scenario }: LoadedScenario, contract: Readonly<Record<string, string>>, aws: Aws): Promise<Cluster> {
  const name = contract['clusterName'];
  if (name === undefined) {
    throw new ConfigError({ problem: `${scenario.id} publishes no clusterName`, fix: 'name a cluster of the kubeconfig with --cluster' });
  }
  const { eksCluster } = await import('./eks-cluster');
  return eksCluster(aws.eks, name);
}
