import { objectsOf } from '../../../lib/kubernetes/installation';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';
import { manifestFindings } from '../../../lib/kubernetes/validate';
import { platform } from '../../../lib/scenarios/greeting-platform/platform';
import { onAws, variants } from './installations';

const objects = objectsOf(platform(onAws));
const one = (kind: string): KubernetesObject => structuredClone(objects.find((object) => object.kind === kind)!);

/** An object with one field changed. */
function withField(kind: string, path: readonly (string | number)[], value: unknown): KubernetesObject {
  const object = one(kind);
  const last = path[path.length - 1]!;
  const parent = path.slice(0, -1).reduce<Record<string | number, unknown>>((at, key) => at[key] as Record<string | number, unknown>, object);
  parent[last] = value;
  return object;
}

test.each(variants)('all manifests of %s are valid in strict mode', (_, options) => {
  const all = objectsOf(platform(options));

  expect(all.length).toBeGreaterThan(90);
  expect(manifestFindings(all)).toEqual([]);
});

test('every used kind has a schema', () => {
  const kinds = new Set(variants.flatMap(([, options]) => objectsOf(platform(options)).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)));

  expect([...kinds].sort()).toEqual([
    'apps/v1 Deployment',
    'autoscaling/v2 HorizontalPodAutoscaler',
    'elbv2.k8s.aws/v1beta1 TargetGroupBinding',
    'networking.istio.io/v1 DestinationRule',
    'networking.istio.io/v1 Gateway',
    'networking.istio.io/v1 ServiceEntry',
    'networking.istio.io/v1 VirtualService',
    'networking.k8s.io/v1 NetworkPolicy',
    'policy/v1 PodDisruptionBudget',
    'rbac.authorization.k8s.io/v1 ClusterRole',
    'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
    'secrets-store.csi.x-k8s.io/v1 SecretProviderClass',
    'security.istio.io/v1 AuthorizationPolicy',
    'security.istio.io/v1 PeerAuthentication',
    'telemetry.istio.io/v1 Telemetry',
    'v1 ConfigMap',
    'v1 Namespace',
    'v1 Service',
    'v1 ServiceAccount',
  ]);
});

test.each<[string, KubernetesObject, RegExp]>([
  [
    'an unknown field of a pod',
    withField('Deployment', ['spec', 'template', 'spec', 'hostNetwrk'], true),
    /\/spec\/template\/spec has no field hostNetwrk/,
  ],
  [
    'an unknown field of a container',
    withField('Deployment', ['spec', 'template', 'spec', 'containers', 0, 'envs'], []),
    /containers\/0 has no field envs/,
  ],
  ['an unknown field of an object', withField('Service', ['status2'], {}), / has no field status2/],
  ['an unknown field of the metadata', withField('Namespace', ['metadata', 'label'], {}), /\/metadata has no field label/],
  ['a text where a number belongs', withField('HorizontalPodAutoscaler', ['spec', 'minReplicas'], '2'), /\/spec\/minReplicas must be integer/],
  ['an unknown field of a virtual service', withField('VirtualService', ['spec', 'http', 0, 'timeot'], '1s'), /\/spec\/http\/0 has no field timeot/],
  ['an unknown field of a gateway', withField('Gateway', ['spec', 'servers', 0, 'port', 'nr'], 1), /\/spec\/servers\/0\/port has no field nr/],
  ['an unknown value of a field of Istio', withField('PeerAuthentication', ['spec', 'mtls', 'mode'], 'STRICTLY'), /is none of .*STRICT/],
  ['an unknown field of the metadata of Istio', withField('Telemetry', ['metadata', 'label'], {}), /\/metadata has no field label/],
  ['an unknown field of a binding', withField('TargetGroupBinding', ['spec', 'targetGroupArn'], 'x'), /\/spec has no field targetGroupArn/],
  ['an unknown kind', { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'old' } }, /unknown kind apps\/v1beta1 Deployment/],
])('finds %s', (_, object, message) => {
  const found = manifestFindings([object]).map(({ field, description }) => `${field} ${description}`);

  expect(found.join('\n')).toMatch(message);
});

test('finds a missing field', () => {
  const object = one('DestinationRule');
  const found = manifestFindings([{ ...object, metadata: undefined as unknown as KubernetesObject['metadata'] }]);

  expect(found.map(({ description }) => description)).toContain("must have required property 'metadata'");
});

test('finds a duplicate object', () => {
  expect(manifestFindings([one('Service'), one('Service')])).toEqual([
    { object: 'Service istio-system prometheus', field: '', description: 'is defined twice' },
  ]);
});
