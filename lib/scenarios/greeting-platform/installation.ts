import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import type { Installation } from '../../kubernetes/installation';
import type { CalledCluster } from '../../kubernetes/pod-calls';
import type { Manifest } from '../scenario';
import type { PlatformOptions } from './platform';
import type { Config } from './settings';

/** Origin of the page on clusters without a load balancer: the gateway, forwarded to this local port. */
export const FORWARDED_PORT = 8_080;

/** Installation in an existing cluster: with MongoDB and RabbitMQ in the cluster, and the gateway by a forwarded port. */
export async function installationAnywhere(protocol: Protocol, config: Config): Promise<Installation> {
  const { platform } = await import('./platform');
  return platform(anywhere(protocol, config));
}

/** Manifests for any cluster. On EKS, the stacks apply the same with the endpoints of DocumentDB, Amazon MQ and the load balancer. */
export async function manifestsAnywhere(protocol: Protocol, config: Config): Promise<readonly Manifest[]> {
  const { manifestsOf } = await import('../../kubernetes/installation');
  return manifestsOf(await installationAnywhere(protocol, config));
}

/** Both installations with the calls of their pods: in any cluster, and on EKS with made-up endpoints. */
export async function calledClusters(protocol: Protocol, config: Config): Promise<readonly CalledCluster[]> {
  const [{ platform }, { callsIn }, { ADDRESSES }] = await Promise.all([import('./platform'), import('./calls'), import('./names')]);
  const inCluster = anywhere(protocol, config);
  const onEks: PlatformOptions = {
    ...inCluster,
    managedStores: {
      mongo: { hosts: ['database.example.com'], port: 27_017 },
      rabbitmq: { hosts: ['broker.example.com'], port: 5_671 },
      cidrs: [ADDRESSES],
    },
    entrance: { kind: 'target-group', targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/gateway/0123456789abcdef' },
  };
  return [callsIn('in any cluster', inCluster, platform(inCluster)), callsIn('on EKS, with DocumentDB and Amazon MQ', onEks, platform(onEks))];
}

function anywhere(protocol: Protocol, config: Config): PlatformOptions {
  const { clusterName, image, tracing, kialiAccess, cpuAlertMillicores, distribution } = config;
  return {
    protocol,
    image,
    clusterName,
    tracing,
    kialiAccess,
    cpuAlertMillicores,
    entrance: { kind: 'port-forward' },
    ...(distribution !== 'other' && { distribution }),
  };
}
