import { type PlatformOptions, platform } from '../../../lib/scenarios/greeting-platform/platform';

/** Platform on EKS with every option set. */
export const onAws: PlatformOptions = {
  protocol: 'rest',
  image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/assets:0123',
  clusterName: 'istio-observe-demo',
  tracing: 'jaeger',
  hosts: { ui: 'observe-ui.example-api.com', api: 'observe-api.example-api.com' },
  managedStores: {
    mongo: { hosts: ['demo.cluster-abc.us-east-1.docdb.amazonaws.com', '*.abc.us-east-1.docdb.amazonaws.com'], port: 27_017 },
    rabbitmq: { hosts: ['b-1234.mq.us-east-1.amazonaws.com'], port: 5_671 },
    cidrs: ['10.0.0.0/16'],
    connectionsSecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:connections-AbCdEf',
    certificateAuthorities: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
  },
  entrance: {
    kind: 'target-group',
    targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/gateway/0123456789abcdef',
    securityGroupId: 'sg-0123456789abcdef0',
    controller: { clusterName: 'istio-observe-demo', region: 'us-east-1', vpcId: 'vpc-0123456789abcdef0' },
  },
  slackWebhook: { secret: 'grafana-slack', key: 'url' },
  meshReplicas: 2,
};

/** Platform on any cluster with required options only. */
export const onCluster: PlatformOptions = {
  protocol: 'rest',
  image: 'greeting-service:dev',
  clusterName: 'kind',
  tracing: 'jaeger',
  entrance: { kind: 'port-forward' },
};

/** Every combination of options that changes the manifests, with a label. */
export const variants: readonly (readonly [string, PlatformOptions])[] = (['rest', 'grpc'] as const).flatMap((protocol) =>
  (['jaeger', 'zipkin'] as const).flatMap((tracing) => [
    [`${protocol}, ${tracing}, on AWS`, { ...onAws, protocol, tracing }] as const,
    [`${protocol}, ${tracing}, on any cluster`, { ...onCluster, protocol, tracing }] as const,
  ]),
);

/** Objects of one namespace by kind. */
export function countIn(options: PlatformOptions, namespace: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const step of platform(options).steps) {
    for (const { kind, metadata } of step.kind === 'objects' ? step.objects : []) {
      if (metadata.namespace === namespace) counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  return counts;
}
