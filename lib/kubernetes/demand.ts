import type { Installation } from './installation';
import type { KubernetesObject } from './kubernetes-object';

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
export interface PodShape {
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
