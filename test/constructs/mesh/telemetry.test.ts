import {
  type DashboardPage,
  Grafana,
  type GrafanaProps,
  grafanaDashboard,
  Prometheus,
  StandaloneServer,
  type StandaloneServerProps,
  StoredSecret,
  Tracer,
  tracerEndpoints,
} from 'stagecraft-constructs/mesh';
import { one, type Rendered, rendered } from './charts';

const fileIn = (objects: readonly Rendered[], name: string) =>
  objects
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .find(([file]) => file === name)?.[1] ?? '';
const containerOf = (objects: readonly Rendered[]) =>
  (one(objects, 'Deployment')['spec'] as { template: { spec: { containers: Record<string, unknown>[] } } }).template.spec.containers[0]!;
const page: DashboardPage = {
  uid: 'shop',
  title: 'Shop',
  variables: [{ name: 'namespace', values: 'label_values(up, namespace)', initial: '.*' }],
  rows: [
    {
      title: 'All',
      panels: [
        { title: 'Up', unit: 'short', type: 'stat', series: [{ expr: 'up{namespace=~"$namespace"}', legend: '{{pod}}' }] },
        {
          title: 'Rate',
          unit: 'reqps',
          series: [
            { expr: 'a', legend: 'a' },
            { expr: 'b', legend: 'b' },
          ],
        },
        { title: 'Third', unit: 's', series: [] },
        { title: 'Fourth', unit: 's', type: 'table', series: [{ expr: 'c', legend: 'c' }] },
      ],
    },
  ],
};

describe('Tracer', () => {
  test.each([
    ['jaeger', 'opentelemetry', 4_317, 16_686],
    ['zipkin', 'zipkin', 9_411, 9_411],
  ] as const)('%s listens on the ports of its tracerEndpoints', (kind, protocol, port, uiPort) => {
    const endpoints = tracerEndpoints(kind, 'watch');
    const objects = rendered((chart) => new Tracer(chart, 'Tracer', { kind, namespace: 'watch' }));
    const ports = (one(objects, 'Service', kind)['spec'] as { ports: { port: number }[] }).ports.map((each) => each.port);

    expect(endpoints).toMatchObject({ provider: { name: kind, protocol, service: `${kind}.watch.svc.cluster.local`, port }, uiPort });
    expect(ports).toEqual(expect.arrayContaining([port, uiPort]));
    expect(one(objects, 'Deployment')['spec']).toMatchObject({ selector: { matchLabels: endpoints.collector.labels } });
  });

  test('Jaeger limits the traces in memory, and receives OTLP and Zipkin spans', () => {
    const configuration = fileIn(
      rendered((chart) => new Tracer(chart, 'Tracer', { kind: 'jaeger', keep: 1_000 })),
      'config.yaml',
    );

    expect(configuration).toContain('max_traces: 1000');
    expect(configuration).toMatch(/otlp:\n {4}protocols:\n {6}grpc:\n {8}endpoint: 0\.0\.0\.0:4317/);
    expect(configuration).toMatch(/zipkin:\n {4}endpoint: 0\.0\.0\.0:9411/);
  });

  test('Zipkin limits the spans in memory', () => {
    const objects = rendered((chart) => new Tracer(chart, 'Tracer', { kind: 'zipkin', keep: 1_000 }));

    expect(containerOf(objects)['env']).toEqual(expect.arrayContaining([{ name: 'MEM_MAX_SPANS', value: '1000' }]));
  });
});

describe('Prometheus', () => {
  test('has a retention of 15 days, and access to the Kubernetes API', () => {
    const objects = rendered((chart) => new Prometheus(chart, 'P', { clusterName: 'shops', application: 'shop' }));

    expect(containerOf(objects)['args']).toContain('--storage.tsdb.retention.time=15d');
    expect(one(objects, 'Deployment')['spec']).toMatchObject({ template: { spec: { automountServiceAccountToken: true } } });
    expect(one(objects, 'ClusterRoleBinding')).toMatchObject({ subjects: [{ name: 'prometheus', namespace: 'istio-system' }] });
    expect(fileIn(objects, 'prometheus.yml')).toContain('scrape_interval: 5s');
  });

  test('takes retentionDays, application and applicationSeconds', () => {
    const props = { clusterName: 'shops', application: 'till', namespace: 'watch', retentionDays: 2, applicationSeconds: 30 };
    const objects = rendered((chart) => expect(new Prometheus(chart, 'P', props).url).toBe('http://prometheus.watch.svc.cluster.local:9090'));

    expect(containerOf(objects)['args']).toContain('--storage.tsdb.retention.time=2d');
    expect(fileIn(objects, 'prometheus.yml')).toMatch(/scrape_interval: 30s\n {4}scrape_timeout: 10s/);
    expect(fileIn(objects, 'prometheus.yml')).toMatch(/names:\n {12}- till/);
  });
});

describe('Grafana', () => {
  const grafana = (props: Partial<GrafanaProps> = {}) =>
    rendered((chart) => new Grafana(chart, 'G', { prometheusUrl: 'http://prometheus:9090', ...props }));

  test('has no administrator, no usage reports and no notifications', () => {
    const environment = containerOf(grafana())['env'] as { name: string; value: string }[];

    expect(environment).toEqual(
      expect.arrayContaining([
        { name: 'GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION', value: 'true' },
        { name: 'GF_ANALYTICS_REPORTING_ENABLED', value: 'false' },
      ]),
    );
    expect(environment.some(({ name }) => /PASSWORD|SLACK/.test(name))).toBe(false);
    expect(fileIn(grafana(), 'alerting.yaml')).not.toContain('contactPoints');
    expect(fileIn(grafana(), 'datasources.yaml')).not.toContain('jaeger');
  });

  test('provisions dashboards, trace data source and alerts as files', () => {
    const alerts = [{ uid: 'down', title: 'Down', expr: 'up == 0', above: 0, forMinutes: 5, description: 'Which?' }];
    const objects = grafana({ dashboards: [page], alerts, traces: { kind: 'zipkin', url: 'http://zipkin:9411' }, namespace: 'watch' });

    expect(JSON.parse(fileIn(objects, 'shop.json'))).toEqual(grafanaDashboard(page, 'prometheus'));
    expect(fileIn(objects, 'alerting.yaml')).toMatch(/for: 5m/);
    expect(fileIn(objects, 'datasources.yaml')).toMatch(/type: zipkin\n {4}url: http:\/\/zipkin:9411/);
    expect(one(objects, 'Service').metadata.namespace).toBe('watch');
  });

  test('no provisioning file has a dollar sign, which Grafana would expand', () => {
    const alerts = [{ uid: 'down', title: 'Down', expr: 'up == 0', above: 0, forMinutes: 5, description: 'Which?' }];

    expect(fileIn(grafana({ alerts }), 'alerting.yaml')).not.toContain('$');
  });

  test('slackWebhook comes from its Secret', () => {
    const objects = grafana({ slackWebhook: { secret: 'slack', key: 'url' } });

    expect(containerOf(objects)['env']).toContainEqual({ name: 'SLACK_WEBHOOK_URL', valueFrom: { secretKeyRef: { name: 'slack', key: 'url' } } });
    expect(fileIn(objects, 'alerting.yaml')).toMatch(/url: \$SLACK_WEBHOOK_URL/);
  });

  test('mounts secretProviderClass, so that the driver creates the Secret', () => {
    const objects = grafana({ slackWebhook: { secret: 'slack', key: 'url' }, secretProviderClass: 'slack' });
    const pod = (one(objects, 'Deployment') as unknown as { spec: { template: { spec: { volumes: object[] } } } }).spec.template.spec;

    expect(pod.volumes).toContainEqual({
      name: 'secrets',
      csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'slack' } },
    });
    expect(containerOf(objects)['volumeMounts']).toContainEqual({ name: 'secrets', mountPath: '/etc/secrets', readOnly: true });
    expect(JSON.stringify(grafana({ slackWebhook: { secret: 'slack', key: 'url' } }))).not.toContain('secrets-store');
  });

  test('refuses two dashboards with one uid', () => {
    expect(() => grafana({ dashboards: [page, page] })).toThrow(/two dashboards have the same uid.*got shop/);
  });

  test('grafanaDashboard puts three panels in a row, each with its series', () => {
    const { panels, templating } = grafanaDashboard(page, 'source') as {
      panels: { id: number; type: string; gridPos: object; targets?: { refId: string; expr: string }[] }[];
      templating: { list: object[] };
    };

    expect(panels.map(({ type, gridPos }) => [type, gridPos])).toEqual([
      ['row', { x: 0, y: 0, w: 24, h: 1 }],
      ['stat', { x: 0, y: 1, w: 8, h: 8 }],
      ['timeseries', { x: 8, y: 1, w: 8, h: 8 }],
      ['timeseries', { x: 16, y: 1, w: 8, h: 8 }],
      ['table', { x: 0, y: 9, w: 8, h: 8 }],
    ]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(5);
    expect(panels[2]?.targets?.map(({ refId, expr }) => refId + expr)).toEqual(['Aa', 'Bb']);
    expect(templating.list).toMatchObject([{ name: 'namespace', includeAll: true, allValue: '.*' }]);
  });
});

describe('StandaloneServer', () => {
  const required: StandaloneServerProps = {
    name: 'cache',
    namespace: 'shop',
    image: 'cache:1',
    user: 999,
    ports: { resp: 6_379, http: 8_080 },
    probes: { protocol: 'tcp', port: 6_379 },
    resources: { cpuMillicores: 10, memoryMebibytes: 16, cpuLimitMillicores: 100, memoryLimitMebibytes: 64 },
  };
  const server = (props: Partial<StandaloneServerProps> = {}) => rendered((chart) => new StandaloneServer(chart, 'S', { ...required, ...props }));

  test('has one pod that can write only to /tmp, and its first port in party', () => {
    let port: number | undefined;
    const objects = rendered((chart) => {
      port = new StandaloneServer(chart, 'S', required).party.port;
    });

    expect(port).toBe(6_379);
    expect(one(objects, 'Deployment')['spec']).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(containerOf(objects)).toMatchObject({ volumeMounts: [{ mountPath: '/tmp' }], livenessProbe: { tcpSocket: { port: 6_379 } } });
    expect(containerOf(objects)).not.toHaveProperty('args');
  });

  test('replaces the pod when a file changes', () => {
    const digest = (text: string) =>
      JSON.stringify(one(server({ files: { '/etc/cache': { 'cache.conf': text } } }), 'Deployment')['spec']).match(
        /"stagecraft\/files":"(\w+)"/,
      )?.[1];

    expect(digest('a')).toMatch(/^[0-9a-f]{16}$/);
    expect(digest('a')).not.toBe(digest('b'));
  });

  test('takes args, environment, secrets, writable, asksCluster and metrics', () => {
    const objects = server({
      args: ['--fast'],
      environment: { MODE: 'x' },
      secrets: { KEY: { secret: 'cache', key: 'key' } },
      writable: ['/data'],
      asksCluster: true,
      metrics: { port: 8_080, path: '/metrics' },
    });

    expect(containerOf(objects)).toMatchObject({
      args: ['--fast'],
      env: [
        { name: 'MODE', value: 'x' },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'cache', key: 'key' } } },
      ],
      volumeMounts: [{ mountPath: '/data' }],
    });
    expect(one(objects, 'Deployment')['spec']).toMatchObject({
      template: { metadata: { annotations: { 'prometheus.io/port': '8080' } }, spec: { automountServiceAccountToken: true } },
    });
  });
});

test('StoredSecret syncs keys to a Secret with its name', () => {
  const objects = rendered(
    (chart) => new StoredSecret(chart, 'S', { name: 'till', namespace: 'shop', secretArn: 'arn:x', keys: ['a.conn', 'b.conn'] }),
  );
  const { parameters, secretObjects } = one(objects, 'SecretProviderClass', 'till')['spec'] as {
    parameters: { objects: string };
    secretObjects: unknown;
  };

  expect(parameters.objects).toMatch(/objectName: arn:x[\s\S]*path: '"a\.conn"'\n {6}objectAlias: a\.conn/);
  expect(secretObjects).toEqual([
    {
      secretName: 'till',
      type: 'Opaque',
      data: [
        { objectName: 'a.conn', key: 'a.conn' },
        { objectName: 'b.conn', key: 'b.conn' },
      ],
    },
  ]);
});
