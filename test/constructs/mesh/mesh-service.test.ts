import { MeshService, type MeshServiceProps } from 'stagecraft-constructs/mesh';
import { one, type Rendered, rendered } from './charts';

const required: MeshServiceProps = {
  name: 'shop',
  namespace: 'store',
  image: 'shop:1.2.3',
  port: { service: 80, container: 8_080, protocol: 'http' },
  probes: { protocol: 'http', port: 8_080, live: '/live', ready: '/ready' },
  resources: { cpuMillicores: 50, memoryMebibytes: 128, cpuLimitMillicores: 500, memoryLimitMebibytes: 256 },
  scaling: { min: 2, max: 6, cpu: 75, memory: 80 },
};

const service = (props: Partial<MeshServiceProps> = {}) => rendered((chart) => new MeshService(chart, 'Shop', { ...required, ...props }));

interface Pod {
  readonly metadata: { readonly labels: object; readonly annotations: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly Readonly<Record<string, unknown>>[]; readonly volumes?: unknown; readonly [field: string]: unknown };
}
const podOf = (objects: Rendered[]) => (one(objects, 'Deployment')['spec'] as { template: Pod }).template;
const containerOf = (objects: Rendered[]) => podOf(objects).spec.containers[0]!;

describe('with defaults', () => {
  const objects = service();

  test('creates ServiceAccount, Deployment, Service, HorizontalPodAutoscaler, PodDisruptionBudget and DestinationRule with one name', () => {
    expect(objects.map(({ kind }) => kind)).toEqual([
      'ServiceAccount',
      'Deployment',
      'Service',
      'HorizontalPodAutoscaler',
      'PodDisruptionBudget',
      'DestinationRule',
    ]);
    for (const { metadata } of objects) {
      expect(metadata).toMatchObject({ name: 'shop', namespace: 'store', labels: { app: 'shop', component: 'service', version: 'v1' } });
    }
  });

  test('leaves the number of replicas to the HorizontalPodAutoscaler', () => {
    expect(one(objects, 'Deployment')['spec']).not.toHaveProperty('replicas');
    expect(one(objects, 'HorizontalPodAutoscaler')['spec']).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: 'shop' },
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [
        { resource: { name: 'memory', target: { averageUtilization: 80 } } },
        { resource: { name: 'cpu', target: { averageUtilization: 75 } } },
      ],
    });
  });

  test('exposes its port with the protocol for the mesh', () => {
    expect(one(objects, 'Service')['spec']).toEqual({
      selector: { app: 'shop', component: 'service' },
      ports: [{ name: 'http', appProtocol: 'http', port: 80, targetPort: 8_080, protocol: 'TCP' }],
    });
    expect(one(objects, 'DestinationRule')['spec']).toEqual({
      host: 'shop.store.svc.cluster.local',
      subsets: [{ name: 'v1', labels: { version: 'v1' } }],
    });
  });

  test('has startup, liveness and readiness probes', () => {
    expect(containerOf(objects)).toMatchObject({
      startupProbe: { httpGet: { path: '/live', port: 8_080 }, periodSeconds: 2, failureThreshold: 30 },
      livenessProbe: { httpGet: { path: '/live', port: 8_080 } },
      readinessProbe: { httpGet: { path: '/ready', port: 8_080 } },
    });
  });

  test('mounts no token and no files, and has no environment variables', () => {
    expect(podOf(objects).spec).toMatchObject({ serviceAccountName: 'shop', automountServiceAccountToken: false });
    expect(podOf(objects).spec).not.toHaveProperty('volumes');
    expect(containerOf(objects)).not.toHaveProperty('volumeMounts');
  });

  test('runs as the user of distroless images, unprivileged', () => {
    expect(podOf(objects).spec['securityContext']).toEqual({
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      fsGroup: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('starts after its proxy, and has no metrics annotations', () => {
    expect(podOf(objects).metadata.annotations).toEqual({ 'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}' });
  });
});

test('probes a gRPC service by its health service names', () => {
  const objects = service({
    port: { service: 50_051, container: 50_051, protocol: 'grpc' },
    probes: { protocol: 'grpc', port: 50_051, live: 'liveness', ready: '' },
  });

  expect(containerOf(objects)).toMatchObject({
    livenessProbe: { grpc: { port: 50_051, service: 'liveness' } },
    readinessProbe: { grpc: { service: '' } },
  });
});

test('takes component, user and resources', () => {
  const objects = service({ component: 'ui', user: 101 });

  expect(one(objects, 'Service')['spec']).toMatchObject({ selector: { component: 'ui' } });
  expect(podOf(objects).spec['securityContext']).toMatchObject({ runAsUser: 101 });
  expect(containerOf(objects)['resources']).toEqual({ requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } });
});

test('has environment as values and secrets as references', () => {
  const objects = service({ environment: { LOG_LEVEL: 'info' }, secrets: { CONNECTION: { secret: 'shop', key: 'connection' } } });

  expect(containerOf(objects)['env']).toEqual([
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'CONNECTION', valueFrom: { secretKeyRef: { name: 'shop', key: 'connection' } } },
  ]);
});

test('mounts files from a ConfigMap or a SecretProviderClass, read-only', () => {
  const objects = service({
    files: [
      { path: '/etc/shop', from: { configMap: 'shop' } },
      { path: '/etc/secrets', from: { secretProviderClass: 'shop' } },
    ],
  });

  expect(containerOf(objects)['volumeMounts']).toEqual([
    { name: 'files-0', mountPath: '/etc/shop', readOnly: true },
    { name: 'files-1', mountPath: '/etc/secrets', readOnly: true },
  ]);
  expect(podOf(objects).spec.volumes).toEqual([
    { name: 'files-0', configMap: { name: 'shop' } },
    { name: 'files-1', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'shop' } } },
  ]);
});

test('announces a separate metrics port by annotations, and names it', () => {
  const objects = service({ metrics: { port: 9_464, path: '/metrics' } });

  expect(podOf(objects).metadata.annotations).toMatchObject({
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': '9464',
    'prometheus.io/path': '/metrics',
  });
  expect(containerOf(objects)['ports']).toContainEqual({ name: 'metrics', containerPort: 9_464, protocol: 'TCP' });
});

test.each<[string, Partial<MeshServiceProps>, RegExp]>([
  [
    'a single pod',
    { scaling: { ...required.scaling, min: 1 } },
    /scaling allows no replacement without downtime \[test\/Shop\]; got min 1, max 6; allowed: 2 <= min <= max/,
  ],
  ['max below min', { scaling: { ...required.scaling, max: 1 } }, /got min 2, max 1/],
  [
    'a variable in both environment and secrets',
    { environment: { CONNECTION: 'x' }, secrets: { CONNECTION: { secret: 'shop', key: 'connection' } } },
    /an environment variable is in both environment and secrets .*got CONNECTION/,
  ],
])('refuses %s', (_, props, message) => {
  expect(() => service(props)).toThrow(message);
});
