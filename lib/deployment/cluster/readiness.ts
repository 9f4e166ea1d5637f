import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../../contract/task';
import { JobError } from '../../errors';
import type { Cluster } from '../../kubernetes/cluster';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { countText, type ObjectRef, refText } from '../../kubernetes/kubernetes-object';
import { type InstallationRecord, readRecord } from './record';
import { refusedPods, type UnreadyPod, unreadyPods, unreadyText, waitingText } from './unready';

/** How long an installation is waited for, and how often the cluster is asked. */
export interface PollSettings {
  /** Longest that a step may take to become ready, or to be gone. */
  readonly seconds: number;
  /** Poll interval in milliseconds. */
  readonly pollMs: number;
}

interface Controller extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly generation?: number };
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
    readonly conditions?: readonly { readonly type: string; readonly reason?: string }[];
  };
}

const CONTROLLERS = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** The workload controllers among the objects, which can be waited for. */
function controllersAmong(refs: readonly ObjectRef[]): ObjectRef[] {
  return refs.filter(({ kind, apiVersion }) => CONTROLLERS.has(kind) && apiVersion === 'apps/v1');
}

/** The workload controllers that are not ready; a missing one is not. */
export async function unreadyControllers(cluster: Cluster, refs: readonly ObjectRef[]): Promise<ObjectRef[]> {
  const found = (await cluster.objects.existing(refs)) as Controller[];
  return refs.filter(
    (ref) =>
      !found.some(
        ({ metadata, ...rest }) =>
          metadata.name === ref.name && metadata.namespace === ref.namespace && rest.kind === ref.kind && isReady({ metadata, ...rest }),
      ),
  );
}

/** Waits until the rollout of every controller of a step is complete. @throws JobError with the pods that are not ready, their states and events */
export async function waitUntilReady(
  cluster: Cluster,
  step: string,
  refs: readonly ObjectRef[],
  { seconds, pollMs }: PollSettings,
  task: Task,
): Promise<void> {
  const controllers = controllersAmong(refs);
  const namespaces = namespacesOf(controllers);
  const until = performance.now() + seconds * 1_000;
  for (;;) {
    const unready = await unreadyControllers(cluster, controllers);
    if (unready.length === 0) return;
    if (performance.now() > until) throw await notReady(cluster, step, namespaces, seconds, unready.map(refText).join(', '));
    task.progress(waitingText((await Promise.all(namespaces.map((namespace) => cluster.pods(namespace)))).flat()));
    await sleep(pollMs, undefined, { signal: task.signal });
  }
}

/** Reports the pods of a namespace while another command waits for them. */
export async function watchingPods<T>(cluster: Cluster, namespace: string, pollMs: number, task: Task, work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const watch = async () => {
    while (!done.signal.aborted) {
      await sleep(pollMs, undefined, { signal: done.signal });
      task.progress(waitingText(await cluster.pods(namespace)));
    }
  };
  // A failed report must not stop the work.
  const watching = watch().catch(() => {});
  try {
    return await work();
  } finally {
    done.abort();
    await watching;
  }
}

/** The error for pods that did not become ready. */
export async function notReady(cluster: Cluster, step: string, namespaces: readonly string[], seconds: number, what: string): Promise<JobError> {
  const [pods, refused] = await Promise.all([unreadyPods(cluster, namespaces), refusedPods(cluster, namespaces)]);
  const [first] = pods;
  const lines = [...pods.map(unreadyText), ...(pods.length === 0 ? refused : [])];
  return new JobError({
    problem: `${step}: ${pods.length === 0 ? what : pods.length === 1 ? '1 pod' : `${pods.length} pods`} not ready after ${seconds} s on cluster ${cluster.name}`,
    got: lines.length > 0 ? lines.join(LINE_BREAK) : what,
    fix: `${first ? `kubectl --namespace ${first.namespace} describe pod ${first.pod}` : 'fix the cause above'}; then repeat the command: it resumes`,
  });
}

/** Aligns the lines of one part of a refusal. */
const LINE_BREAK = `\n${' '.repeat(9)}`;

function namespacesOf(refs: readonly ObjectRef[]): string[] {
  return [...new Set(refs.flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace])))];
}

function isReady({ kind, metadata: { generation = 0 }, spec = {}, status = {} }: Controller): boolean {
  if ((status.observedGeneration ?? 0) < generation) return false;
  if (kind === 'DaemonSet') {
    const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status;
    return updatedNumberScheduled >= desiredNumberScheduled && numberAvailable >= desiredNumberScheduled;
  }
  const { replicas: wanted = 1 } = spec;
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = readyReplicas } = status;
  return updatedReplicas >= wanted && availableReplicas >= wanted && replicas <= updatedReplicas;
}

/** State of an installation. */
export interface ClusterStanding {
  readonly record: InstallationRecord | undefined;
  readonly steps: readonly StepStanding[];
  readonly unready: readonly UnreadyPod[];
}

export interface StepStanding {
  readonly name: string;
  readonly description: string;
  /** `ready`, `not ready`, `in part`, or `missing`; for a chart, a Helm status other than `deployed`. */
  readonly state: string;
  /** What is missing or not ready. */
  readonly detail: string;
}

/** Reads the state of everything in the record. Changes nothing. */
export async function standingOf(cluster: Cluster): Promise<ClusterStanding> {
  const record = await readRecord(cluster);
  if (!record) return { record, steps: [], unready: [] };
  const releases = await cluster.helm.releases();
  const existing = await cluster.objects.existing(record.steps.flatMap(({ objects }) => objects));
  const there = new Set(existing.map(({ apiVersion, kind, metadata: { namespace, name } }) => refText({ apiVersion, kind, namespace, name })));
  const unready = new Set((await unreadyControllers(cluster, controllersAmong(record.steps.flatMap(({ objects }) => objects)))).map(refText));

  const steps = record.steps.map(({ name, description, release, objects }): StepStanding => {
    if (release) {
      const state = releases.find((each) => each.name === release.name && each.namespace === release.namespace);
      const status = state?.status ?? 'missing';
      return { name, description, state: status === 'deployed' ? 'ready' : status, detail: state?.chart ?? '' };
    }
    const missing = objects.map(refText).filter((text) => !there.has(text));
    const waiting = objects.map(refText).filter((text) => unready.has(text) && there.has(text));
    if (missing.length === objects.length && objects.length > 0) return { name, description, state: 'missing', detail: countText(missing.length) };
    if (missing.length > 0)
      return { name, description, state: 'in part', detail: `no ${missing.slice(0, 3).join(', no ')}${missing.length > 3 ? ' …' : ''}` };
    return { name, description, state: waiting.length === 0 ? 'ready' : 'not ready', detail: waiting.join(', ') || countText(objects.length) };
  });
  const namespaces = new Set(record.steps.flatMap(({ objects }) => objects.flatMap(({ kind, name }) => (kind === 'Namespace' ? [name] : []))));
  return { record, steps, unready: await unreadyPods(cluster, [...namespaces]) };
}
