import type { Task } from '../contract/task';
import type { LogLine } from '../contract/values';
import { JobError } from '../errors';
import { outputTail } from '../program';
import type { Kubectl } from './kubectl';

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

export interface ExecOptions {
  readonly namespace: string;
  /** Labels of the pod, such as `app=mongodb`. */
  readonly selector: string;
  /** @default - the first container of the pod */
  readonly container?: string;
  /** Program and arguments, without a shell. */
  readonly command: readonly string[];
}

export interface PodLogsOptions {
  readonly namespace: string;
  /** Labels of the pods, such as `app=service-f`. */
  readonly selector: string;
  /** @default - all containers */
  readonly container?: string;
  readonly since: Date;
}

/** Runs a program in the first ready pod that matches a selector. */
export async function execIn(
  kubectl: Kubectl,
  pods: (namespace: string, selector: string) => Promise<readonly Pod[]>,
  { namespace, selector, container, command }: ExecOptions,
  { signal }: Task,
): Promise<string> {
  const found = await pods(namespace, selector);
  const pod = found.find(({ ready, ending }) => ready && !ending);
  const fix = `kubectl --namespace ${namespace} get pods --selector ${selector}`;
  if (!pod) {
    throw new JobError({
      problem: `no pod with ${selector} in namespace ${namespace} is ready`,
      got: `${found.length} pods, none of them ready`,
      fix,
    });
  }
  const args = ['exec', pod.name, `--namespace=${namespace}`, ...(container === undefined ? [] : [`--container=${container}`]), '--', ...command];
  const ended = await kubectl.attempt(args, { signal });
  if (ended.code === 0) return ended.stdout;
  throw new JobError({ problem: `${command[0]} failed in pod ${namespace}/${pod.name}`, got: outputTail(ended), fix });
}

/** Pods that kubectl reads at once; its default limit is five. */
const PODS_AT_ONCE = 200;

/** `[pod/name/container] time text`, kubectl's output with prefix and timestamps. */
const LINE = /^\[pod\/([^/]+)\/([^\]]+)\] (\S+) ?(.*)$/;

/** Log lines of the pods that match a selector, oldest first. */
export async function logsOf(kubectl: Kubectl, { namespace, selector, container, since }: PodLogsOptions): Promise<readonly LogLine[]> {
  const printed = await kubectl.run([
    'logs',
    `--namespace=${namespace}`,
    `--selector=${selector}`,
    container === undefined ? '--all-containers' : `--container=${container}`,
    `--since-time=${since.toISOString()}`,
    `--max-log-requests=${PODS_AT_ONCE}`,
    '--tail=-1',
    '--timestamps',
    '--prefix',
    // A starting pod has no log yet.
    '--ignore-errors',
  ]);
  const lines = printed.split('\n').flatMap((line): LogLine[] => {
    const [, pod, from, time = '', message = ''] = LINE.exec(line) ?? [];
    return pod === undefined ? [] : [{ time: new Date(time), source: `${pod}/${from}`, message }];
  });
  return lines.sort((one, other) => one.time.getTime() - other.time.getTime());
}
