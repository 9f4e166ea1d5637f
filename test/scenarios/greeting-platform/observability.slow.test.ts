import { chartsOf, manifestsOf, objectsOf } from '../../../lib/kubernetes/installation';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { loadScenario } from '../../../lib/scenarios/load';
import { countIn, onAws, onCluster, variants } from './installations';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly [field: string]: unknown;
}

const installation = platform(onAws);
const objects = objectsOf(installation);
const all = (kind: string, namespace?: string) => objects.filter((object) => object.kind === kind && object.metadata.namespace === namespace);
const one = (kind: string, name: string, from = objects): { spec: never } & KubernetesObject =>
  from.find((object) => object.kind === kind && object.metadata.name === name) as never;
const podOf = (deployment: KubernetesObject) => (deployment as never as { spec: { template: { spec: Record<string, unknown> } } }).spec.template.spec;
const containersOf = (deployment: KubernetesObject) => podOf(deployment)['containers'] as Container[];

describe('acceptance 6: dev', () => {
  test('has the expected number of objects', () => {
    expect(countIn(onAws, 'dev')).toEqual({
      Deployment: 9,
      Service: 9,
      HorizontalPodAutoscaler: 9,
      DestinationRule: 9,
      VirtualService: 2,
      Gateway: 1,
      ServiceEntry: 2,
      // Beyond the article: service accounts and disruption budgets, policies, the SecretProviderClass, the database's CA certificates.
      ServiceAccount: 9,
      PodDisruptionBudget: 9,
      AuthorizationPolicy: 9,
      NetworkPolicy: 10,
      SecretProviderClass: 1,
      ConfigMap: 1,
    });
  });

  test('autoscalers have 2 to 6 pods at 75 percent of memory and CPU', () => {
    for (const { apiVersion, spec } of all('HorizontalPodAutoscaler', 'dev')) {
      expect(apiVersion).toBe('autoscaling/v2');
      expect(spec).toMatchObject({ minReplicas: 2, maxReplicas: 6 });
      const metrics = (spec as { metrics: { resource: { name: string; target: { averageUtilization: number } } }[] }).metrics;
      expect(metrics.map(({ resource }) => [resource.name, resource.target.averageUtilization])).toEqual([
        ['memory', 75],
        ['cpu', 75],
      ]);
    }
  });

  test('has the labels for sidecar injection and the Pod Security Standard restricted', () => {
    expect(one('Namespace', 'dev').metadata.labels).toMatchObject({
      'istio-injection': 'enabled',
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });
});

describe('acceptance 7: ingress', () => {
  test('serves the two hosts only', () => {
    expect(one('Gateway', 'istio-gateway').spec).toEqual({
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [onAws.hosts?.ui, onAws.hosts?.api] }],
    });
  });

  test('routes /api to subset v1 of service-a on 8080', () => {
    expect(one('VirtualService', 'service-a').spec).toEqual({
      hosts: ['observe-api.example-api.com'],
      gateways: ['istio-gateway'],
      http: [
        {
          match: [{ uri: { prefix: '/api' } }],
          route: [{ destination: { host: 'service-a.dev.svc.cluster.local', port: { number: 8080 }, subset: 'v1' }, weight: 100 }],
        },
      ],
    });
  });

  test('without a domain serves any host, by path', () => {
    const plain = objectsOf(platform(onCluster));

    expect(one('Gateway', 'istio-gateway', plain).spec).toMatchObject({ servers: [{ hosts: ['*'] }] });
    const prefixes = ['angular-ui', 'service-a'].map((name) => one('VirtualService', name, plain).spec);
    expect(prefixes).toMatchObject([
      { hosts: ['*'], http: [{ match: [{ uri: { prefix: '/' } }] }] },
      { hosts: ['*'], http: [{ match: [{ uri: { prefix: '/api' } }] }] },
    ]);
  });
});

test('acceptance 8: service entries have the given hosts, on 27017 and 5671, outside the mesh', () => {
  expect(all('ServiceEntry', 'dev').map(({ metadata, spec }) => ({ name: metadata.name, ...(spec as object) }))).toMatchObject([
    {
      name: 'docdb-external-mesh',
      hosts: onAws.managedStores?.mongo.hosts,
      ports: [{ number: 27_017, protocol: 'TLS' }],
      location: 'MESH_EXTERNAL',
      resolution: 'NONE',
    },
    {
      name: 'amazon-mq-external-mesh',
      hosts: onAws.managedStores?.rabbitmq.hosts,
      ports: [{ number: 5_671, protocol: 'TLS' }],
      location: 'MESH_EXTERNAL',
      resolution: 'NONE',
    },
  ]);
});

describe('acceptance 17: tracing', () => {
  test.each([
    ['jaeger', 'zipkin'],
    ['zipkin', 'jaeger'],
  ] as const)('%s is rendered, and no %s', (tracing, other) => {
    const chosen = platform({ ...onAws, tracing });
    const names = objectsOf(chosen).map(({ metadata }) => metadata.name);

    expect(names).toContain(tracing);
    expect(names).not.toContain(other);
    expect(
      manifestsOf(chosen)
        .map(({ yaml }) => yaml)
        .join('\n'),
    ).not.toMatch(new RegExp(`image: .*${other}|name: ${other}$`, 'm'));
    expect(one('Telemetry', 'mesh-default', objectsOf(chosen)).spec).toEqual({
      tracing: [{ providers: [{ name: tracing }], randomSamplingPercentage: 100 }],
    });
    expect(chartsOf(chosen).find(({ name }) => name === 'istiod')?.values).toMatchObject({ meshConfig: { extensionProviders: [{ name: tracing }] } });
  });

  test('refuses both tracers, with advice', async () => {
    const choose = (tracing: string) => loadScenario({ scenario: 'istio-observability', set: { tracing } });

    await expect(choose('jaeger,zipkin')).rejects.toThrow(
      /got "jaeger,zipkin"; allowed: jaeger or zipkin, not both: two tracers would each receive half/,
    );
    await expect(choose('tempo')).rejects.toThrow(/got "tempo"; allowed: jaeger or zipkin/);
    expect((await choose('zipkin')).config).toMatchObject({ tracing: 'zipkin' });
  });
});

describe('acceptance 18: no manifest holds a secret', () => {
  test.each(variants)('%s', (_, options) => {
    const rendered = platform(options);
    const text = manifestsOf(rendered)
      .map(({ yaml }) => yaml)
      .join('\n');

    expect(objectsOf(rendered).filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(text).not.toMatch(/(mongodb(\+srv)?|amqps?):\/\//);
    expect(text).not.toMatch(/hooks\.slack\.com/);
    for (const deployment of objectsOf(rendered).filter(({ kind }) => kind === 'Deployment')) {
      for (const { name, value } of containersOf(deployment).flatMap(({ env }) => env)) {
        if (/_CONN$|PASS|USERNAME|WEBHOOK/.test(name)) expect(value).toBeUndefined();
      }
    }
  });

  test('connection strings are secret references, for the services that need them', () => {
    const references = all('Deployment', 'dev').map((deployment) => [
      deployment.metadata.name,
      containersOf(deployment)
        .flatMap(({ env }) => env)
        .filter(({ valueFrom }) => valueFrom)
        .map(({ name, valueFrom }) => [name, (valueFrom as { secretKeyRef: { name: string; key: string } }).secretKeyRef]),
    ]);
    const mongo = ['MONGO_CONN', { name: 'go-srv-config', key: 'mongodb.conn' }];
    const rabbitmq = ['RABBITMQ_CONN', { name: 'go-srv-config', key: 'rabbitmq.conn' }];

    expect(Object.fromEntries(references)).toEqual({
      'angular-ui': [],
      'service-a': [],
      'service-b': [],
      'service-c': [mongo],
      'service-d': [rabbitmq],
      'service-e': [],
      'service-f': [mongo, rabbitmq],
      'service-g': [mongo],
      'service-h': [mongo],
    });
  });
});

describe('every pod', () => {
  const deployments = variants.flatMap(([, options]) => objectsOf(platform(options)).filter(({ kind }) => kind === 'Deployment'));

  test('runs as non-root, without privilege escalation, with a read-only root file system', () => {
    for (const deployment of deployments) {
      expect(podOf(deployment)['securityContext']).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      for (const container of containersOf(deployment)) {
        expect(container['securityContext']).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  test('has probes, requests, limits and its own service account', () => {
    for (const deployment of deployments) {
      expect(podOf(deployment)['serviceAccountName']).toBe(deployment.metadata.name);
      for (const container of containersOf(deployment)) {
        for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) expect(container[probe]).toBeDefined();
        expect(container['resources']).toEqual({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { cpu: expect.any(String), memory: expect.any(String) },
        });
      }
    }
  });

  test('has an image with a version tag other than latest', () => {
    for (const { image } of deployments.flatMap(containersOf)) expect(image).toMatch(/:(?!latest$)[\w.-]+$/);
  });
});

test('services are spread over zones and nodes, with one pod available during a drain', () => {
  for (const deployment of all('Deployment', 'dev')) {
    const spread = podOf(deployment)['topologySpreadConstraints'] as { topologyKey: string }[];
    expect(spread.map(({ topologyKey }) => topologyKey)).toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
    expect(one('PodDisruptionBudget', deployment.metadata.name).spec).toMatchObject({ minAvailable: 1 });
  }
});

test('the gateway is a target of an existing load balancer', () => {
  expect(one('TargetGroupBinding', 'istio-ingressgateway').spec).toMatchObject({
    targetGroupARN: expect.stringContaining(':targetgroup/gateway/'),
    targetType: 'ip',
    serviceRef: { name: 'istio-ingressgateway', port: 80 },
    networking: { ingress: [{ ports: [{ port: 80 }, { port: 15_021 }] }] },
  });
});

test('refuses an alert that could never fire', () => {
  expect(() => platform({ ...onCluster, cpuAlertMillicores: 300, cpuLimitMillicores: 200 })).toThrow(
    /cpuAlertMillicores can never be exceeded; got 300, while a program gets at most 200; allowed: less than 200/,
  );
});
