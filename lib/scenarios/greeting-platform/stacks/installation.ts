import { Token } from 'aws-cdk-lib';
import type { Protocol } from '../../../../workloads/greeting-service/service/configuration';
import type { Installation } from '../../../kubernetes/installation';
import { ADDRESSES } from '../names';
import { platform } from '../platform';
import type { Config } from '../settings';
import { authoritiesOf } from '../stores';
import type { Cluster } from './cluster';
import type { Data } from './data';

/** Secret with the Slack webhook in the cluster; its key is also that of the Secrets Manager secret. */
const SLACK = { secret: 'grafana-slack', key: 'url' } as const;

export interface Estate {
  readonly data: Data;
  readonly cluster: Cluster;
  /** URI of the service image. */
  readonly image: string;
}

/** Installation on EKS, with values that are resolved at deployment. */
export function installationOnEks(config: Config, protocol: Protocol, { data, cluster, image }: Estate): Installation {
  const { tracing, kialiAccess, cpuAlertMillicores, slackWebhookSecretArn, autoMode } = config;
  const { eks, balancer, vpc, hosts, uiUrl, apiUrl, region } = cluster;
  const { database, broker, connections } = data;
  return platform({
    protocol,
    image,
    clusterName: eks.clusterName,
    tracing,
    kialiAccess,
    cpuAlertMillicores,
    meshReplicas: 2,
    hosts,
    uiOrigin: uiUrl,
    apiUrl,
    managedStores: {
      mongo: { hosts: database.hosts, port: 27_017 },
      rabbitmq: { hosts: [broker.host], port: 5_671 },
      cidrs: [ADDRESSES],
      connectionsSecretArn: connections.secretArn,
      certificateAuthorities: authoritiesOf(Token.isUnresolved(region) ? undefined : region),
    },
    entrance: {
      kind: 'target-group',
      targetGroupArn: balancer.targetGroup.targetGroupArn,
      ...(autoMode ? {} : { controller: { clusterName: eks.clusterName, region, vpcId: vpc.vpcId } }),
    },
    ...(slackWebhookSecretArn !== '' && { slackWebhook: { ...SLACK, secretArn: slackWebhookSecretArn } }),
  });
}
