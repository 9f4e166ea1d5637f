import { authorizationPolicy } from '../../../lib/access/kubernetes/authorization-policy';
import { decideRequest } from '../../../lib/access/kubernetes/mesh-decision';
import { policyObjects } from '../../../lib/access/kubernetes/policy-object';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { meshCases, policy, workload } from './mesh-cases';

const read = (objects: readonly KubernetesObject[]) =>
  policyObjects(objects, 'AuthorizationPolicy', ['security.istio.io/v1']).map(authorizationPolicy);

test.each(meshCases.map((each) => [each.name, each] as const))('%s', (_, { page, policies, request, expected }) => {
  expect(page).toMatch(/^https:\/\/istio\.io\/latest\/docs\//);
  expect(decideRequest(read(policies), 'istio-system', workload, request)).toMatchObject({ isAllowed: expected === 'allowed' });
});

test('the names of the cases are unique', () => {
  expect(new Set(meshCases.map(({ name }) => name)).size).toBe(meshCases.length);
});

test('a denial names the policies and the nearest rule: who calls before what is asked', () => {
  const rules = [
    { from: [{ source: { namespaces: ['watch'] } }], to: [{ operation: { methods: ['GET'] } }] },
    { from: [{ source: { namespaces: ['shop'] } }], to: [{ operation: { methods: ['POST'] } }] },
  ];
  const request = { principal: 'cluster.local/ns/shop/sa/web', port: 80, http: { method: 'GET', path: '/' } };

  expect(decideRequest(read([policy({ rules })]), 'istio-system', workload, request)).toEqual({
    isAllowed: false,
    reason: 'no rule of AuthorizationPolicy shop/one allows it',
    nearest: { policy: 'AuthorizationPolicy shop/one', index: 1, sid: 'ALLOW' },
  });
});

test('a denial by a policy of DENY or CUSTOM names its rule', () => {
  const decided = (spec: object) => decideRequest(read([policy(spec)]), 'istio-system', workload, { port: 80 });

  expect(decided({ action: 'DENY', rules: [{ to: [{ operation: { ports: ['1'] } }] }, {}] })).toMatchObject({
    reason: 'AuthorizationPolicy shop/one denies it',
    nearest: { index: 1 },
  });
  expect(decided({ action: 'CUSTOM', provider: { name: 'x' }, rules: [{}] })).toMatchObject({ reason: expect.stringContaining('is not evaluated') });
});

test.each<[string, object, RegExp]>([
  ['targetRefs', { targetRefs: [] }, /AuthorizationPolicy shop\/one: spec cannot be evaluated.*spec\.targetRefs/s],
  ['an unknown action', { action: 'LOG' }, /LOG/],
  ['an unknown field of a rule', { rules: [{ unless: [] }] }, /rules\[0\]\.unless/],
  ['an unknown field of a source', { rules: [{ from: [{ source: { users: ['a'] } }] }] }, /source\.users/],
  ['an unknown field of an operation', { rules: [{ to: [{ operation: { verbs: ['a'] } }] }] }, /operation\.verbs/],
  ['an unknown condition', { rules: [{ when: [{ key: 'request.auth.claims[iss]', values: ['a'] }] }] }, /request\.auth\.claims\[iss\]/],
  ['a condition without values', { rules: [{ when: [{ key: 'source.ip' }] }] }, /values, notValues/],
  ['an empty list', { rules: [{ from: [] }] }, /rules\[0\]\.from/],
  ['an empty source', { rules: [{ from: [{ source: {} }] }] }, /source/],
  ['a port that is none', { rules: [{ to: [{ operation: { ports: ['http'] } }] }] }, /'http'/],
  ['a text with * at both ends', { rules: [{ from: [{ source: { principals: ['*web*'] } }] }] }, /\*web\*/],
  ['a pattern within a segment', { rules: [{ to: [{ operation: { paths: ['/a{*}'] } }] }] }, /\/a\{\*\}/],
  ['a pattern after {**}', { rules: [{ to: [{ operation: { paths: ['/{**}/{*}'] } }] }] }, /\{\*\*\}/],
  ['CUSTOM without a provider', { action: 'CUSTOM', rules: [{}] }, /provider/],
  ['a provider without CUSTOM', { provider: { name: 'x' } }, /provider/],
  ['an expression in a selector', { selector: { matchExpressions: [] } }, /selector\.matchExpressions/],
])('refuses %s by name', (_, spec, message) => {
  expect(() => read([policy(spec)])).toThrow(message);
});
