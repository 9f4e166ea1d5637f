import type { ContainerPort, TransportProtocol } from '../../kubernetes/pod-calls';
import { type AddressMatcher, addressBlock } from './cidr';
import { ClusterPolicyError, type Field, fieldsOf, isSet, itemsOf, type Labels, oneOf, textOf } from './fields';
import { type LabelSelector, labelSelector } from './label-selector';
import type { PolicyObject } from './policy-object';

/** One end of a connection. */
export interface Peer {
  /** @default - outside the cluster */
  readonly pod?: { readonly namespace: string; readonly labels: Labels; readonly ports: readonly ContainerPort[] };
  /** Address that its packets have. @default - not known: no block contains it */
  readonly address?: string;
}

export interface Connection {
  readonly from: Peer;
  readonly to: Peer;
  readonly port: number;
  readonly protocol: TransportProtocol;
}

/** Labels of namespaces by name. */
export type Namespaces = ReadonlyMap<string, Labels>;

export type Direction = 'ingress' | 'egress';

export interface NetworkRule {
  /** Absent: every peer. */
  readonly peers?: readonly PeerMatcher[];
  /** Absent: every port. */
  readonly ports?: readonly PortMatcher[];
}

/** A NetworkPolicy as it is evaluated. */
export interface NetworkPolicy {
  /** `NetworkPolicy <namespace>/<name>` */
  readonly name: string;
  readonly namespace: string;
  readonly selects: LabelSelector;
  /** Directions that the pods of the policy are isolated in. */
  readonly directions: readonly Direction[];
  readonly ingress: readonly NetworkRule[];
  readonly egress: readonly NetworkRule[];
}

export type PeerMatcher = (peer: Peer, namespaces: Namespaces) => boolean;
export type PortMatcher = (connection: Connection) => boolean;

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** Reads a NetworkPolicy of networking.k8s.io/v1. @throws ClusterPolicyError for what is not evaluated */
export function networkPolicy({ id, namespace, spec }: PolicyObject): NetworkPolicy {
  const { podSelector, policyTypes, ingress, egress } = fieldsOf(spec, ['podSelector', 'policyTypes', 'ingress', 'egress']);
  const rules = {
    ingress: (itemsOf(ingress) ?? []).map((rule) => ruleOf(rule, 'from', namespace)),
    egress: (itemsOf(egress) ?? []).map((rule) => ruleOf(rule, 'to', namespace)),
  };
  const types = (itemsOf(policyTypes) ?? []).map((type) => oneOf(type, ['Ingress', 'Egress'], 'Ingress').toLowerCase() as Direction);
  // Without types, a policy is one of ingress, and one of egress if it has rules of egress.
  const byRules: readonly Direction[] = rules.egress.length > 0 ? ['ingress', 'egress'] : ['ingress'];
  return {
    ...{ name: id, namespace, ...rules },
    selects: isSet(podSelector) ? labelSelector(podSelector) : () => true,
    directions: types.length > 0 ? types : byRules,
  };
}

function ruleOf(field: Field, side: 'from' | 'to', namespace: string): NetworkRule {
  const { [side]: peers, ports } = fieldsOf(field, [side, 'ports']);
  const [peerItems, portItems] = [itemsOf(peers) ?? [], itemsOf(ports) ?? []];
  return {
    ...(peerItems.length > 0 && { peers: peerItems.map((peer) => peerOf(peer, namespace)) }),
    ...(portItems.length > 0 && { ports: portItems.map(portOf) }),
  };
}

function peerOf(field: Field, own: string): PeerMatcher {
  const { podSelector, namespaceSelector, ipBlock } = fieldsOf(field, ['podSelector', 'namespaceSelector', 'ipBlock']);
  if (isSet(ipBlock)) {
    if (isSet(podSelector) || isSet(namespaceSelector)) throw new ClusterPolicyError(field.at, 'an ipBlock beside a selector', 'one or the other');
    const contains = ipBlockOf(ipBlock);
    return ({ address }) => address !== undefined && contains(address);
  }
  if (!isSet(podSelector) && !isSet(namespaceSelector))
    throw new ClusterPolicyError(field.at, 'none of them', 'podSelector, namespaceSelector, ipBlock');
  const pods = isSet(podSelector) ? labelSelector(podSelector) : () => true;
  const spaces = isSet(namespaceSelector) ? labelSelector(namespaceSelector) : undefined;
  return ({ pod }, namespaces) => {
    if (!pod || !pods(pod.labels)) return false;
    return spaces ? spaces(namespaceLabels(namespaces, pod.namespace)) : pod.namespace === own;
  };
}

/** The API server gives each namespace a label with its name. */
function namespaceLabels(namespaces: Namespaces, name: string): Labels {
  return { ...namespaces.get(name), 'kubernetes.io/metadata.name': name };
}

function ipBlockOf(field: Field): AddressMatcher {
  const { cidr, except } = fieldsOf(field, ['cidr', 'except']);
  const within = addressBlock(cidr);
  const without = (itemsOf(except) ?? []).map(addressBlock);
  return (address) => within(address) && !without.some((block) => block(address));
}

function portOf(field: Field): PortMatcher {
  const { port, endPort, protocol: named } = fieldsOf(field, ['port', 'endPort', 'protocol']);
  const protocol = oneOf(named, PROTOCOLS, 'TCP');
  if (typeof port.value === 'number') {
    const [first, last] = [port.value, endPort.value ?? port.value];
    if (typeof last !== 'number' || last < first) throw new ClusterPolicyError(endPort.at, JSON.stringify(last), `a number from ${first}`);
    return (connection) => connection.protocol === protocol && connection.port >= first && connection.port <= last;
  }
  if (isSet(endPort)) throw new ClusterPolicyError(endPort.at, JSON.stringify(endPort.value), 'none without a port that is a number');
  if (!isSet(port)) return (connection) => connection.protocol === protocol;
  const name = textOf(port);
  return ({ to, port: number, protocol: used }) =>
    used === protocol && (to.pod?.ports ?? []).some((each) => each.name === name && each.port === number && each.protocol === used);
}
