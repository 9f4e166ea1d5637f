import { type IstioChartsOptions, istioCharts, kialiChart, loadBalancerControllerChart, tracerEndpoints } from 'stagecraft-constructs/mesh';

const istiod = (options?: IstioChartsOptions) => istioCharts(options).istiod.values;
const ingress = (options?: IstioChartsOptions) => istioCharts(options).gateways[0]!.values;

describe('istioCharts', () => {
  test('allows only declared outbound hosts, uses the CNI plugin, merges metrics and trusts no proxy', () => {
    expect(istiod()).toMatchObject({
      cni: { enabled: true },
      meshConfig: {
        enablePrometheusMerge: true,
        outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
        defaultConfig: { gatewayTopology: { numTrustedProxies: 0 } },
      },
    });
    expect(istiod()).not.toHaveProperty('meshConfig.extensionProviders');
  });

  test('pulls images and charts from the locations since 1.31', () => {
    expect(istiod()).toMatchObject({ global: { hub: 'docker.io/istio', tag: '1.31.1' } });
  });

  test.each([
    ['jaeger', { opentelemetry: { service: 'jaeger.istio-system.svc.cluster.local', port: 4_317 } }],
    ['zipkin', { zipkin: { service: 'zipkin.istio-system.svc.cluster.local', port: 9_411 } }],
  ] as const)('tracing with %s adds an extension provider of its protocol', (kind, provider) => {
    expect(istiod({ tracing: tracerEndpoints(kind).provider })).toMatchObject({ meshConfig: { extensionProviders: [{ name: kind, ...provider }] } });
  });

  test('takes outboundTraffic, trustedProxies and platform', () => {
    expect(istiod({ outboundTraffic: 'ALLOW_ANY', trustedProxies: 1, platform: 'k3d' })).toMatchObject({
      global: { platform: 'k3d' },
      meshConfig: { outboundTrafficPolicy: { mode: 'ALLOW_ANY' }, defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } },
    });
    expect(istioCharts({ platform: 'k3d' }).cni.values).toMatchObject({ global: { platform: 'k3d' } });
  });

  test('exposes the ingress gateway by a ClusterIP or NodePort Service, never by a LoadBalancer', () => {
    expect(ingress()).toMatchObject({
      service: {
        type: 'ClusterIP',
        ports: [
          { name: 'status-port', port: 15_021 },
          { name: 'http2', port: 80, targetPort: 80 },
        ],
      },
    });
    expect(ingress({ exposure: { kind: 'node-port', port: 30_080 } })).toMatchObject({
      service: { type: 'NodePort', ports: [{}, { nodePort: 30_080 }] },
    });
  });

  test('has a PodDisruptionBudget with two replicas, and none with one', () => {
    expect(ingress()).not.toHaveProperty('podDisruptionBudget');
    expect(ingress({ replicas: 2 })).toMatchObject({ autoscaling: { minReplicas: 2 }, podDisruptionBudget: { minAvailable: 1 } });
    expect(istiod({ replicas: 2 })).toMatchObject({ autoscaleMin: 2 });
  });

  test('takes egressGateway: false and namespace', () => {
    const { base, cni, gateways } = istioCharts({ egressGateway: false, namespace: 'mesh' });

    expect(gateways.map(({ name, namespace }) => [name, namespace])).toEqual([['istio-ingressgateway', 'mesh']]);
    expect([base.namespace, cni.namespace]).toEqual(['mesh', 'kube-system']);
  });
});

describe('kialiChart', () => {
  test('is in view-only mode with token authentication, without Grafana and tracing', () => {
    expect(kialiChart({ prometheusUrl: 'http://prometheus' }).values).toMatchObject({
      auth: { strategy: 'token' },
      deployment: { view_only_mode: true },
      external_services: { prometheus: { url: 'http://prometheus' }, grafana: { enabled: false }, tracing: { enabled: false } },
    });
  });

  test('takes grafanaUrl, jaegerUrl and anonymous access', () => {
    const { values, namespace } = kialiChart({
      prometheusUrl: 'p',
      grafanaUrl: 'http://grafana',
      jaegerUrl: 'http://jaeger:16685',
      access: 'anonymous',
      namespace: 'mesh',
    });

    expect(namespace).toBe('mesh');
    expect(values).toMatchObject({
      istio_namespace: 'mesh',
      auth: { strategy: 'anonymous' },
      external_services: {
        grafana: { internal_url: 'http://grafana' },
        tracing: { provider: 'jaeger', internal_url: 'http://jaeger:16685', use_grpc: true },
      },
    });
  });
});

test('loadBalancerControllerChart handles no Ingress and no Service', () => {
  expect(loadBalancerControllerChart({ clusterName: 'shops', region: 'eu-west-1', vpcId: 'vpc-1' }).values).toMatchObject({
    clusterName: 'shops',
    region: 'eu-west-1',
    vpcId: 'vpc-1',
    serviceAccount: { create: true, name: 'aws-load-balancer-controller' },
    createIngressClassResource: false,
    enableServiceMutatorWebhook: false,
  });
});
