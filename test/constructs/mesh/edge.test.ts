import {
  EdgeGateway,
  type EdgeRoute,
  ExternalService,
  MeshDefaults,
  MeshNamespace,
  TargetGroupBinding,
  type TargetGroupBindingProps,
} from 'stagecraft-constructs/mesh';
import { one, rendered } from './charts';

const till: EdgeRoute = { name: 'till', host: 'api.example.com', prefix: '/api', service: { host: 'till.shop.svc.cluster.local', port: 80 } };

describe('EdgeGateway', () => {
  const edge = (routes: readonly EdgeRoute[]) => rendered((chart) => new EdgeGateway(chart, 'Edge', { namespace: 'shop', routes }));

  test('accepts the hosts of its routes, without duplicates', () => {
    const objects = edge([till, { ...till, name: 'stock', prefix: '/stock' }, { ...till, name: 'page', host: 'example.com', prefix: '/' }]);

    expect(one(objects, 'Gateway')['spec']).toMatchObject({
      selector: { istio: 'ingressgateway' },
      servers: [{ hosts: ['api.example.com', 'example.com'] }],
    });
    expect(objects.filter(({ kind }) => kind === 'VirtualService')).toHaveLength(3);
  });

  test('a route without host matches any host, and without subset goes to all versions', () => {
    const { host: _, ...anywhere } = till;
    const objects = edge([anywhere]);

    expect(one(objects, 'Gateway')['spec']).toMatchObject({ servers: [{ hosts: ['*'] }] });
    expect(one(objects, 'VirtualService')['spec']).toEqual({
      hosts: ['*'],
      gateways: ['istio-gateway'],
      http: [
        {
          match: [{ uri: { prefix: '/api' } }],
          route: [{ destination: { host: 'till.shop.svc.cluster.local', port: { number: 80 } }, weight: 100 }],
        },
      ],
    });
  });

  test('takes selector and name', () => {
    const objects = rendered((chart) => new EdgeGateway(chart, 'Edge', { namespace: 'shop', routes: [till], selector: 'private', name: 'inner' }));

    expect(one(objects, 'Gateway', 'inner')['spec']).toMatchObject({ selector: { istio: 'private' } });
    expect(one(objects, 'VirtualService')['spec']).toMatchObject({ gateways: ['inner'] });
  });

  test('cors allows only the given origins', () => {
    const objects = edge([{ ...till, cors: { origins: ['https://example.com'], methods: ['GET'], headers: ['content-type'] } }]);

    expect(one(objects, 'VirtualService')['spec']).toMatchObject({
      http: [
        {
          corsPolicy: {
            allowOrigins: [{ exact: 'https://example.com' }],
            allowMethods: ['GET'],
            allowHeaders: ['content-type'],
            unmatchedPreflights: 'IGNORE',
          },
        },
      ],
    });
  });

  test('refuses two routes with the same host and prefix', () => {
    expect(() => edge([till, { ...till, name: 'other' }])).toThrow(
      /two routes have the same host and prefix.*got till and other, both api\.example\.com \/api/,
    );
  });
});

describe('ExternalService', () => {
  test('is a ServiceEntry outside the mesh, with TLS by default', () => {
    const objects = rendered((chart) => new ExternalService(chart, 'Db', { name: 'db', namespace: 'shop', hosts: ['*.example.com'], port: 27_017 }));

    expect(one(objects, 'ServiceEntry', 'db')['spec']).toEqual({
      hosts: ['*.example.com'],
      ports: [{ number: 27_017, name: 'tls-db', protocol: 'TLS' }],
      location: 'MESH_EXTERNAL',
      resolution: 'NONE',
    });
  });

  test('protocol TCP changes the port name prefix, which Istio reads', () => {
    const objects = rendered(
      (chart) => new ExternalService(chart, 'Db', { name: 'db', namespace: 'shop', hosts: ['a.example.com'], port: 1, protocol: 'TCP' }),
    );

    expect(one(objects, 'ServiceEntry')['spec']).toMatchObject({ ports: [{ name: 'tcp-db', protocol: 'TCP' }] });
  });

  test('refuses an empty list of hosts', () => {
    expect(() => rendered((chart) => new ExternalService(chart, 'Db', { name: 'db', namespace: 'shop', hosts: [], port: 1 }))).toThrow(
      /hosts is empty.*got db/,
    );
  });
});

describe('MeshNamespace', () => {
  test('enables sidecar injection and the restricted Pod Security Standard', () => {
    expect(
      one(
        rendered((chart) => new MeshNamespace(chart, 'N', { name: 'shop' })),
        'Namespace',
        'shop',
      ).metadata.labels,
    ).toEqual({
      'istio-injection': 'enabled',
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    });
  });

  test('takes injected and podSecurity', () => {
    const objects = rendered((chart) => new MeshNamespace(chart, 'N', { name: 'shop', injected: false, podSecurity: 'baseline' }));

    expect(one(objects, 'Namespace').metadata.labels).toEqual({
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/warn': 'restricted',
    });
  });
});

describe('MeshDefaults', () => {
  test('requires mutual TLS, and has no tracing without a tracer', () => {
    const objects = rendered((chart) => new MeshDefaults(chart, 'Defaults'));

    expect(one(objects, 'PeerAuthentication')).toMatchObject({
      metadata: { name: 'default', namespace: 'istio-system' },
      spec: { mtls: { mode: 'STRICT' } },
    });
    expect(objects).toHaveLength(1);
  });

  test('traces every request, or samplingPercentage of them', () => {
    const tracing = (samplingPercentage?: number) =>
      one(
        rendered((chart) => new MeshDefaults(chart, 'D', { tracer: 'jaeger', samplingPercentage, controlPlane: 'mesh' })),
        'Telemetry',
      );

    expect(tracing()).toMatchObject({
      metadata: { namespace: 'mesh' },
      spec: { tracing: [{ providers: [{ name: 'jaeger' }], randomSamplingPercentage: 100 }] },
    });
    expect(tracing(1)['spec']).toMatchObject({ tracing: [{ randomSamplingPercentage: 1 }] });
  });
});

describe('TargetGroupBinding', () => {
  const binding = (props: Partial<TargetGroupBindingProps> = {}) =>
    one(
      rendered(
        (chart) =>
          new TargetGroupBinding(chart, 'B', {
            name: 'edge',
            namespace: 'mesh',
            service: 'gateway',
            port: 80,
            targetGroupArn: 'arn:aws:x',
            ...props,
          }),
      ),
      'TargetGroupBinding',
    );

  test('has target type ip, and changes no security group', () => {
    expect(binding()).toMatchObject({ apiVersion: 'elbv2.k8s.aws/v1beta1' });
    expect(binding()['spec']).toEqual({ targetGroupARN: 'arn:aws:x', targetType: 'ip', serviceRef: { name: 'gateway', port: 80 } });
  });

  test('securityGroupId may reach the port, or openPorts', () => {
    const ingress = (openPorts?: number[]) =>
      (binding({ securityGroupId: 'sg-1', openPorts })['spec'] as { networking: { ingress: unknown } }).networking.ingress;
    const from = [{ securityGroup: { groupID: 'sg-1' } }];

    expect(ingress()).toEqual([{ from, ports: [{ protocol: 'TCP', port: 80 }] }]);
    expect(ingress([80, 15_021])).toEqual([
      {
        from,
        ports: [
          { protocol: 'TCP', port: 80 },
          { protocol: 'TCP', port: 15_021 },
        ],
      },
    ]);
  });

  test('uses the API group of EKS Auto Mode', () => {
    expect(binding({ controller: 'auto-mode' }).apiVersion).toBe('eks.amazonaws.com/v1');
  });
});
