import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Installation } from '../../kubernetes/installation';
import type { Manifest } from '../scenario';
import type { Config } from './settings';

/** Origin of the page on clusters without a load balancer: the gateway, forwarded to this local port. */
export const FORWARDED_PORT = 8_080;

/** Installation in an existing cluster: with MongoDB and RabbitMQ in the cluster, and the gateway by a forwarded port. */
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

/** Manifests for any cluster. On EKS, the stacks apply the same with the endpoints of DocumentDB, Amazon MQ and the load balancer. */
export async function manifestsAnywhere(protocol: Protocol, config: Config): Promise<readonly Manifest[]> {
  const { manifestsOf } = await import('../../kubernetes/installation');
  return manifestsOf(await installationAnywhere(protocol, config));
}
