export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`. */
  readonly phase: string;
  /** Whether all containers are ready, or the pod has succeeded. */
  readonly ready: boolean;
  /** Node of the pod; absent before scheduling. */
  readonly node?: string;
  /** Whether the pod is being deleted. */
  readonly ending: boolean;
  readonly containers: readonly Container[];
  /** The scheduler's reason for an unschedulable pod. */
  readonly unscheduled?: string;
}

export interface Container {
  readonly name: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** State with the kubelet's reason: `running`, `waiting: ImagePullBackOff`, `terminated: Error, exit code 1`. */
  readonly state: string;
  /** The kubelet's message. */
  readonly message?: string;
}

interface KubeState {
  readonly running?: object;
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly message?: string; readonly exitCode?: number };
}

interface KubeContainer {
  readonly name: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: KubeState;
  readonly lastState?: KubeState;
}

/** A pod object of the API. */
export interface KubePod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Record<string, string>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly initContainerStatuses?: readonly KubeContainer[];
    readonly containerStatuses?: readonly KubeContainer[];
  };
}

/** Summarizes a pod. */
export function podOf({ metadata, spec, status = {} }: KubePod): Pod {
  const { phase = 'Unknown', conditions = [], initContainerStatuses = [], containerStatuses = [] } = status;
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    labels: metadata.labels ?? {},
    phase,
    ready: phase === 'Succeeded' || conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
    node: spec.nodeName,
    ending: metadata.deletionTimestamp !== undefined,
    containers: [...initContainerStatuses, ...containerStatuses].map(containerOf),
    unscheduled: scheduled?.status === 'False' ? scheduled.message : undefined,
  };
}

function containerOf({ name, ready = false, restartCount = 0, state = {}, lastState = {} }: KubeContainer): Container {
  // A crash-looping container is waiting; the reason of its exit is in its last state.
  const died = state.terminated ? undefined : lastState.terminated;
  const messages = [state.waiting?.message, state.terminated?.message, died?.message].filter(Boolean);
  return {
    name,
    ready: ready || state.terminated?.exitCode === 0,
    restarts: restartCount,
    state: [stateText(state), ...(died ? [`before: ${stateText({ terminated: died })}`] : [])].join(', '),
    message: messages.length > 0 ? messages.join('; ') : undefined,
  };
}

function stateText({ running, waiting, terminated }: KubeState): string {
  if (running) return 'running';
  if (terminated) return `terminated: ${terminated.reason ?? 'no reason'}, exit code ${terminated.exitCode ?? 'unknown'}`;
  return `waiting: ${waiting?.reason ?? 'no reason yet'}`;
}
