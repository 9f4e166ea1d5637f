import { type IstioChartsOptions, istioCharts, kialiChart, loadBalancerControllerChart, tracerPlace } from 'stagecraft-constructs/mesh';

const istiod = (options?: IstioChartsOptions) => istioCharts(options).istiod.values;
const ingress = (options?: IstioChartsOptions) => istioCharts(options).gateways[0]!.values;

describe('Istio', () => {
  test('refuses hosts that are not declared, redirects by a plugin, merges metrics, and believes no proxy in front', () => {
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

  test('takes its images from where they are since 1.31', () => {
    expect(istiod()).toMatchObject({ global: { hub: 'docker.io/istio', tag: '1.31.1' } });
  });

  test.each([
    ['jaeger', { opentelemetry: { service: 'jaeger.istio-system.svc.cluster.local', port: 4_317 } }],
    ['zipkin', { zipkin: { service: 'zipkin.istio-system.svc.cluster.local', port: 9_411 } }],
  ] as const)('tracing by %s is a provider of its protocol', (kind, provider) => {
    expect(istiod({ tracing: tracerPlace(kind).provider })).toMatchObject({ meshConfig: { extensionProviders: [{ name: kind, ...provider }] } });
  });

  test('outboundTraffic, trustedProxies and platform are passed on', () => {
    expect(istiod({ outboundTraffic: 'ALLOW_ANY', trustedProxies: 1, platform: 'k3d' })).toMatchObject({
      global: { platform: 'k3d' },
      meshConfig: { outboundTrafficPolicy: { mode: 'ALLOW_ANY' }, defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } },
    });
    expect(istioCharts({ platform: 'k3d' }).cni.values).toMatchObject({ global: { platform: 'k3d' } });
  });

  test('the ingress gateway makes no load balancer: it is reached from within, or by a port of the nodes', () => {
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

  test('two replicas have a budget, one has none', () => {
    expect(ingress()).not.toHaveProperty('podDisruptionBudget');
    expect(ingress({ replicas: 2 })).toMatchObject({ autoscaling: { minReplicas: 2 }, podDisruptionBudget: { minAvailable: 1 } });
    expect(istiod({ replicas: 2 })).toMatchObject({ autoscaleMin: 2 });
  });

  test('the egress gateway can be left out, and everything has its namespace', () => {
    const { base, cni, gateways } = istioCharts({ egressGateway: false, namespace: 'mesh' });

    expect(gateways.map(({ name, namespace }) => [name, namespace])).toEqual([['istio-ingressgateway', 'mesh']]);
    expect([base.namespace, cni.namespace]).toEqual(['mesh', 'kube-system']);
  });
});

describe('Kiali', () => {
  test('only looks, asks for a token, and shows what there is', () => {
    expect(kialiChart({ prometheusUrl: 'http://prometheus' }).values).toMatchObject({
      auth: { strategy: 'token' },
      deployment: { view_only_mode: true },
      external_services: { prometheus: { url: 'http://prometheus' }, grafana: { enabled: false }, tracing: { enabled: false } },
    });
  });

  test('links to Grafana and to Jaeger, and lets in whoever reaches it, if it is told', () => {
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

test('the load balancer controller makes no load balancer of what others write', () => {
  expect(loadBalancerControllerChart({ clusterName: 'shops', region: 'eu-west-1', vpcId: 'vpc-1' }).values).toMatchObject({
    clusterName: 'shops',
    region: 'eu-west-1',
    vpcId: 'vpc-1',
    serviceAccount: { create: true, name: 'aws-load-balancer-controller' },
    createIngressClassResource: false,
    enableServiceMutatorWebhook: false,
  });
});
