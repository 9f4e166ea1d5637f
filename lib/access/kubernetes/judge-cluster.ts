import type { AccessDecision, StatementSource } from '../../contract/access';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import type { CallParty, PodCall, PodCalls, PodRequest, TransportProtocol } from '../../kubernetes/pod-calls';
import { type ClusterWorld, type ClusterWorldOptions, clusterWorld, ruleSources } from './cluster';
import { decideRequest } from './mesh-decision';
import { decideConnection, isolating } from './network-decision';
import { authenticated, mutualTlsOf } from './peer-authentication';

/** A connection between two parties, or one request in it, and what the policies say to it. */
export interface JudgedCall {
  readonly from: string;
  readonly to: string;
  /** Such as `TCP 8080` and `TCP 8080 GET /api/greeting`. */
  readonly call: string;
  readonly decision: AccessDecision;
}

export interface ClusterAccessReport {
  /** Every call is allowed, everything else that was tried is denied, and everything was evaluated. */
  readonly isAllowed: boolean;
  /** The calls of each party. */
  readonly callers: readonly { readonly caller: string; readonly calls: readonly JudgedCall[] }[];
  /** Allowed, though no party calls it. */
  readonly open: readonly JudgedCall[];
  /** How many connections and requests that no party makes were denied. */
  readonly denied: number;
  /** Rules that no call needed. */
  readonly unused: readonly StatementSource[];
  readonly findings: readonly string[];
}

/** Ports of the proxy itself, which its policies do not guard: merged metrics, health and Envoy's metrics. */
const PROXY_PORTS = [15_020, 15_021, 15_090];

/** A pod of the mesh that no policy names: what it may do, any pod may. */
const ANY_OTHER: CallParty = {
  name: 'default/any-other-pod',
  pod: { namespace: 'default', labels: {}, serviceAccount: 'default', isInMesh: true, ports: [] },
};

/** A path that no call has. */
const OTHER_PATH = '/-/a-path-that-no-call-has';

/**
 * Judges the calls of a cluster by its manifests: which policies allow each, and whether anything is allowed that no party calls.
 *
 * @throws ClusterPolicyError for a policy with a field or value that is not evaluated
 */
export function judgeCluster(manifests: readonly KubernetesObject[], called: PodCalls, options: ClusterWorldOptions = {}): ClusterAccessReport {
  return judgeWorld(clusterWorld(manifests, options), called);
}

function judgeWorld(world: ClusterWorld, called: PodCalls): ClusterAccessReport {
  const parties = partiesOf(world, called);
  const { calls } = called;
  const unknown = [...new Set(calls.flatMap(({ from, to }) => [from, to]))].filter((name) => !parties.has(name));
  const judged = judgeCalls(world, called);
  const others = [...otherConnections(world, parties, calls), ...otherRequests(world, parties, calls)];
  const open = others.filter(({ decision }) => decision.isAllowed);
  const used = new Set(judged.flatMap(({ decision }) => (decision.isAllowed ? decision.by.map(keyOf) : [])));
  const findings = [...world.findings, ...unknown.map((name) => `${name} calls or is called, and no manifest makes it`)];
  return {
    isAllowed: open.length === 0 && findings.length === 0 && judged.every(({ decision }) => decision.isAllowed),
    callers: [...new Set(judged.map(({ from }) => from))].map((caller) => ({ caller, calls: judged.filter(({ from }) => from === caller) })),
    open,
    denied: others.length - open.length,
    unused: ruleSources(world).filter((source) => !used.has(keyOf(source))),
    findings,
  };
}

/** Judges calls of a cluster that has been read. A call of a party that nobody knows is left out, and is a finding of `judgeCluster`. */
export function judgeCalls(world: ClusterWorld, called: PodCalls): readonly JudgedCall[] {
  const parties = partiesOf(world, called);
  return called.calls.flatMap((call) => {
    const [from, to] = [parties.get(call.from), parties.get(call.to)];
    return from && to ? judgedCall(world, from, to, call) : [];
  });
}

function partiesOf({ pods }: ClusterWorld, { parties }: PodCalls): ReadonlyMap<string, CallParty> {
  return new Map([...pods, ...parties.map((party) => [party.name, party] as const)]);
}

function judgedCall(world: ClusterWorld, from: CallParty, to: CallParty, { port, protocol = 'TCP', requests }: PodCall): readonly JudgedCall[] {
  const whole = { from: from.name, to: to.name };
  if (!requests) return [{ ...whole, call: `${protocol} ${port}`, decision: decide(world, from, to, port, protocol) }];
  return requests.map((request) => ({
    ...whole,
    call: `${protocol} ${port} ${request.method} ${request.path}`,
    decision: decide(world, from, to, port, protocol, request),
  }));
}

/** What network, mutual TLS and mesh say, in the order in which a connection meets them. */
function decide(world: ClusterWorld, from: CallParty, to: CallParty, port: number, protocol: TransportProtocol, http?: PodRequest): AccessDecision {
  // A party that calls itself is another pod with the same labels, not the pod itself.
  const network = decideConnection(world.networkPolicies, world.namespaces, { from: { ...from }, to, port, protocol });
  if (!network.isAllowed || !to.pod?.isInMesh || protocol !== 'TCP' || PROXY_PORTS.includes(port)) return network;
  const { rootNamespace, trustDomain } = world;
  const { pod: caller } = from;
  const own = caller?.isInMesh ? `${trustDomain}/ns/${caller.namespace}/sa/${caller.serviceAccount}` : undefined;
  const known = authenticated(mutualTlsOf(world.peerAuthentications, rootNamespace, to.pod, port), own);
  if ('refusal' in known) return known.refusal;
  const request = { ...known, port, sourceAddress: from.address, destinationAddress: to.address, ...(http && { http }) };
  const mesh = decideRequest(world.authorizationPolicies, rootNamespace, to.pod, request);
  return mesh.isAllowed ? { isAllowed: true, by: [...network.by, ...mesh.by] } : mesh;
}

/** Every connection that no party makes. Other parties than the manifests' pods guard themselves: there the caller's egress counts. */
function otherConnections(world: ClusterWorld, parties: ReadonlyMap<string, CallParty>, calls: readonly PodCall[]): readonly JudgedCall[] {
  const made = new Set(calls.map(({ from, to, port, protocol = 'TCP' }) => JSON.stringify([from, to, port, protocol])));
  // What others ask there is what a policy may let in.
  const requestsAt = (name: string, at: number) => {
    const requests = calls.filter(({ to, port }) => to === name && port === at).flatMap((call) => call.requests ?? []);
    return requests.length > 0 ? { requests: [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()] } : {};
  };
  return [...parties.values()].flatMap((to) =>
    portsOf(to, calls).flatMap(({ port, protocol }) =>
      [...parties.values(), ANY_OTHER]
        .filter(({ name }) => !made.has(JSON.stringify([name, to.name, port, protocol])))
        .filter((from) => world.pods.has(to.name) || isolating(world.networkPolicies, from, 'egress').length > 0)
        .flatMap((from) => judgedCall(world, from, to, { from: from.name, to: to.name, port, protocol, ...requestsAt(to.name, port) })),
    ),
  );
}

/** A request of another path, on each connection with known requests to pods of the mesh. */
function otherRequests(world: ClusterWorld, parties: ReadonlyMap<string, CallParty>, calls: readonly PodCall[]): readonly JudgedCall[] {
  return calls.flatMap((call) => {
    const [from, to] = [parties.get(call.from), parties.get(call.to)];
    const [first] = call.requests ?? [];
    return from && to?.pod?.isInMesh && first ? judgedCall(world, from, to, { ...call, requests: [{ ...first, path: OTHER_PATH }] }) : [];
  });
}

function portsOf({ name, pod }: CallParty, calls: readonly PodCall[]) {
  const called = calls.filter(({ to }) => to === name).map(({ port, protocol = 'TCP' }) => ({ port, protocol }));
  const all = [...(pod?.ports ?? []), ...called].map(({ port, protocol }) => [`${protocol} ${port}`, { port, protocol }] as const);
  return [...new Map(all).values()];
}

/** The same cluster without one rule of a policy. */
export function withoutRule(world: ClusterWorld, { policy, index, sid }: StatementSource): ClusterWorld {
  const without = <Rule>(rules: readonly Rule[]) => rules.filter((_, each) => each !== index);
  return {
    ...world,
    networkPolicies: world.networkPolicies.map((each) =>
      each.name !== policy ? each : sid === 'egress' ? { ...each, egress: without(each.egress) } : { ...each, ingress: without(each.ingress) },
    ),
    authorizationPolicies: world.authorizationPolicies.map((each) => (each.name === policy ? { ...each, rules: without(each.rules) } : each)),
  };
}

function keyOf({ policy, index, sid }: StatementSource): string {
  return `${policy} ${index} ${sid}`;
}
