import type { LogLine } from '../contract/log-line';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { lastWords } from '../program';
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

/** Runs a program in the first ready pod of a selector. */
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
  throw new JobError({ problem: `${command[0]} failed in pod ${namespace}/${pod.name}`, got: lastWords(ended), fix });
}

/** Pods that are read at once; kubectl stops at five unless told otherwise. */
const PODS_AT_ONCE = 200;

/** `[pod/name/container] time text`, as kubectl prints a line with prefix and time. */
const LINE = /^\[pod\/([^/]+)\/([^\]]+)\] (\S+) ?(.*)$/;

/** Lines of the pods of a selector, oldest first. */
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
    // A pod that is only starting has nothing to say, which is no error.
    '--ignore-errors',
  ]);
  const lines = printed.split('\n').flatMap((line): LogLine[] => {
    const [, pod, from, time = '', message = ''] = LINE.exec(line) ?? [];
    return pod === undefined ? [] : [{ time: new Date(time), source: `${pod}/${from}`, message }];
  });
  return lines.sort((one, other) => one.time.getTime() - other.time.getTime());
}
