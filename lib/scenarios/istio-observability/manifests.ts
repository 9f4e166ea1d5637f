import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Manifest } from '../scenario';
import { installationAnywhere } from './cluster/installation';
import type { Config } from './settings';

/** What goes into a cluster, as files for any cluster: on EKS the stacks apply the same with the addresses of DocumentDB, Amazon MQ and the balancer. */
export async function manifestsAnywhere(protocol: Protocol, config: Config): Promise<readonly Manifest[]> {
  const { manifestsOf } = await import('../../kubernetes/installation');
  return manifestsOf(await installationAnywhere(protocol, config));
}
