import { authenticated, mutualTlsOf, peerAuthentication } from '../../../lib/access/kubernetes/peer-authentication';
import { policyObjects } from '../../../lib/access/kubernetes/policy-object';
import { workload } from './mesh-cases';

// https://istio.io/latest/docs/reference/config/security/peer_authentication/
const policy = (spec: object, name: string, namespace = 'shop') => ({
  ...{ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace }, spec },
});
const read = (...objects: ReturnType<typeof policy>[]) =>
  policyObjects(objects, 'PeerAuthentication', ['security.istio.io/v1']).map(peerAuthentication);
const modeOf = (objects: readonly ReturnType<typeof policy>[], port = 8_080) => mutualTlsOf(read(...objects), 'istio-system', workload, port).mode;

const mesh = policy({ mtls: { mode: 'STRICT' } }, 'default', 'istio-system');
const space = policy({ mtls: { mode: 'PERMISSIVE' } }, 'default');
const own = policy({ selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'DISABLE' }, portLevelMtls: { 9090: { mode: 'STRICT' } } }, 'cart');

test.each<[string, readonly ReturnType<typeof policy>[], number, string]>([
  ['without a policy', [], 8_080, 'PERMISSIVE'],
  ['of the mesh', [mesh], 8_080, 'STRICT'],
  ['of the namespace before that of the mesh', [mesh, space], 8_080, 'PERMISSIVE'],
  ['of the workload before that of the namespace', [mesh, space, own], 8_080, 'DISABLE'],
  ['of a port before that of the workload', [mesh, space, own], 9_090, 'STRICT'],
  ['UNSET is that of the wider policy', [mesh, policy({ mtls: { mode: 'UNSET' } }, 'default')], 8_080, 'STRICT'],
  ['of another namespace does not count', [policy({ mtls: { mode: 'STRICT' } }, 'default', 'watch')], 8_080, 'PERMISSIVE'],
  ['of another workload does not count', [policy({ selector: { matchLabels: { app: 'x' } }, mtls: { mode: 'STRICT' } }, 'x')], 8_080, 'PERMISSIVE'],
])('mode %s', (_, objects, port, expected) => {
  expect(modeOf(objects, port)).toBe(expected);
});

test('STRICT lets no caller in without a certificate, PERMISSIVE without a name, DISABLE none with a name', () => {
  const strict = mutualTlsOf(read(mesh), 'istio-system', workload, 8_080);

  expect(authenticated(strict, undefined)).toMatchObject({ refusal: { reason: expect.stringContaining('PeerAuthentication istio-system/default') } });
  expect(authenticated(strict, 'a')).toEqual({ principal: 'a' });
  expect(authenticated({ mode: 'PERMISSIVE' }, undefined)).toEqual({ principal: undefined });
  expect(authenticated({ mode: 'DISABLE' }, 'a')).toEqual({ principal: undefined });
});

test.each<[string, object, RegExp]>([
  ['an unknown field', { tls: {} }, /spec\.tls/],
  ['an unknown mode', { mtls: { mode: 'MAYBE' } }, /MAYBE/],
  ['ports without a selector', { portLevelMtls: { 1: { mode: 'STRICT' } } }, /selector/],
])('refuses %s by name', (_, spec, message) => {
  expect(() => read(policy(spec, 'x'))).toThrow(message);
});
