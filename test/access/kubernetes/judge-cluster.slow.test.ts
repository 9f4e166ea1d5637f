import { clusterAccessOf, clusterAccessTable, judgeCluster } from '../../../lib/access';
import { clusterWorld, ruleSources } from '../../../lib/access/kubernetes/cluster';
import { judgeCalls, withoutRule } from '../../../lib/access/kubernetes/judge-cluster';
import type { StatementSource } from '../../../lib/contract/access';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { callsIn } from '../../../lib/scenarios/greeting-platform/calls';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { loadScenario } from '../../../lib/scenarios/load';
import { graph, type ServiceLetter } from '../../../workloads/greeting-service/graph';
import { variants } from '../../scenarios/greeting-platform/installations';

const isSame = (one: StatementSource, other: StatementSource) => JSON.stringify(one) === JSON.stringify(other);
const called = (name: string) => {
  const [, options] = variants.find(([each]) => each === name)!;
  return callsIn(name, options, platform(options));
};

describe.each(variants)('%s', (name) => {
  const cluster = called(name);
  const report = judgeCluster(cluster.objects, cluster);

  test('every call is allowed, everything else is denied, and no rule is left over', () => {
    const denied = report.callers.flatMap(({ calls }) => calls).filter(({ decision }) => !decision.isAllowed);

    expect([denied, report.open, report.unused, report.findings]).toEqual([[], [], [], []]);
    expect(report).toMatchObject({ isAllowed: true });
    expect(report.denied).toBeGreaterThan(500);
  });

  test('calls between services are those of the call graph', () => {
    const between = cluster.calls.filter(({ from, to }) => from.startsWith('dev/service-') && to.startsWith('dev/service-'));
    const wanted = Object.entries(graph).flatMap(([letter, { calls }]) =>
      calls.map((other: ServiceLetter) => `dev/service-${letter} dev/service-${other}`),
    );

    expect([...new Set(between.map(({ from, to }) => `${from} ${to}`))].filter((call) => !call.startsWith('dev/rev')).sort()).toEqual(wanted.sort());
  });
});

test.each(variants)('with any rule of its policies removed, what needed it is denied, with policy and nearest rule: %s', (name) => {
  const cluster = called(name);
  const world = clusterWorld(cluster.objects);
  const whole = judgeCalls(world, cluster);
  const sources = ruleSources(world);
  for (const source of sources) {
    const less = withoutRule(world, source);
    const hasMore = ruleSources(less).some(({ policy, sid }) => policy === source.policy && sid === source.sid);
    const again = judgeCalls(less, cluster);
    const users = whole.flatMap(({ decision }, index) => (decision.isAllowed && decision.by.some((by) => isSame(by, source)) ? [again[index]!] : []));

    expect(users.length).toBeGreaterThan(0);
    for (const { decision } of users) {
      expect([source, decision]).toEqual([source, expect.objectContaining({ isAllowed: false, reason: expect.stringContaining(source.policy) })]);
      if (hasMore) expect(decision).toHaveProperty('nearest.policy');
    }
  }
  expect(sources.length).toBeGreaterThan(30);
});

test.each(['istio-observability', 'istio-grpc'])('%s: both of its installations, as a table', async (scenario) => {
  const access = await clusterAccessOf(await loadScenario({ scenario }));

  expect(access.map(({ name, report: { isAllowed } }) => [name, isAllowed])).toEqual([
    ['in any cluster', true],
    ['on EKS, with DocumentDB and Amazon MQ', true],
  ]);
  const { columns, rows } = clusterAccessTable(access[0]!.report);
  expect(columns).toEqual(['from', 'to', 'call', 'answer', 'by']);
  expect(rows.find(([from, to]) => from === 'dev/service-a' && to === 'dev/service-b')?.at(-1)).toBe(
    'NetworkPolicy dev/service-a-calls egress[0], NetworkPolicy dev/service-b-calls ingress[0], AuthorizationPolicy dev/service-b-callers ALLOW[0]',
  );
});

test('a scenario without calls between pods has no report', async () => {
  expect(await clusterAccessOf(await loadScenario({ scenario: 'glue-athena-data-lake' }))).toEqual([]);
});

describe('what a small cluster tells', () => {
  const namespace = (name: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'istio-injection': 'enabled' } },
  });
  const deployment = (name: string, annotations: Readonly<Record<string, string>> = {}): KubernetesObject => ({
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' } },
    spec: {
      template: {
        metadata: { labels: { app: name }, annotations },
        spec: { serviceAccountName: name, containers: [{ ports: [{ containerPort: 80 }] }] },
      },
    },
  });
  const policy = (kind: string, spec: object): KubernetesObject => ({
    apiVersion: kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : 'security.istio.io/v1',
    ...{ kind, metadata: { name: 'one', namespace: 'shop' }, spec },
  });
  const objects = [namespace('shop'), deployment('web'), deployment('db')];
  const calls = [{ from: 'shop/web', to: 'shop/db', port: 80, requests: [{ method: 'GET', path: '/' }] }];
  const judged = (...more: KubernetesObject[]) => judgeCluster([...objects, ...more], { parties: [], calls });
  const strict = policy('PeerAuthentication', { mtls: { mode: 'STRICT' } });

  test('without policies everything is open', () => {
    const { isAllowed, open } = judged();

    expect(isAllowed).toBe(false);
    expect(open.map(({ from, to }) => `${from} ${to}`)).toEqual(
      expect.arrayContaining(['shop/db shop/web', 'shop/db shop/db', 'default/any-other-pod shop/web', 'shop/web shop/db']),
    );
  });

  test('a mesh alone can close it, and a caller without a proxy is refused by mutual TLS', () => {
    const only = policy('AuthorizationPolicy', {
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }], to: [{ operation: { paths: ['/'], ports: ['80'] } }] }],
    });
    const web = judged(only, strict).callers[0]?.calls[0]?.decision;
    const outside = { name: 'x/plain', pod: { namespace: 'x', labels: {}, serviceAccount: 'x', isInMesh: false, ports: [] } };
    const plain = judgeCluster([...objects, only, strict], { parties: [outside], calls: [{ ...calls[0]!, from: outside.name }] });

    expect(web).toMatchObject({ isAllowed: true, by: [{ policy: 'AuthorizationPolicy shop/one' }] });
    expect(plain.callers[0]?.calls[0]?.decision).toMatchObject({ isAllowed: false, nearest: { policy: 'PeerAuthentication shop/one' } });
  });

  test('an unused rule, and a path that no call has, are listed', () => {
    const wide = policy('AuthorizationPolicy', {
      rules: [{ from: [{ source: { namespaces: ['nowhere'] } }] }, { from: [{ source: { namespaces: ['shop'] } }] }],
    });
    const { open, unused } = judged(wide, strict);

    expect(unused).toEqual([{ policy: 'AuthorizationPolicy shop/one', index: 0, sid: 'ALLOW' }]);
    expect(open.map(({ call }) => call)).toContain('TCP 80 GET /-/a-path-that-no-call-has');
  });

  test('what is not evaluated, and who is not known, is named', () => {
    const { findings, isAllowed } = judgeCluster(
      [deployment('web', { 'traffic.sidecar.istio.io/excludeInboundPorts': '80' }), policy('RequestAuthentication', {})],
      { parties: [], calls: [{ from: 'shop/nobody', to: 'shop/web', port: 80 }] },
    );

    expect(isAllowed).toBe(false);
    expect(findings).toEqual([
      'Deployment shop/web: traffic.sidecar.istio.io/excludeInboundPorts is not evaluated',
      'RequestAuthentication shop/one is not evaluated',
      'shop/nobody calls or is called, and no manifest makes it',
    ]);
  });

  test('a field that is not known is refused', () => {
    expect(() => judged(policy('NetworkPolicy', { podSelector: {}, priority: 1 }))).toThrow(/priority/);
  });
});
