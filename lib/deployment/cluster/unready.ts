import type { Cluster, Container, Pod } from '../../kubernetes/cluster';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';

/** A pod that is not ready, with the reasons. */
export interface UnreadyPod {
  readonly pod: string;
  readonly namespace: string;
  /** States of its containers that are not ready, or the scheduler's reason. */
  readonly states: readonly string[];
  /** Its last events, oldest first. */
  readonly events: readonly string[];
}

interface Event extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly creationTimestamp: string };
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** Number of events that are shown. */
const LAST_EVENTS = 3;

/** Pods of namespaces that are not ready, with states and events. Terminating pods are excluded. */
export async function unreadyPods(cluster: Cluster, namespaces: readonly string[]): Promise<UnreadyPod[]> {
  const found = await Promise.all(
    namespaces.map(async (namespace) => {
      const unready = (await cluster.pods(namespace)).filter(({ ready, ending }) => !ready && !ending);
      if (unready.length === 0) return [];
      const events = (await cluster.list('events', { namespace })) as Event[];
      return unready.map((pod) => ({ pod: pod.name, namespace, states: statesOf(pod), events: eventsOf(pod, events) }));
    }),
  );
  return found.flat();
}

/** Controllers that could not create a pod, because of a quota or admission webhook; no pod reports them. */
export async function refusedPods(cluster: Cluster, namespaces: readonly string[]): Promise<string[]> {
  const events = await Promise.all(namespaces.map((namespace) => cluster.list('events', { namespace })));
  const refusals = (events.flat() as Event[]).filter(({ reason, type }) => reason === 'FailedCreate' && type === 'Warning');
  const texts = refusals.map(({ involvedObject, message }) => `${involvedObject?.kind} ${involvedObject?.name}: ${message}`);
  return [...new Set(texts)].slice(-LAST_EVENTS);
}

/** One pod in one line. */
export function unreadyText({ namespace, pod, states, events }: UnreadyPod): string {
  return [`${namespace}/${pod}: ${states.join('; ')}`, ...events.map((event) => `event ${event}`)].join('; ');
}

/** A short description of pods that are not ready. */
export function waitingText(pods: readonly Pod[]): string {
  const counted = pods.filter(({ ending }) => !ending);
  const unready = counted.filter(({ ready }) => !ready);
  const [first] = unready;
  const ready = `${counted.length - unready.length} of ${counted.length} pods ready`;
  return first ? `${ready}; ${first.name}: ${statesOf(first)[0]}` : ready;
}

function statesOf({ phase, containers, unscheduled, node }: Pod): string[] {
  if (unscheduled !== undefined) return [`no node takes it: ${unscheduled}`];
  const unready = containers.filter(({ ready }) => !ready).map(containerText);
  if (unready.length > 0) return unready;
  return [node === undefined ? `${phase.toLowerCase()}, on no node yet` : `${phase.toLowerCase()} on ${node}`];
}

function containerText({ name, state, message, restarts }: Container): string {
  // A container that runs and is not ready does not answer its probe.
  const text = state === 'running' ? 'running, but its readiness probe fails' : state;
  return [`${name} ${text}`, ...(restarts > 0 ? [`${restarts} restarts`] : []), ...(message === undefined ? [] : [`(${message})`])].join(', ');
}

function eventsOf({ name }: Pod, events: readonly Event[]): string[] {
  const time = ({ lastTimestamp, eventTime, metadata }: Event) => lastTimestamp ?? eventTime ?? metadata.creationTimestamp;
  const own = events.filter(({ involvedObject }) => involvedObject?.kind === 'Pod' && involvedObject.name === name);
  const warnings = own.filter(({ type }) => type === 'Warning');
  return (warnings.length > 0 ? warnings : own)
    .sort((one, other) => time(one).localeCompare(time(other)))
    .slice(-LAST_EVENTS)
    .map(({ reason, message, count = 1 }) => `${reason}${count > 1 ? ` (${count} times)` : ''}: ${message}`);
}
