import { objectsOf } from '../../../lib/kubernetes/installation';
import { manifestFindings } from '../../../lib/kubernetes/validate';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { referenceGraph } from '../../../lib/scenarios/greeting-platform/reference-platform';
import { scenario } from '../../../lib/scenarios/istio-observability/scenario';
import { DOMAIN, estateOf, objectOf, objectsApplied, resourcesOf, STACKS } from './estate';

const estate = estateOf({ set: DOMAIN });
const objects = objectsApplied(estate);
const zipkin = estateOf({ set: { tracing: 'zipkin' } });
const config = scenario.config.parse({});

const variants = [
  ['with a domain', estate],
  ['without one, with Zipkin', zipkin],
  [
    'with Auto Mode and a webhook',
    estateOf({ set: { autoMode: true, slackWebhookSecretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:slack-AbCdEf' } }),
  ],
  ['for a region', estateOf({ env: { account: '111122223333', region: 'eu-central-1' } })],
] as const;

/** Number of objects of each kind in a namespace. */
function counted(namespace: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind, metadata } of objects) if (metadata.namespace === namespace) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe('acceptance 6: dev', () => {
  test('acceptance 6: nine objects of each kind, two VirtualServices, one Gateway, two ServiceEntries', () => {
    expect(counted('dev')).toMatchObject({
      Deployment: 9,
      Service: 9,
      HorizontalPodAutoscaler: 9,
      DestinationRule: 9,
      VirtualService: 2,
      Gateway: 1,
      ServiceEntry: 2,
    });
  });

  test('acceptance 6: autoscalers have two to six pods at 75 percent of CPU and memory', () => {
    for (const autoscaler of objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')) {
      expect(autoscaler).toMatchObject({
        apiVersion: 'autoscaling/v2',
        spec: {
          minReplicas: 2,
          maxReplicas: 6,
          metrics: [{ resource: { target: { averageUtilization: 75 } } }, { resource: { target: { averageUtilization: 75 } } }],
        },
      });
    }
  });

  test('acceptance 6: enables sidecar injection', () => {
    expect(objectOf(estate, 'Namespace', 'dev').metadata.labels).toMatchObject({ 'istio-injection': 'enabled' });
  });
});

describe('acceptance 7: ingress', () => {
  test('acceptance 7: accepts only the hosts of page and API', () => {
    expect(objectOf(estate, 'Gateway', 'istio-gateway').spec).toMatchObject({
      servers: [{ hosts: ['observe-ui.example-api.com', 'observe-api.example-api.com'] }],
    });
  });

  test('acceptance 7: routes /api to subset v1 of service-a on 8080', () => {
    expect(objectOf(estate, 'VirtualService', 'service-a').spec).toMatchObject({
      hosts: ['observe-api.example-api.com'],
      http: [
        {
          match: [{ uri: { prefix: '/api' } }],
          route: [{ destination: { host: 'service-a.dev.svc.cluster.local', port: { number: 8_080 }, subset: 'v1' } }],
        },
      ],
    });
  });

  test('acceptance 7: without a domain accepts any host, and CORS allows only the origin of the load balancer', () => {
    expect(objectOf(zipkin, 'Gateway', 'istio-gateway').spec).toMatchObject({ servers: [{ hosts: ['*'] }] });
    expect(JSON.stringify(objectOf(zipkin, 'Deployment', 'service-a'))).toMatch(
      /"ALLOWED_ORIGINS","value":"http:\/\/<import Balancer\w*DNSName\w*>"/,
    );
  });
});

test('acceptance 8: ServiceEntries have the hosts of database and queue, on 27017 and 5671, outside of the mesh', () => {
  const hosts = (name: string) => (objectOf(estate, 'ServiceEntry', name).spec as { hosts: string[] }).hosts;

  expect(objectOf(estate, 'ServiceEntry', 'docdb-external-mesh').spec).toMatchObject({
    ports: [{ number: 27_017, protocol: 'TLS' }],
    location: 'MESH_EXTERNAL',
    resolution: 'NONE',
  });
  expect(objectOf(estate, 'ServiceEntry', 'amazon-mq-external-mesh').spec).toMatchObject({
    ports: [{ number: 5_671, protocol: 'TLS' }],
    location: 'MESH_EXTERNAL',
    resolution: 'NONE',
  });
  // Cluster, readers, and the one instance: a driver goes on to those that it discovers.
  expect(hosts('docdb-external-mesh').map((host) => host.replace(/^<import Database|\w{8}>$/g, ''))).toEqual([
    expect.stringMatching(/Endpoint$/),
    expect.stringMatching(/ReadEndpoint$/),
    expect.stringMatching(/^Instance1.*Endpoint$/),
  ]);
  expect(JSON.stringify(estate.app.toJSON())).toMatch(/AmqpEndpoints/);
});

describe('acceptance 17: tracing', () => {
  test.each([
    ['jaeger', estate, 'zipkin'],
    ['zipkin', zipkin, 'jaeger'],
  ] as const)('acceptance 17: %s is installed, the other is not', (chosen, of, other) => {
    const names = objectsApplied(of).map(({ metadata }) => metadata.name);

    expect(names).toContain(chosen);
    expect(names).not.toContain(other);
    for (const stack of ['mesh', 'telemetry'] as const)
      expect(JSON.stringify(of[stack].toJSON())).not.toMatch(new RegExp(`image[^,]{0,40}${other}|name[^,]{0,8}${other}\\b`));
  });
});

describe('acceptance 18: secrets', () => {
  test.each(variants)('acceptance 18: templates and manifests have no password and no connection string, %s', (_, of) => {
    expect(objectsApplied(of).filter(({ kind }) => kind === 'Secret')).toEqual([]);
    for (const stack of STACKS.filter((each) => each !== 'data')) {
      const text = JSON.stringify(of[stack].toJSON());
      expect(text).not.toMatch(/(mongodb(\+srv)?|amqps?):\/\//);
      expect(text).not.toMatch(/resolve:secretsmanager|hooks\.slack\.com/);
    }
    expect(JSON.stringify(of.data.toJSON())).not.toMatch(/"(Master)?(User)?Password":"(?!\{\{resolve)/);
  });

  test('acceptance 18: services read connection strings from the Secret that the Secrets Store CSI driver creates', () => {
    const pod = JSON.stringify(objectOf(estate, 'Deployment', 'service-f'));

    expect(pod).toContain('{"name":"MONGO_CONN","valueFrom":{"secretKeyRef":{"key":"mongodb.conn","name":"go-srv-config"}}}');
    expect(pod).toContain('"secretProviderClass":"go-srv-config"');
    expect(JSON.stringify(objectOf(estate, 'SecretProviderClass', 'go-srv-config'))).toMatch(/objectName: \W*<import Connections\w*>/);
  });

  test('passes a webhook the same way, to Grafana only', () => {
    const [, , [, of]] = variants;

    expect(JSON.stringify(objectOf(of, 'Deployment', 'grafana'))).toContain('"secretProviderClass":"grafana-slack"');
    expect(objectOf(of, 'SecretProviderClass', 'grafana-slack').metadata.namespace).toBe('istio-system');
    expect(resourcesOf(of, 'AWS::EKS::PodIdentityAssociation', ['telemetry'])[0]?.Properties).toMatchObject({
      Namespace: 'istio-system',
      ServiceAccount: 'grafana',
    });
  });
});

describe('every manifest', () => {
  test.each(variants)('is strictly valid, %s', (_, of) => {
    expect(manifestFindings(objectsApplied(of))).toEqual([]);
  });

  test('on any cluster equals the output of manifests, and is valid', async () => {
    const installation = await scenario.installation({ config, stage: 'dev' });
    const files = await scenario.manifests({ config, stage: 'dev' });

    expect(manifestFindings(objectsOf(installation))).toEqual([]);
    expect(files.map(({ name }) => name.replace(/^\d+-/, ''))).toEqual(installation.steps.map(({ name }) => name));
    expect(installation.secrets.filter(({ values }) => values === undefined)).toEqual([]);
  });

  test('on EKS differs from other clusters in stores and ingress only', () => {
    const anywhere = objectsOf(platform({ protocol: 'rest', image: 'x:1', clusterName: 'x', tracing: 'jaeger', entrance: { kind: 'port-forward' } }));
    const named = (all: typeof objects) => new Set(all.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`));
    const [eks, other] = [named(objects), named(anywhere)];

    expect([...eks].filter((name) => !other.has(name))).toEqual([
      'TargetGroupBinding istio-system/istio-ingressgateway',
      'ServiceEntry dev/docdb-external-mesh',
      'ServiceEntry dev/amazon-mq-external-mesh',
      'SecretProviderClass dev/go-srv-config',
      'ConfigMap dev/database-authorities',
    ]);
    for (const name of [...other].filter((each) => !eks.has(each))) expect(name).toMatch(/ stores\/|Namespace \/stores/);
  });
});

test('the applied policies allow exactly the calls of the graph', () => {
  const authorized = objects
    .filter(({ kind }) => kind === 'AuthorizationPolicy')
    .flatMap(({ spec }) => {
      const { selector, rules = [] } = spec as {
        selector?: { matchLabels: { app: string } };
        rules?: { from: { source: { principals: string[] } }[] }[];
      };
      const callers = rules.flatMap(({ from }) => from.flatMap(({ source }) => source.principals.map((principal) => principal.split('/').at(-1))));
      return callers.map((caller) => `${caller === 'istio-ingressgateway' ? 'ingress' : caller} calls ${selector?.matchLabels.app}`);
    });
  const connected = objects
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap(({ metadata, spec }) => {
      const { podSelector, ingress = [] } = spec as {
        podSelector: { matchLabels?: { app: string } };
        ingress?: { from?: { podSelector?: { matchLabels: { app?: string; istio?: string } } }[] }[];
      };
      if (metadata.namespace !== 'dev' || !podSelector.matchLabels) return [];
      const peers = ingress.flatMap(({ from = [] }) => from.flatMap((peer) => peer.podSelector?.matchLabels ?? []));
      return peers.map(({ app, istio }) => `${istio === 'ingressgateway' ? 'ingress' : app} calls ${podSelector.matchLabels?.app}`);
    });
  const graph = referenceGraph('rest', false)
    .calls.map(({ from, to }) => `${from} calls ${to}`)
    .sort();

  expect(authorized.sort()).toEqual(graph);
  expect(connected.sort()).toEqual(graph);
});

test('enables NetworkPolicy enforcement on Auto Mode nodes', () => {
  const [, , [, auto]] = variants;

  expect(objectOf(auto, 'ConfigMap', 'amazon-vpc-cni')).toMatchObject({
    metadata: { namespace: 'kube-system' },
    data: { 'enable-network-policy-controller': 'true' },
  });
  expect(objectOf(auto, 'TargetGroupBinding', 'istio-ingressgateway').apiVersion).toBe('eks.amazonaws.com/v1');
  expect(objectsApplied(estate).some(({ metadata }) => metadata.name === 'amazon-vpc-cni')).toBe(false);
});
