import { objectsOf } from '../../../lib/kubernetes/installation';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { countIn, onAws } from './installations';

const options = { ...onAws, protocol: 'grpc' } as const;
const objects = objectsOf(platform(options));
const one = (kind: string, name: string): { spec: never } & KubernetesObject =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) as never;
const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

test('acceptance 1: only the platform differs from REST; telemetry and mesh do not', () => {
  const stepsOf = (protocol: 'rest' | 'grpc') => platform({ ...onAws, protocol }).steps.filter(({ name }) => name !== 'platform');

  expect(stepsOf('grpc')).toEqual(stepsOf('rest'));
});

test('acceptance 2: dev has the expected number of objects, and autoscalers at 80 percent', () => {
  expect(countIn(options, 'dev')).toMatchObject({
    Deployment: 10,
    Service: 10,
    HorizontalPodAutoscaler: 10,
    DestinationRule: 10,
    VirtualService: 2,
    Gateway: 1,
    ServiceEntry: 2,
    SecretProviderClass: 1,
  });
  for (const { spec, metadata } of objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')) {
    expect([metadata.name, spec]).toMatchObject([
      expect.any(String),
      {
        minReplicas: 2,
        maxReplicas: 6,
        metrics: [{ resource: { target: { averageUtilization: 80 } } }, { resource: { target: { averageUtilization: 80 } } }],
      },
    ]);
  }
});

test('acceptance 3: services listen for gRPC on 50051, the gateway for HTTP on 80', () => {
  for (const letter of letters) {
    expect(one('Service', `service-${letter}`).spec).toMatchObject({
      ports: [{ name: 'grpc', appProtocol: 'grpc', port: 50_051, targetPort: 50_051 }],
    });
  }
  expect(one('Service', 'rev-proxy').spec).toMatchObject({ ports: [{ name: 'http', port: 80, targetPort: 50_051 }] });
});

test('acceptance 4: the gateway has its host, the prefix / and full weight, and answers preflights of the page only', () => {
  expect(one('VirtualService', 'rev-proxy').spec).toEqual({
    hosts: ['observe-api.example-api.com'],
    gateways: ['istio-gateway'],
    http: [
      {
        match: [{ uri: { prefix: '/' } }],
        route: [{ destination: { host: 'rev-proxy.dev.svc.cluster.local', port: { number: 80 } }, weight: 100 }],
        corsPolicy: {
          allowOrigins: [{ exact: 'https://observe-ui.example-api.com' }],
          allowMethods: ['OPTIONS', 'GET'],
          allowHeaders: expect.arrayContaining(['content-type', 'traceparent', 'x-b3-traceid']),
          allowCredentials: true,
          maxAge: '600s',
          unmatchedPreflights: 'IGNORE',
        },
      },
    ],
  });
});

test('acceptance 12: services have gRPC startup, liveness and readiness probes', () => {
  const grpc = (service: string) => ({ grpc: { port: 50_051, service } });
  for (const letter of letters) {
    expect(one('Deployment', `service-${letter}`).spec).toMatchObject({
      template: { spec: { containers: [{ startupProbe: grpc('liveness'), livenessProbe: grpc('liveness'), readinessProbe: grpc('readiness') }] } },
    });
  }
  expect(one('Deployment', 'rev-proxy').spec).toMatchObject({
    template: { spec: { containers: [{ readinessProbe: { httpGet: { path: '/api/ready', port: 50_051 } } }] } },
  });
});

test('service addresses have no scheme, and the protocol is configured separately', () => {
  const environment = (name: string) =>
    Object.fromEntries(
      (
        one('Deployment', name) as never as { spec: { template: { spec: { containers: { env: { name: string; value: string }[] }[] } } } }
      ).spec.template.spec.containers[0]!.env.map((variable) => [variable.name, variable.value]),
    );

  expect(environment('rev-proxy')).toMatchObject({ ROLE: 'gateway', SERVICE_A_URL: 'service-a.dev.svc.cluster.local:50051' });
  expect(environment('service-a')).not.toHaveProperty('ALLOWED_ORIGINS');
  expect(environment('service-e')).toMatchObject({
    PROTOCOL: 'grpc',
    SERVICE_G_URL: 'service-g.dev.svc.cluster.local:50051',
    SERVICE_H_URL: 'service-h.dev.svc.cluster.local:50051',
  });
});
