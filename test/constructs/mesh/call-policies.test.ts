import { type CallGraph, CallPolicies, type CallPoliciesProps } from 'stagecraft-constructs/mesh';
import { one, rendered } from './charts';

const party = (name: string, port?: number) => ({ namespace: 'store', serviceAccount: name, labels: { app: name }, port });
const graph: CallGraph = {
  parties: {
    gateway: { namespace: 'edge', serviceAccount: 'gateway', labels: { istio: 'gateway' }, outside: true },
    shop: party('shop', 8_080),
    stock: party('stock', 50_051),
    worker: party('worker'),
  },
  calls: [
    { from: 'gateway', to: 'shop', methods: ['GET'], paths: ['/'] },
    { from: 'shop', to: 'stock' },
    { from: 'worker', to: 'stock' },
  ],
};
const policies = (props: Partial<CallPoliciesProps> = {}) => rendered((chart) => new CallPolicies(chart, 'Policies', { graph, ...props }));

test('denies all traffic in a namespace by default', () => {
  const objects = policies();

  expect(one(objects, 'AuthorizationPolicy', 'allow-nothing')).toMatchObject({ metadata: { namespace: 'store' }, spec: {} });
  expect(one(objects, 'NetworkPolicy', 'mesh')['spec']).toMatchObject({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [] });
});

test('allows a caller by its principal, with its methods and paths', () => {
  expect(one(policies(), 'AuthorizationPolicy', 'shop-callers')['spec']).toEqual({
    selector: { matchLabels: { app: 'shop' } },
    action: 'ALLOW',
    rules: [
      {
        from: [{ source: { principals: ['cluster.local/ns/edge/sa/gateway'] } }],
        to: [{ operation: { ports: ['8080'], methods: ['GET'], paths: ['/'] } }],
      },
    ],
  });
});

test('allows all requests on the port for a call without methods and paths', () => {
  const { rules } = one(policies(), 'AuthorizationPolicy', 'stock-callers')['spec'] as { rules: { to: unknown }[] };

  expect(rules.map(({ to }) => to)).toEqual([[{ operation: { ports: ['50051'] } }], [{ operation: { ports: ['50051'] } }]]);
});

test('makes no AuthorizationPolicy for a party without callers, and no policy for an outside party', () => {
  const names = policies().map(({ kind, metadata }) => `${kind} ${metadata.name}`);

  expect(names).not.toContain('AuthorizationPolicy worker-callers');
  expect(names.filter((name) => name.includes('gateway'))).toEqual([]);
  expect(one(policies(), 'NetworkPolicy', 'worker-calls')['spec']).toMatchObject({ ingress: [], egress: [{ ports: [{ port: 50_051 }] }] });
});

test('egress allows CIDR blocks for one party', () => {
  const objects = policies({ egress: [{ from: 'stock', port: 5_432, cidrs: ['10.0.0.0/16', '10.1.0.0/16'] }] });

  expect(one(objects, 'NetworkPolicy', 'stock-calls')['spec']).toMatchObject({
    egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/16' } }, { ipBlock: { cidr: '10.1.0.0/16' } }], ports: [{ port: 5_432 }] }],
  });
  expect(JSON.stringify(one(objects, 'NetworkPolicy', 'shop-calls'))).not.toContain('ipBlock');
});

test('allows egress to collectors and ingress from the scraper, by namespace and labels', () => {
  const objects = policies({
    collectors: [{ namespace: 'watch', labels: { app: 'tracer' }, port: 4_317 }],
    scraper: { namespace: 'watch', labels: { app: 'reader' } },
  });
  const peer = (app: string) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'watch' } },
    podSelector: { matchLabels: { app } },
  });

  expect(one(objects, 'NetworkPolicy', 'mesh')['spec']).toMatchObject({
    ingress: [{ from: [peer('reader')], ports: [{ port: 15_020 }] }],
    egress: [{}, {}, { to: [peer('tracer')], ports: [{ port: 4_317 }] }],
  });
});

test('takes controlPlane and trustDomain', () => {
  const objects = policies({ controlPlane: 'mesh-system', trustDomain: 'example.org' });

  expect(JSON.stringify(one(objects, 'NetworkPolicy', 'mesh'))).toContain('mesh-system');
  expect(JSON.stringify(one(objects, 'AuthorizationPolicy', 'shop-callers'))).toContain('example.org/ns/edge/sa/gateway');
});

test.each<[string, CallGraph['calls'][number], RegExp]>([
  ['of an unknown party', { from: 'shopp', to: 'stock' }, /a call with an unknown party .*got 'shopp'; allowed: gateway, shop, stock, worker/],
  ['to an unknown party', { from: 'shop', to: 'stok' }, /got 'stok'/],
  ['to a party without a port', { from: 'shop', to: 'worker' }, /a call to worker, which cannot be called .*a party without a port/],
  ['to an outside party', { from: 'shop', to: 'gateway' }, /a call to gateway, which cannot be called .*a party with outside: true/],
])('refuses a call %s', (_, call, message) => {
  expect(() => policies({ graph: { ...graph, calls: [call] } })).toThrow(message);
});

test('refuses egress of an unknown party', () => {
  expect(() => policies({ egress: [{ from: 'stranger', port: 1, cidrs: [] }] })).toThrow(/got 'stranger'/);
});
