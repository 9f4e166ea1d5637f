import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Installation } from '../../kubernetes/installation';
import type { Manifest } from '../scenario';
import type { Config } from './settings';

/** Origin of the page on clusters where nobody owns a load balancer: the gateway, forwarded to this port of this machine. */
export const FORWARDED_PORT = 8_080;

/** What goes into a cluster that is there already: MongoDB and RabbitMQ in the cluster, and the gateway by a forwarded port. */
export async function installationAnywhere(protocol: Protocol, config: Config): Promise<Installation> {
  const { platform } = await import('./platform');
  const { clusterName, image, tracing, kialiAccess, cpuAlertMillicores, distribution } = config;
  return platform({
    protocol,
    image,
    clusterName,
    tracing,
    kialiAccess,
    cpuAlertMillicores,
    entrance: { kind: 'port-forward' },
    ...(distribution !== 'other' && { distribution }),
  });
}

/** What goes into a cluster, as files for any cluster: on EKS the stacks apply the same with the addresses of DocumentDB, Amazon MQ and the balancer. */
export async function manifestsAnywhere(protocol: Protocol, config: Config): Promise<readonly Manifest[]> {
  const { manifestsOf } = await import('../../kubernetes/installation');
  return manifestsOf(await installationAnywhere(protocol, config));
}
