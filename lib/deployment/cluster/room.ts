import { ConfigError } from '../../errors';
import type { Cluster } from '../../kubernetes/cluster';
import { cpuText, type Demand, memoryText, type PodShape, quantity, requestOf } from '../../kubernetes/demand';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';

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
