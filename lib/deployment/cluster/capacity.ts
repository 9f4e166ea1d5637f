import { ConfigError } from '../../errors';
import type { Cluster } from '../../kubernetes/cluster';
import type { Installation } from '../../kubernetes/installation';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';

/** Resource requests of an installation while idle. */
export interface Demand {
  /** CPU, in cores. */
  readonly cpu: number;
  /** Memory, in bytes. */
  readonly memory: number;
  readonly pods: number;
  /** PersistentVolumeClaims without a storage class. */
  readonly claims: readonly string[];
}

interface KubeContainer {
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
  readonly restartPolicy?: string;
}

/** A pod or a pod template. */
interface PodShape {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly containers?: readonly KubeContainer[]; readonly initContainers?: readonly KubeContainer[] };
}

interface Workload extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly minReplicas?: number;
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
    readonly template?: PodShape;
    readonly storageClassName?: string;
    readonly volumeClaimTemplates?: readonly {
      readonly metadata?: { readonly name?: string };
      readonly spec?: { readonly storageClassName?: string };
    }[];
  };
}

const IN_PODS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job']);
const INJECT = 'sidecar.istio.io/inject';

/** Sums the resource requests of an installation's pods, at the minimum number of replicas. @param nodes number of nodes, each of which runs a pod of every DaemonSet */
export function demandOf(objects: readonly KubernetesObject[], { sidecar }: Pick<Installation, 'sidecar'>, nodes: number): Demand {
  const injected = new Set(
    objects
      .filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.['istio-injection'] === 'enabled')
      .map(({ metadata }) => metadata.name),
  );
  let [cpu, memory, pods] = [0, 0, 0];
  for (const workload of objects.filter(({ kind }) => IN_PODS.has(kind)) as Workload[]) {
    const { template = {} } = workload.spec ?? {};
    const count = workload.kind === 'DaemonSet' ? nodes : replicasOf(workload, objects);
    const one = requestOf(template);
    const withSidecar =
      sidecar &&
      injected.has(workload.metadata.namespace ?? '') &&
      template.metadata?.labels?.[INJECT] !== 'false' &&
      template.metadata?.annotations?.[INJECT] !== 'false';
    cpu += count * (one.cpu + (withSidecar ? sidecar.cpuMillicores / 1_000 : 0));
    memory += count * (one.memory + (withSidecar ? sidecar.memoryMebibytes * 2 ** 20 : 0));
    pods += count;
  }
  return { cpu, memory, pods, claims: objects.flatMap(claimsOf) };
}

/** Resource request of one pod: the sum of its containers, or its largest init container if that is more. */
export function requestOf({ spec: { containers = [], initContainers = [] } = {} }: PodShape): { readonly cpu: number; readonly memory: number } {
  // An init container that always restarts is a sidecar: it keeps running.
  const staying = [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')];
  const passing = initContainers.filter(({ restartPolicy }) => restartPolicy !== 'Always');
  const amount = (name: string) => {
    const of = ({ resources }: KubeContainer) => quantity(resources?.requests?.[name]);
    return Math.max(
      staying.reduce((sum, container) => sum + of(container), 0),
      ...passing.map(of),
    );
  };
  return { cpu: amount('cpu'), memory: amount('memory') };
}

function replicasOf({ kind, metadata, spec }: Workload, objects: readonly KubernetesObject[]): number {
  const scaler = (objects as readonly Workload[]).find(
    (object) =>
      object.kind === 'HorizontalPodAutoscaler' &&
      object.metadata.namespace === metadata.namespace &&
      object.spec?.scaleTargetRef?.kind === kind &&
      object.spec.scaleTargetRef.name === metadata.name,
  );
  return Math.max(spec?.replicas ?? 1, scaler?.spec?.minReplicas ?? 0);
}

function claimsOf({ kind, metadata, spec }: Workload): string[] {
  if (kind === 'PersistentVolumeClaim') return spec?.storageClassName === undefined ? [metadata.name] : [];
  const templates = kind === 'StatefulSet' ? (spec?.volumeClaimTemplates ?? []) : [];
  return templates.filter((claim) => claim.spec?.storageClassName === undefined).map((claim) => `${claim.metadata?.name} of ${metadata.name}`);
}

/** Free capacity of a cluster. */
export interface Room {
  /** Schedulable nodes. */
  readonly nodes: number;
  /** CPU, in cores. */
  readonly cpu: number;
  /** Memory, in bytes. */
  readonly memory: number;
  readonly pods: number;
}

interface Node extends KubernetesObject {
  readonly spec?: { readonly unschedulable?: boolean; readonly taints?: readonly { readonly effect: string }[] };
  readonly status?: {
    readonly allocatable?: Readonly<Record<string, string>>;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface RunningPod extends KubernetesObject {
  readonly spec?: PodShape['spec'] & { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

/** Sums the free capacity of the nodes. @param own whether a pod belongs to the installation, so that its requests count as free */
export async function roomOf(cluster: Cluster, own: (pod: KubernetesObject) => boolean): Promise<Room> {
  const [nodes, pods] = await Promise.all([cluster.list('nodes'), cluster.list('pods')]);
  const open = (nodes as Node[]).filter(takesAnyPod);
  const names = new Set(open.map(({ metadata }) => metadata.name));
  const others = (pods as RunningPod[]).filter(
    (pod) => names.has(pod.spec?.nodeName ?? '') && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed' && !own(pod),
  );
  const requests = others.map((pod) => requestOf({ spec: pod.spec }));
  const total = (name: string) => open.reduce((sum, { status }) => sum + quantity(status?.allocatable?.[name]), 0);
  return {
    nodes: open.length,
    cpu: total('cpu') - requests.reduce((sum, { cpu }) => sum + cpu, 0),
    memory: total('memory') - requests.reduce((sum, { memory }) => sum + memory, 0),
    pods: total('pods') - others.length,
  };
}

/** @throws ConfigError when the free capacity is too small */
export function requireRoom(demand: Demand, room: Room, cluster: string): void {
  const short = [
    demand.cpu > room.cpu ? `${cpuText(demand.cpu)} requested, ${cpuText(Math.max(0, room.cpu))} free` : undefined,
    demand.memory > room.memory ? `${memoryText(demand.memory)} memory requested, ${memoryText(Math.max(0, room.memory))} free` : undefined,
    demand.pods > room.pods ? `${demand.pods} pods requested, ${Math.max(0, room.pods)} free` : undefined,
  ].filter((text) => text !== undefined);
  if (short.length === 0) return;
  throw new ConfigError({
    problem: `cluster ${cluster} is too small`,
    got: `schedulable nodes: ${room.nodes}; ${short.join('; ')}`,
    allowed: `${cpuText(demand.cpu)}, ${memoryText(demand.memory)} memory and ${demand.pods} pods, free on ready nodes`,
    fix: 'add or enlarge nodes, or remove other workloads from the cluster',
  });
}

/** @throws ConfigError when a claim has no storage class and the cluster has no default one */
export async function requireStorage({ claims }: Demand, cluster: Cluster): Promise<void> {
  if (claims.length === 0) return;
  const classes = await cluster.list('storageclasses');
  const annotations = (object: KubernetesObject) => (object.metadata as { annotations?: Readonly<Record<string, string>> }).annotations ?? {};
  if (classes.some((each) => annotations(each)['storageclass.kubernetes.io/is-default-class'] === 'true')) return;
  throw new ConfigError({
    problem: `cluster ${cluster.name} has no default storage class`,
    got: `volume claims ${claims.join(', ')}; storage classes: ${classes.map(({ metadata }) => metadata.name).join(', ') || 'none'}`,
    allowed: 'a storage class with the annotation storageclass.kubernetes.io/is-default-class=true',
    fix: 'kubectl annotate storageclass <name> storageclass.kubernetes.io/is-default-class=true',
  });
}

function takesAnyPod({ spec, status }: Node): boolean {
  const closed = spec?.unschedulable === true || (spec?.taints ?? []).some(({ effect }) => effect !== 'PreferNoSchedule');
  return !closed && (status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True');
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Parses a Kubernetes quantity: `250m` is 0.25, `128Mi` is 134,217,728. Anything else is 0. */
export function quantity(text: string | number | undefined): number {
  const [, digits, unit = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([numkMGTP]?|[KMGTP]i)$/.exec(String(text ?? '0')) ?? [];
  return digits === undefined ? 0 : Number(digits) * (UNITS[unit] ?? 0);
}

/** CPU as text. */
export function cpuText(cores: number): string {
  return `${Math.round(cores * 100) / 100} CPU`;
}

/** Memory as text. */
export function memoryText(bytes: number): string {
  return `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;
}
