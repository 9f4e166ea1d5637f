import type { Connection, Peer } from '../../../lib/access/kubernetes/network-policy';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';

const POLICIES = 'https://kubernetes.io/docs/concepts/services-networking/network-policies/';
const REFERENCE = 'https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/';
const SELECTORS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/';

/** A case of the documentation of NetworkPolicy. */
export interface NetworkCase {
  readonly name: string;
  readonly page: string;
  readonly policies: readonly KubernetesObject[];
  readonly connection: Connection;
  readonly expected: 'allowed' | 'denied';
}

export const namespaces = new Map<string, Readonly<Record<string, string>>>([
  ['shop', { team: 'sales' }],
  ['watch', { team: 'ops' }],
]);

export const pod = (namespace: string, app: string, rest: Partial<Peer> = {}): Peer => ({
  pod: { namespace, labels: { app, tier: app === 'db' ? 'data' : 'web' }, ports: [{ name: 'main', port: 8_080, protocol: 'TCP' }] },
  ...rest,
});

export const policy = (spec: object, name = 'one', namespace = 'shop'): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec,
});

const web = pod('shop', 'web');
const db = pod('shop', 'db');
const reader = pod('watch', 'web');
const address = (text: string): Peer => ({ address: text });
const to = (peer: Peer, port = 8_080, from: Peer = web, protocol: Connection['protocol'] = 'TCP'): Connection => ({ from, to: peer, port, protocol });
const ingress = (...rules: object[]) => policy({ podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'], ingress: rules });
const egress = (...rules: object[]) => policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: rules });
const isWeb = { podSelector: { matchLabels: { app: 'web' } } };
const isOps = { namespaceSelector: { matchLabels: { team: 'ops' } } };
const itself = pod('shop', 'db');

const isolation: readonly NetworkCase[] = [
  { name: 'no policy allows everything', page: `${POLICIES}#the-two-sorts-of-pod-isolation`, policies: [], connection: to(db), expected: 'allowed' },
  {
    name: 'a pod that a policy selects is isolated',
    page: `${POLICIES}#default-deny-all-ingress-traffic`,
    policies: [ingress()],
    connection: to(db),
    expected: 'denied',
  },
  {
    name: 'a pod that no policy selects is not',
    page: `${POLICIES}#the-two-sorts-of-pod-isolation`,
    policies: [ingress()],
    connection: to(web, 8_080, reader),
    expected: 'allowed',
  },
  {
    name: 'a policy counts in its own namespace only',
    page: `${POLICIES}#networkpolicy-resource`,
    policies: [policy({ podSelector: {} }, 'one', 'watch')],
    connection: to(db),
    expected: 'allowed',
  },
  {
    name: 'an empty podSelector selects every pod',
    page: `${POLICIES}#networkpolicy-resource`,
    policies: [policy({ podSelector: {}, policyTypes: ['Ingress'] })],
    connection: to(db),
    expected: 'denied',
  },
  {
    name: 'isolation for ingress leaves egress open',
    page: `${POLICIES}#the-two-sorts-of-pod-isolation`,
    policies: [ingress()],
    connection: to(web, 8_080, db),
    expected: 'allowed',
  },
  {
    name: 'both ends have to allow a connection: egress',
    page: `${POLICIES}#the-two-sorts-of-pod-isolation`,
    policies: [ingress({}), egress()],
    connection: to(db),
    expected: 'denied',
  },
  {
    name: 'both ends have to allow a connection: ingress',
    page: `${POLICIES}#the-two-sorts-of-pod-isolation`,
    policies: [ingress(), egress({})],
    connection: to(db),
    expected: 'denied',
  },
  {
    name: 'policies add up',
    page: `${POLICIES}#the-two-sorts-of-pod-isolation`,
    policies: [ingress(), policy({ podSelector: {}, ingress: [{ from: [isWeb] }] }, 'two')],
    connection: to(db),
    expected: 'allowed',
  },
  {
    name: 'an empty rule allows everything',
    page: `${POLICIES}#allow-all-ingress-traffic`,
    policies: [ingress({})],
    connection: to(db, 1, address('192.0.2.1')),
    expected: 'allowed',
  },
  {
    name: 'a pod reaches itself',
    page: `${POLICIES}#what-you-can-t-do-with-network-policies-at-least-not-yet`,
    policies: [ingress()],
    connection: { from: itself, to: itself, port: 1, protocol: 'TCP' },
    expected: 'allowed',
  },
  {
    name: 'without policyTypes and egress rules, egress is open',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [policy({ podSelector: {}, ingress: [] })],
    connection: to(address('192.0.2.1')),
    expected: 'allowed',
  },
  {
    name: 'without policyTypes, ingress is isolated even without rules',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [policy({ podSelector: {}, egress: [{}] })],
    connection: to(db, 8_080, reader),
    expected: 'denied',
  },
  {
    name: 'without policyTypes, egress rules isolate egress',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [policy({ podSelector: {}, egress: [{ to: [isWeb] }] })],
    connection: to(address('192.0.2.1')),
    expected: 'denied',
  },
  {
    name: 'rules of a direction that policyTypes leaves out do not count',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{}], egress: [{ to: [isOps] }] })],
    connection: to(db),
    expected: 'allowed',
  },
];

const peers: readonly NetworkCase[] = [
  {
    name: 'a podSelector alone means the own namespace',
    page: `${POLICIES}#behavior-of-to-and-from-selectors`,
    policies: [ingress({ from: [isWeb] })],
    connection: to(db),
    expected: 'allowed',
  },
  {
    name: 'a podSelector alone leaves other namespaces out',
    page: `${POLICIES}#behavior-of-to-and-from-selectors`,
    policies: [ingress({ from: [isWeb] })],
    connection: to(db, 8_080, reader),
    expected: 'denied',
  },
  {
    name: 'a namespaceSelector alone means all of its pods',
    page: `${POLICIES}#behavior-of-to-and-from-selectors`,
    policies: [ingress({ from: [isOps] })],
    connection: to(db, 8_080, reader),
    expected: 'allowed',
  },
  {
    name: 'both in one item have to match',
    page: `${POLICIES}#behavior-of-to-and-from-selectors`,
    policies: [ingress({ from: [{ ...isOps, ...isWeb }] })],
    connection: to(db),
    expected: 'denied',
  },
  {
    name: 'as two items one is enough',
    page: `${POLICIES}#behavior-of-to-and-from-selectors`,
    policies: [ingress({ from: [isOps, isWeb] })],
    connection: to(db),
    expected: 'allowed',
  },
  {
    name: 'a namespace by its name',
    page: `${POLICIES}#targeting-a-namespace-by-its-name`,
    policies: [ingress({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'watch' } } }] })],
    connection: to(db, 8_080, reader),
    expected: 'allowed',
  },
  {
    name: 'an empty namespaceSelector means every namespace',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [ingress({ from: [{ namespaceSelector: {} }] })],
    connection: to(db, 8_080, pod('elsewhere', 'x')),
    expected: 'allowed',
  },
  {
    name: 'selectors do not mean addresses outside',
    page: `${POLICIES}#behavior-of-to-and-from-selectors`,
    policies: [ingress({ from: [{ namespaceSelector: {} }] })],
    connection: to(db, 8_080, address('192.0.2.1')),
    expected: 'denied',
  },
  {
    name: 'an address within an ipBlock',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [egress({ to: [{ ipBlock: { cidr: '10.0.0.0/16' } }] })],
    connection: to(address('10.0.255.1')),
    expected: 'allowed',
  },
  {
    name: 'an address beside an ipBlock',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [egress({ to: [{ ipBlock: { cidr: '10.0.0.0/16' } }] })],
    connection: to(address('10.1.0.1')),
    expected: 'denied',
  },
  {
    name: 'an address that an ipBlock excepts',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [egress({ to: [{ ipBlock: { cidr: '10.0.0.0/16', except: ['10.0.4.0/24'] } }] })],
    connection: to(address('10.0.4.7')),
    expected: 'denied',
  },
  {
    name: 'an address of IPv6',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [egress({ to: [{ ipBlock: { cidr: '2001:db8::/64' } }] })],
    connection: to(address('2001:db8::1')),
    expected: 'allowed',
  },
  {
    name: 'matchExpressions: In',
    page: `${SELECTORS}#resources-that-support-set-based-requirements`,
    policies: [ingress({ from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] } }] })],
    connection: to(db),
    expected: 'allowed',
  },
  {
    name: 'matchExpressions: NotIn also means pods without the label',
    page: `${SELECTORS}#set-based-requirement`,
    policies: [ingress({ from: [{ podSelector: { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['x'] }] } }] })],
    connection: to(db),
    expected: 'allowed',
  },
  {
    name: 'matchExpressions: Exists',
    page: `${SELECTORS}#set-based-requirement`,
    policies: [ingress({ from: [{ podSelector: { matchExpressions: [{ key: 'zone', operator: 'Exists' }] } }] })],
    connection: to(db),
    expected: 'denied',
  },
  {
    name: 'matchExpressions: DoesNotExist',
    page: `${SELECTORS}#set-based-requirement`,
    policies: [ingress({ from: [{ podSelector: { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] } }] })],
    connection: to(db),
    expected: 'allowed',
  },
  {
    name: 'labels and expressions have to hold together',
    page: `${SELECTORS}#resources-that-support-set-based-requirements`,
    policies: [
      ingress({ from: [{ podSelector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } }] }),
    ],
    connection: to(db),
    expected: 'denied',
  },
];

const at = (...ports: object[]) => ingress({ from: [isWeb], ports });

const ports: readonly NetworkCase[] = [
  {
    name: 'a rule without ports means every port',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [ingress({ from: [isWeb] })],
    connection: to(db, 1),
    expected: 'allowed',
  },
  {
    name: 'a rule without peers means every peer',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [ingress({ ports: [{ port: 8_080 }] })],
    connection: to(db, 8_080, address('192.0.2.1')),
    expected: 'allowed',
  },
  {
    name: 'a port by its number',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [at({ port: 8_080 })],
    connection: to(db, 8_081),
    expected: 'denied',
  },
  {
    name: 'a port is one of TCP unless it says otherwise',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [at({ port: 53 })],
    connection: to(db, 53, web, 'UDP'),
    expected: 'denied',
  },
  {
    name: 'a port of UDP',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [at({ port: 53, protocol: 'UDP' })],
    connection: to(db, 53, web, 'UDP'),
    expected: 'allowed',
  },
  {
    name: 'a protocol without a port means all of its ports',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [at({ protocol: 'UDP' })],
    connection: to(db, 7, web, 'UDP'),
    expected: 'allowed',
  },
  {
    name: 'the end of a range is in it',
    page: `${POLICIES}#targeting-a-range-of-ports`,
    policies: [at({ port: 32_000, endPort: 32_768 })],
    connection: to(db, 32_768),
    expected: 'allowed',
  },
  {
    name: 'beyond a range',
    page: `${POLICIES}#targeting-a-range-of-ports`,
    policies: [at({ port: 32_000, endPort: 32_768 })],
    connection: to(db, 32_769),
    expected: 'denied',
  },
  {
    name: 'a port by its name in the pod',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [at({ port: 'main' })],
    connection: to(db),
    expected: 'allowed',
  },
  {
    name: 'a name that the pod gives another port',
    page: `${REFERENCE}#NetworkPolicySpec`,
    policies: [at({ port: 'main' })],
    connection: to(db, 9_090),
    expected: 'denied',
  },
  {
    name: 'peers and ports of different rules do not mix',
    page: `${POLICIES}#networkpolicy-resource`,
    policies: [ingress({ from: [isWeb], ports: [{ port: 1 }] }, { from: [isOps], ports: [{ port: 8_080 }] })],
    connection: to(db),
    expected: 'denied',
  },
];

export const networkCases: readonly NetworkCase[] = [...isolation, ...peers, ...ports];
