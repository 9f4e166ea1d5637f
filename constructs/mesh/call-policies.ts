import { k8s } from 'cdk8s-plus-34';
import { Construct } from 'constructs';
import { type CallGraph, type MeshCall, type MeshParty, partyOf, principalOf } from './call-graph';
import { AuthorizationPolicy } from './istio/authorization-policy';

/** Pods by namespace and labels. */
export interface PodPeer {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels of the pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** Allowed port of the pods. */
  readonly port: number;
}

/** CIDR blocks outside the cluster that a party may reach. */
export interface Egress {
  /** Name of the party. */
  readonly from: string;
  /** Allowed port. */
  readonly port: number;
  /** CIDR blocks, such as `10.0.0.0/16`. */
  readonly cidrs: readonly string[];
}

/** Properties of `CallPolicies`. */
export interface CallPoliciesProps {
  /** Allowed calls between workloads. */
  readonly graph: CallGraph;

  /**
   * Allowed egress to CIDR blocks outside the cluster.
   *
   * @default - none
   */
  readonly egress?: readonly Egress[];

  /**
   * Pods that every party may reach besides the control plane and DNS, such as trace collectors.
   *
   * @default - none
   */
  readonly collectors?: readonly PodPeer[];

  /**
   * Pods that may scrape the metrics of every party.
   *
   * @default - none
   */
  readonly scraper?: Omit<PodPeer, 'port'>;

  /**
   * Namespace of the control plane.
   *
   * @default 'istio-system'
   */
  readonly controlPlane?: string;

  /**
   * Trust domain of the mesh.
   *
   * @default 'cluster.local'
   */
  readonly trustDomain?: string;
}

/** Port of the sidecar agent with the merged metrics of Envoy and the application, without TLS. */
const MERGED_METRICS_PORT = 15_020;

/**
 * AuthorizationPolicies and NetworkPolicies that allow only the calls of a graph.
 *
 * The namespaces of the graph deny all other traffic. NetworkPolicies take effect only where the CNI plugin enforces them; on EKS enable this in the
 * configuration of the VPC CNI.
 */
export class CallPolicies extends Construct {
  constructor(scope: Construct, id: string, props: CallPoliciesProps) {
    super(scope, id);
    const { graph, egress = [], trustDomain = 'cluster.local' } = props;
    const guarded = Object.entries(graph.parties).filter(([, party]) => !party.outside);
    for (const { from, to } of graph.calls) {
      partyOf(this, graph, from);
      partyOf(this, graph, to, true);
    }
    for (const { from } of egress) partyOf(this, graph, from);

    for (const namespace of new Set(guarded.map(([, party]) => party.namespace))) this.refuseEverything(namespace, props);
    for (const [name, party] of guarded) {
      const callers = graph.calls.filter(({ to }) => to === name);
      if (callers.length > 0) this.authorize(name, party, callers, graph, trustDomain);
      this.connect(name, party, graph, egress);
    }
  }

  private refuseEverything(namespace: string, { collectors = [], scraper, controlPlane = 'istio-system' }: CallPoliciesProps): void {
    new AuthorizationPolicy(this, `${namespace}-nothing`, { metadata: { name: 'allow-nothing', namespace }, spec: {} });
    new k8s.KubeNetworkPolicy(this, `${namespace}-mesh`, {
      metadata: { name: 'mesh', namespace },
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: scraper ? [{ from: [peer(scraper)], ports: [tcp(MERGED_METRICS_PORT)] }] : [],
        egress: [
          { to: [{ namespaceSelector: named('kube-system') }], ports: [{ protocol: 'UDP', port: k8s.IntOrString.fromNumber(53) }, tcp(53)] },
          { to: [peer({ namespace: controlPlane, labels: { app: 'istiod' } })], ports: [tcp(15_012)] },
          ...collectors.map((collector) => ({ to: [peer(collector)], ports: [tcp(collector.port)] })),
        ],
      },
    });
  }

  private authorize(name: string, party: MeshParty, callers: readonly MeshCall[], graph: CallGraph, trustDomain: string): void {
    new AuthorizationPolicy(this, `${name}-callers`, {
      metadata: { name: `${name}-callers`, namespace: party.namespace },
      spec: {
        selector: { matchLabels: { ...party.labels } },
        action: 'ALLOW',
        rules: callers.map(({ from, methods, paths }) => ({
          from: [{ source: { principals: [principalOf(partyOf(this, graph, from), trustDomain)] } }],
          to: [{ operation: { ports: [String(party.port)], ...(methods && { methods: [...methods] }), ...(paths && { paths: [...paths] }) } }],
        })),
      },
    });
  }

  private connect(name: string, party: MeshParty, graph: CallGraph, egress: readonly Egress[]): void {
    const callers = graph.calls.filter(({ to }) => to === name).map(({ from }) => partyOf(this, graph, from));
    const called = graph.calls.filter(({ from }) => from === name).map(({ to }) => partyOf(this, graph, to, true));
    const beyond = egress.filter(({ from }) => from === name);
    new k8s.KubeNetworkPolicy(this, `${name}-calls`, {
      metadata: { name: `${name}-calls`, namespace: party.namespace },
      spec: {
        podSelector: { matchLabels: { ...party.labels } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: party.port !== undefined && callers.length > 0 ? [{ from: callers.map(peer), ports: [tcp(party.port)] }] : [],
        egress: [
          ...called.map((target) => ({ to: [peer(target)], ports: [tcp(target.port ?? 0)] })),
          ...beyond.map(({ cidrs, port }) => ({ to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(port)] })),
        ],
      },
    });
  }
}

function peer({ namespace, labels }: Omit<PodPeer, 'port'>): k8s.NetworkPolicyPeer {
  return { namespaceSelector: named(namespace), podSelector: { matchLabels: { ...labels } } };
}

function named(namespace: string): k8s.LabelSelector {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
}

function tcp(port: number): k8s.NetworkPolicyPort {
  return { protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) };
}
