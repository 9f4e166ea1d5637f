import { decideConnection } from '../../../lib/access/kubernetes/network-decision';
import { networkPolicy } from '../../../lib/access/kubernetes/network-policy';
import { policyObjects } from '../../../lib/access/kubernetes/policy-object';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { naiveAnswer } from './naive-network';
import { namespaces, networkCases, pod, policy } from './network-cases';
import { randomCase } from './random-network';

const read = (objects: readonly KubernetesObject[]) => policyObjects(objects, 'NetworkPolicy', ['networking.k8s.io/v1']).map(networkPolicy);

test.each(networkCases.map((each) => [each.name, each] as const))('%s', (_, { page, policies, connection, expected }) => {
  expect(page).toMatch(/^https:\/\/kubernetes\.io\/docs\//);
  expect(decideConnection(read(policies), namespaces, connection)).toMatchObject({ isAllowed: expected === 'allowed' });
});

test('the names of the cases are unique', () => {
  expect(new Set(networkCases.map(({ name }) => name)).size).toBe(networkCases.length);
});

test('a second, naive implementation gives the same answers to the cases and to 3,000 random ones', () => {
  const answers = { true: 0, false: 0 };
  for (const { policies, connection } of [...networkCases, ...Array.from({ length: 3_000 }, (_, seed) => randomCase(seed + 1))]) {
    const { isAllowed } = decideConnection(read(policies), namespaces, connection);
    answers[`${isAllowed}`]++;
    expect([isAllowed, policies, connection]).toEqual([naiveAnswer(policies, namespaces, connection), policies, connection]);
  }
  for (const count of Object.values(answers)) expect(count).toBeGreaterThan(500);
});

test('a denial names the policies and the nearest rule: same peer before same port', () => {
  const spec = {
    podSelector: {},
    ingress: [
      { ports: [{ port: 8_080 }], from: [{ namespaceSelector: { matchLabels: { team: 'ops' } } }] },
      { from: [{ podSelector: {} }], ports: [{ port: 1 }] },
    ],
  };
  const connection = { from: pod('shop', 'web'), to: pod('shop', 'db'), port: 8_080, protocol: 'TCP' } as const;

  expect(decideConnection(read([policy(spec)]), namespaces, connection)).toEqual({
    isAllowed: false,
    reason: 'no ingress rule of NetworkPolicy shop/one allows it',
    nearest: { policy: 'NetworkPolicy shop/one', index: 1, sid: 'ingress' },
  });
});

test.each<[string, object, RegExp]>([
  ['an unknown field', { podSelector: {}, tier: 'x' }, /NetworkPolicy shop\/one: spec cannot be evaluated.*spec\.tier/s],
  ['an unknown field of a peer', { ingress: [{ from: [{ serviceAccounts: {} }] }] }, /from\[0\]\.serviceAccounts/],
  ['an unknown field of a port', { ingress: [{ ports: [{ name: 'x' }] }] }, /ports\[0\]\.name/],
  ['an unknown protocol', { ingress: [{ ports: [{ port: 1, protocol: 'ICMP' }] }] }, /'?"?ICMP"?'?.*TCP, UDP, SCTP/s],
  ['an unknown policyType', { policyTypes: ['Both'] }, /Both/],
  ['an unknown operator', { podSelector: { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] } }, /Gt/],
  ['In without values', { podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }, /a value for In/],
  ['a peer without fields', { ingress: [{ from: [{}] }] }, /from\[0\]/],
  ['an ipBlock beside a selector', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }] }, /one or the other/],
  ['an address that is none', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/33' } }] }] }, /10\.0\.0\.0\/33/],
  ['a range with a name', { ingress: [{ ports: [{ port: 'http', endPort: 90 }] }] }, /endPort/],
  ['a range that ends before it starts', { ingress: [{ ports: [{ port: 90, endPort: 80 }] }] }, /a number from 90/],
])('refuses %s by name', (_, spec, message) => {
  expect(() => read([policy(spec)])).toThrow(message);
});

test('refuses another version of the API', () => {
  expect(() => read([{ ...policy({}), apiVersion: 'networking.k8s.io/v2' }])).toThrow(/networking\.k8s\.io\/v2/);
});
