import type { Connection, Peer } from '../../../lib/access/kubernetes/network-policy';
import type { KubernetesObject } from '../../../lib/kubernetes/kubernetes-object';

// Written from the documentation alone, over raw objects and without a parser: it shares nothing with what it checks.

type Labels = Readonly<Record<string, string>>;

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

interface RawPeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface RawPort {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

interface RawSpec {
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly RawPeer[]; readonly ports?: readonly RawPort[] }[];
  readonly egress?: readonly { readonly to?: readonly RawPeer[]; readonly ports?: readonly RawPort[] }[];
}

/** Whether the policies allow a connection. */
export function naiveAnswer(policies: readonly KubernetesObject[], namespaces: ReadonlyMap<string, Labels>, connection: Connection): boolean {
  const { from, to } = connection;
  if (from === to) return true;
  let isIsolatedOut = false;
  let isIsolatedIn = false;
  let mayLeave = false;
  let mayEnter = false;
  for (const each of policies) {
    const spec = each['spec'] as RawSpec;
    const types = spec.policyTypes?.length ? spec.policyTypes : ['Ingress', ...(spec.egress?.length ? ['Egress'] : [])];
    const selects = ({ pod }: Peer) => pod?.namespace === each.metadata.namespace && selected(pod?.labels ?? {}, spec.podSelector ?? {});
    if (types.includes('Egress') && selects(from)) {
      isIsolatedOut = true;
      for (const rule of spec.egress ?? []) mayLeave ||= peerIn(rule.to, to, each, namespaces) && portIn(rule.ports, connection);
    }
    if (types.includes('Ingress') && selects(to)) {
      isIsolatedIn = true;
      for (const rule of spec.ingress ?? []) mayEnter ||= peerIn(rule.from, from, each, namespaces) && portIn(rule.ports, connection);
    }
  }
  return (!isIsolatedOut || mayLeave) && (!isIsolatedIn || mayEnter);
}

function peerIn(
  peers: readonly RawPeer[] | undefined,
  { pod, address }: Peer,
  policy: KubernetesObject,
  namespaces: ReadonlyMap<string, Labels>,
): boolean {
  if (!peers?.length) return true;
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock) return address !== undefined && inBlock(address, ipBlock.cidr) && !(ipBlock.except ?? []).some((block) => inBlock(address, block));
    if (!pod) return false;
    const labels = { ...namespaces.get(pod.namespace), 'kubernetes.io/metadata.name': pod.namespace };
    const isSpace = namespaceSelector ? selected(labels, namespaceSelector) : pod.namespace === policy.metadata.namespace;
    return isSpace && (!podSelector || selected(pod.labels, podSelector));
  });
}

function portIn(ports: readonly RawPort[] | undefined, { port: asked, protocol: used, to }: Connection): boolean {
  if (!ports?.length) return true;
  return ports.some(({ port, endPort, protocol = 'TCP' }) => {
    if (protocol !== used) return false;
    if (port === undefined) return true;
    if (typeof port === 'string') return Boolean(to.pod?.ports.find((each) => each.name === port && each.protocol === used && each.port === asked));
    return asked >= port && asked <= (endPort ?? port);
  });
}

function selected(labels: Labels, { matchLabels = {}, matchExpressions = [] }: Selector): boolean {
  for (const key of Object.keys(matchLabels)) if (labels[key] !== matchLabels[key]) return false;
  for (const { key, operator, values = [] } of matchExpressions) {
    const value = labels[key];
    if (operator === 'In' && (value === undefined || !values.includes(value))) return false;
    if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false;
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
  }
  return true;
}

function inBlock(address: string, block: string): boolean {
  const [start = '', length] = block.split('/');
  const [one, other] = [bitsOf(address), bitsOf(start)];
  const size = length === undefined ? other.length : Number(length);
  return one.length === other.length && one.slice(0, size) === other.slice(0, size);
}

function bitsOf(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail ?? '')];
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}
