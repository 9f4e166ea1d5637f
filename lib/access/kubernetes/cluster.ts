import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import type { CallParty, ContainerPort, TransportProtocol } from '../../kubernetes/pod-calls';
import { type AuthorizationPolicy, authorizationPolicy } from './authorization-policy';
import type { Labels } from './fields';
import { type Namespaces, type NetworkPolicy, networkPolicy } from './network-policy';
import { type PeerAuthentication, peerAuthentication } from './peer-authentication';
import { policyObjects } from './policy-object';

/** Pods and policies of a cluster, as its manifests say. */
export interface ClusterWorld {
  /** By name, `<namespace>/<name>` of the object that makes the pods. */
  readonly pods: ReadonlyMap<string, CallParty>;
  readonly namespaces: Namespaces;
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly authorizationPolicies: readonly AuthorizationPolicy[];
  readonly peerAuthentications: readonly PeerAuthentication[];
  readonly rootNamespace: string;
  readonly trustDomain: string;
  /** What the manifests have that this check does not evaluate, each with its object. */
  readonly findings: readonly string[];
}

export interface ClusterWorldOptions {
  /** Namespace whose policies count for the whole mesh. @default 'istio-system' */
  readonly rootNamespace?: string;
  /** @default 'cluster.local' */
  readonly trustDomain?: string;
}

const POD_MAKERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];

/** Kinds that allow or deny traffic, or that make pods, and are not read. */
const NOT_EVALUATED = [
  ...['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy', 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
  ...['GlobalNetworkPolicy', 'RequestAuthentication', 'Sidecar', 'WorkloadEntry', 'EnvoyFilter', 'Pod', 'ReplicaSet', 'CronJob'],
];

/** Reads the manifests of a cluster. @throws ClusterPolicyError for a policy with a field or value that is not evaluated */
export function clusterWorld(
  objects: readonly KubernetesObject[],
  { rootNamespace = 'istio-system', trustDomain = 'cluster.local' }: ClusterWorldOptions = {},
): ClusterWorld {
  const of = (kind: string, ...versions: string[]) => policyObjects(objects, kind, versions);
  const namespaces = new Map(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const pods = objects.filter(({ kind }) => POD_MAKERS.includes(kind)).map((object) => podsOf(object, namespaces));
  return {
    ...{ namespaces, rootNamespace, trustDomain },
    pods: new Map(pods.map((party) => [party.name, party])),
    networkPolicies: of('NetworkPolicy', 'networking.k8s.io/v1').map(networkPolicy),
    authorizationPolicies: of('AuthorizationPolicy', 'security.istio.io/v1', 'security.istio.io/v1beta1').map(authorizationPolicy),
    peerAuthentications: of('PeerAuthentication', 'security.istio.io/v1', 'security.istio.io/v1beta1').map(peerAuthentication),
    findings: objects.flatMap(findingsOf),
  };
}

/** Names of the rules of all policies. */
export function ruleSources({ networkPolicies, authorizationPolicies }: ClusterWorld) {
  return [
    ...networkPolicies.flatMap(({ name: policy, ingress, egress }) => [
      ...ingress.map((_, index) => ({ policy, index, sid: 'ingress' })),
      ...egress.map((_, index) => ({ policy, index, sid: 'egress' })),
    ]),
    ...authorizationPolicies
      .filter(({ action }) => action === 'ALLOW')
      .flatMap(({ name: policy, rules }) => rules.map((_, index) => ({ policy, index, sid: 'ALLOW' }))),
  ];
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Labels; readonly annotations?: Labels };
  readonly spec: { readonly serviceAccountName?: string; readonly containers: readonly { readonly ports?: readonly PortOfContainer[] }[] };
}

interface PortOfContainer {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: TransportProtocol;
}

function podsOf(object: KubernetesObject, namespaces: Namespaces): CallParty {
  const { name, namespace = 'default' } = object.metadata;
  const { metadata, spec } = templateOf(object);
  const labels = metadata?.labels ?? {};
  const ports = spec.containers.flatMap(({ ports: own = [] }) =>
    own.map(({ name: portName, containerPort, protocol = 'TCP' }): ContainerPort => ({ name: portName, port: containerPort, protocol })),
  );
  const isInMesh = isInjected(namespaces.get(namespace) ?? {}, { ...metadata?.annotations, ...labels });
  return { name: `${namespace}/${name}`, pod: { namespace, labels, serviceAccount: spec.serviceAccountName ?? 'default', isInMesh, ports } };
}

/** A pod gets a proxy by its namespace, unless it says otherwise. */
function isInjected(namespace: Labels, pod: Labels): boolean {
  const own = pod['sidecar.istio.io/inject'];
  if (own !== undefined) return own === 'true';
  return namespace['istio-injection'] === undefined ? 'istio.io/rev' in namespace : namespace['istio-injection'] === 'enabled';
}

function findingsOf(object: KubernetesObject): readonly string[] {
  const { kind, metadata } = object;
  const id = `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
  if (NOT_EVALUATED.includes(kind)) return [`${id} is not evaluated`];
  if (kind === 'DestinationRule' && /"tls":\{"mode":"(?!ISTIO_MUTUAL)/.test(JSON.stringify(object['spec']))) {
    return [`${id} sets the TLS of calls, which is not evaluated`];
  }
  if (!POD_MAKERS.includes(kind)) return [];
  const annotations = Object.keys(templateOf(object).metadata?.annotations ?? {});
  return annotations.filter((name) => name.startsWith('traffic.sidecar.istio.io/')).map((name) => `${id}: ${name} is not evaluated`);
}

function templateOf(object: KubernetesObject): PodTemplate {
  return (object['spec'] as { readonly template: PodTemplate }).template;
}
