import type { Cluster } from '../../kubernetes/cluster';
import { countText, refText } from '../../kubernetes/kubectl-objects';
import { controllersAmong, unreadyControllers } from './readiness';
import { type InstallationRecord, readRecord } from './record';
import { type UnreadyPod, unreadyPods } from './unready';

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
