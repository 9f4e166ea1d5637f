import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { manifestFindings } from '../../../lib/kubernetes/validate';
import { promqlQueries } from '../../../lib/scenarios/greeting-platform/promql';
import { referenceGraph } from '../../../lib/scenarios/greeting-platform/reference-platform';
import { filled, savedQueries } from '../../../lib/scenarios/greeting-platform/saved-queries';
import { buildPlatform } from '../../../lib/scenarios/greeting-platform/stacks';
import { scenario } from '../../../lib/scenarios/istio-grpc/scenario';
import { ScenarioStage } from '../../../lib/scenarios/stage';
import { DOMAIN, estateOf, objectOf, objectsApplied, only, type StackId } from '../istio-observability/estate';

const estate = estateOf({ protocol: 'grpc', set: DOMAIN });
const objects = objectsApplied(estate, ['app']);
const letters = 'abcdefgh'.split('');

describe('acceptance 1: the protocol changes the services only', () => {
  const set = { ...DOMAIN, clusterName: 'demo', nodeDesired: 4 };
  // In stages of one scenario, so that the protocol alone differs, not even a tag.
  const [rest, grpc] = (['rest', 'grpc'] as const).map((protocol) => {
    const stage = new ScenarioStage(new App({ builtinCloudFormationValidation: false, context: { 'aws:cdk:disable-asset-staging': true } }), {
      scenario,
      stageName: 'dev',
    });
    buildPlatform(stage, scenario.config.parse(set), protocol);
    return (stack: StackId) => Template.fromStack(stage.node.findChild(stack) as Stack).toJSON();
  });

  test.each(['network', 'data', 'cluster', 'mesh', 'telemetry'] as const)('acceptance 1: the stack %s equals that of REST', (stack) => {
    expect(grpc?.(stack)).toEqual(rest?.(stack));
  });

  test('acceptance 1: the stack app differs from that of REST', () => {
    expect(grpc?.('app')).not.toEqual(rest?.('app'));
  });

  test('acceptance 1: has five nodes by default instead of three', () => {
    expect(only(estate, 'AWS::EKS::Nodegroup')).toMatchObject({ ScalingConfig: { MinSize: 2, DesiredSize: 5, MaxSize: 5 } });
  });
});

describe('acceptance 2: dev', () => {
  const count = (kind: string) => objects.filter((object) => object.kind === kind && object.metadata.namespace === 'dev').length;

  test('acceptance 2: ten objects of each kind, two VirtualServices, one Gateway, two ServiceEntries, and a Secret by reference', () => {
    const kinds = [
      'Deployment',
      'Service',
      'HorizontalPodAutoscaler',
      'DestinationRule',
      'VirtualService',
      'Gateway',
      'ServiceEntry',
      'SecretProviderClass',
      'Secret',
    ];

    expect(kinds.map(count)).toEqual([10, 10, 10, 10, 2, 1, 2, 1, 0]);
  });

  test('acceptance 2: autoscalers have two to six pods at 80 percent', () => {
    for (const autoscaler of objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')) {
      expect(autoscaler).toMatchObject({
        apiVersion: 'autoscaling/v2',
        spec: {
          minReplicas: 2,
          maxReplicas: 6,
          metrics: [{ resource: { target: { averageUtilization: 80 } } }, { resource: { target: { averageUtilization: 80 } } }],
        },
      });
    }
  });

  test('every object is strictly valid', () => {
    expect(manifestFindings(objectsApplied(estate))).toEqual([]);
  });
});

test('acceptance 3: services listen on 50051 as grpc, the gateway on 80 as http', () => {
  for (const letter of letters) {
    expect(objectOf(estate, 'Service', `service-${letter}`).spec).toMatchObject({
      ports: [{ name: 'grpc', appProtocol: 'grpc', port: 50_051, targetPort: 50_051 }],
    });
  }
  expect(objectOf(estate, 'Service', 'rev-proxy').spec).toMatchObject({ ports: [{ name: 'http', port: 80, targetPort: 50_051 }] });
});

test('acceptance 4: the API host routes to the gateway with weight 100, and CORS allows OPTIONS and GET from the UI only', () => {
  expect(objectOf(estate, 'VirtualService', 'rev-proxy').spec).toMatchObject({
    hosts: ['observe-api.example-api.com'],
    http: [
      {
        match: [{ uri: { prefix: '/' } }],
        route: [{ destination: { host: 'rev-proxy.dev.svc.cluster.local', port: { number: 80 } }, weight: 100 }],
        corsPolicy: { allowOrigins: [{ exact: 'https://observe-ui.example-api.com' }], allowMethods: ['OPTIONS', 'GET'] },
      },
    ],
  });
});

describe('acceptance 12: probes', () => {
  test.each(letters)('acceptance 12: service-%s has gRPC startup, liveness and readiness probes', (letter) => {
    const probe = (service: string) => ({ grpc: { port: 50_051, service } });

    expect(objectOf(estate, 'Deployment', `service-${letter}`).spec).toMatchObject({
      template: { spec: { containers: [{ startupProbe: probe('liveness'), livenessProbe: probe('liveness'), readinessProbe: probe('readiness') }] } },
    });
  });

  test('acceptance 12: the gateway has HTTP probes', () => {
    expect(objectOf(estate, 'Deployment', 'rev-proxy').spec).toMatchObject({
      template: {
        spec: { containers: [{ livenessProbe: { httpGet: { path: '/api/health' } }, readinessProbe: { httpGet: { path: '/api/ready' } } }] },
      },
    });
  });
});

describe('acceptance 14: queries', () => {
  const containers = objects.flatMap(({ kind, spec }) =>
    kind === 'Deployment'
      ? (spec as { template: { spec: { containers: { name: string }[] } } }).template.spec.containers.map(({ name }) => name)
      : [],
  );

  test.each(['p07', 'p08', 'p09', 'p10'])('acceptance 14: %s selects the ten containers by label, not by image registry', (number) => {
    const text = filled(savedQueries('istio-observability').find(({ name }) => name.startsWith(number))!);
    const [, pattern = ''] = /container=~"([^"]+)"/.exec(text) ?? [];

    expect(containers).toHaveLength(10);
    expect(containers.filter((name) => !new RegExp(`^(${pattern})$`).test(name))).toEqual([]);
    expect(text).toContain('namespace="dev"');
    expect(text).not.toMatch(/image|registry/);
  });

  test('acceptance 14: P15 groups calls by gRPC status', () => {
    const p15 = promqlQueries('grpc').at(-1)!;

    expect(p15.name).toBe('p15-grpc-status');
    expect(filled(p15)).toMatch(/sum by \(destination_workload, grpc_response_status\)[\s\S]*request_protocol="grpc"/);
    expect(promqlQueries('rest').map(({ name }) => name)).not.toContain(p15.name);
  });
});

test('acceptance 16: the autoscalers of dev allow more than 20 pods and at most 60, and the query pods counts them', () => {
  const scaling = objects
    .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
    .map(({ spec }) => spec as { minReplicas: number; maxReplicas: number });

  expect(scaling.reduce((sum, { minReplicas }) => sum + minReplicas, 0)).toBe(20);
  expect(scaling.reduce((sum, { maxReplicas }) => sum + maxReplicas, 0)).toBe(60);
  expect(Object.keys(scenario.queries)).toContain('pods');
});

test('authorization policies allow exactly the calls of the graph, by method', () => {
  const rules = objects
    .filter(({ kind }) => kind === 'AuthorizationPolicy')
    .flatMap(({ spec }) => {
      const { selector, rules: all = [] } = spec as {
        selector?: { matchLabels: { app: string } };
        rules?: { from: { source: { principals: string[] } }[]; to: { operation: { paths?: string[] } }[] }[];
      };
      return all.flatMap(({ from, to }) =>
        from.flatMap(({ source }) =>
          source.principals.map((principal) => ({
            call: `${principal.endsWith('/istio-ingressgateway') ? 'ingress' : principal.split('/').at(-1)} calls ${selector?.matchLabels.app}`,
            paths: to.flatMap(({ operation }) => operation.paths ?? []),
          })),
        ),
      );
    });

  expect(rules.map(({ call }) => call).sort()).toEqual(
    referenceGraph('grpc', false)
      .calls.map(({ from, to }) => `${from} calls ${to}`)
      .sort(),
  );
  for (const { call, paths } of rules.filter(({ call: each }) => !each.startsWith('ingress'))) {
    expect([call, paths]).toEqual([call, ['/greeting.v3.GreetingService/Greeting']]);
  }
  expect(rules.filter(({ call }) => call.endsWith('service-f'))).toEqual([]);
});
