import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Installation } from '../../../kubernetes/installation';
import type { Config } from '../settings';

/** Origin of the page on clusters where nobody owns a load balancer: the gateway, forwarded to this port of this machine. */
export const FORWARDED_PORT = 8_080;

/** What goes into a cluster that is there already: MongoDB and RabbitMQ in the cluster, and the gateway by a forwarded port. */
export async function installationAnywhere(protocol: Protocol, config: Config): Promise<Installation> {
  const { platform } = await import('../../greeting-platform/platform');
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
