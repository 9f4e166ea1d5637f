import type { LogLine } from '../contract/log-line';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { outputTail } from '../program';
import type { Kubectl } from './kubectl';
import type { Pod } from './pods';

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
