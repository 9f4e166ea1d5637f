import { setTimeout as sleep } from 'node:timers/promises';
import type { StepTask, Task } from '../../contract/task';
import { JobError } from '../../errors';
import type { Cluster } from '../../kubernetes/cluster';
import type { ServedKind } from '../../kubernetes/kubectl-objects';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { countText, kindText, type ObjectRef, refOf, refText } from '../../kubernetes/kubernetes-object';
import type { Left } from '../left';
import type { PollSettings } from './readiness';
import { deleteRecord, type InstallationRecord, type Installed, isRecord, type RecordedStep, selectorOf, writeRecord } from './record';

export interface Removal {
  /** Steps that were removed, in order of their removal. */
  readonly removed: readonly string[];
  /** What still exists, and why. */
  readonly left: readonly Left[];
}

/** Polls before an object counts as left. */
const LOOKS = 6;

/**
 * Removes an installation step by step in reverse order, and then searches the whole cluster for anything that is left.
 *
 * A step whose objects are not deleted ends the removal: earlier steps may hold the controllers that delete them.
 *
 * @throws JobError after Ctrl-C; repeating resumes
 */
export async function remove(cluster: Cluster, record: InstallationRecord, settings: PollSettings, task: StepTask): Promise<Removal> {
  const steps = [...record.steps].reverse();
  task.plan([
    ...steps.map(({ description }) => description),
    'Objects that programs created outside the namespaces',
    'Searching for remaining objects',
  ]);
  const removed: string[] = [];
  try {
    await writeRecord(cluster, { ...record, phase: 'removing' }, task);
    for (const step of steps) {
      task.start();
      const stuck = await removeStep(cluster, step, settings, task);
      if (stuck.length > 0) {
        task.end('failed', `${countText(stuck.length)} still there`);
        return { removed, left: stuck.map((object) => ({ what: refText(refOf(object)), why: whyOf(object) })) };
      }
      task.end('passed', step.release ? `release ${step.release.name}` : countText(step.objects.length));
      removed.push(step.name);
    }
    task.start();
    const swept = await sweep(cluster, record, settings, task);
    task.end('passed', countText(swept));
    task.start();
    const left = await finallyLeft(cluster, record, settings, task);
    task.end(left.length === 0 ? 'passed' : 'failed', left.length === 0 ? 'nothing' : countText(left.length));
    if (left.length === 0) await deleteRecord(cluster, task);
    return { removed, left };
  } catch (error) {
    if (!task.signal.aborted) throw error;
    throw new JobError(
      {
        problem: 'the removal was interrupted',
        got: `${removed.length} of ${steps.length} steps are removed`,
        fix: 'repeat the command: it resumes',
      },
      { cause: error },
    );
  }
}

/** Looks a few times: the garbage collector follows a moment later. */
async function finallyLeft(cluster: Cluster, record: InstallationRecord, { pollMs }: PollSettings, task: Task): Promise<readonly Left[]> {
  for (let look = 1; ; look += 1) {
    const left = await inCluster(cluster, record);
    if (left.length === 0 || look === LOOKS) return left;
    task.progress(`still there: ${left[0]?.what}`);
    await sleep(pollMs, undefined, { signal: task.signal });
  }
}

/** @returns what still exists after the timeout */
async function removeStep(
  cluster: Cluster,
  { release, objects }: RecordedStep,
  settings: PollSettings,
  task: Task,
): Promise<readonly KubernetesObject[]> {
  if (release) {
    task.progress(`uninstalling ${release.name}`);
    await cluster.helm.uninstall(release, settings, task);
  }
  return deleteAndWait(cluster, objects, settings, task);
}

/** Deletes objects and waits until they are gone, finalizers included. @returns what still exists after the timeout */
async function deleteAndWait(
  cluster: Cluster,
  refs: readonly ObjectRef[],
  { seconds, pollMs }: PollSettings,
  task: Task,
): Promise<readonly KubernetesObject[]> {
  if (refs.length === 0) return [];
  await cluster.objects.delete(refs, task);
  const until = performance.now() + seconds * 1_000;
  for (;;) {
    const left = await cluster.objects.existing(refs);
    if (left.length === 0 || performance.now() > until) return left;
    task.progress(`${left.length} of ${refs.length} still there: ${left.slice(0, 3).map(refOf).map(refText).join(', ')}`);
    await sleep(pollMs, undefined, { signal: task.signal });
  }
}

/** Removes what controllers made outside their namespaces, and what charts tell Helm to keep. @returns how many objects */
async function sweep(cluster: Cluster, record: InstallationRecord, settings: PollSettings, task: Task): Promise<number> {
  const [made, kept] = await Promise.all([madeElsewhere(cluster, record), ofReleases(cluster, record)]);
  const used = await Promise.all(kept.map((object) => objectsOfDefinition(cluster, object)));
  // Deleting a CRD deletes all its objects, also those of other owners.
  const free = kept.filter((_, index) => used[index] === 0);
  const refs = [...made, ...free].map(refOf);
  await deleteAndWait(cluster, refs, settings, task);
  return refs.length;
}

interface StoredObject extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[] };
}

/** Everything in the cluster that belongs to an installation: by label, by release, or created by its programs. The record is excluded. */
export async function inCluster(cluster: Cluster, record: InstallationRecord): Promise<Left[]> {
  const [labelled, released, releases, made] = await Promise.all([
    labelledObjects(cluster, record),
    ofReleases(cluster, record),
    cluster.helm.releases(),
    madeElsewhere(cluster, record),
  ]);
  const own = new Set(releaseNames(record));
  const left = new Map([...labelled, ...made].map((object) => [refText(refOf(object)), whyOf(object)]));
  for (const object of released) {
    const used = await objectsOfDefinition(cluster, object);
    left.set(refText(refOf(object)), used === 0 ? whyOf(object) : `another owner has ${countText(used)} of it`);
  }
  for (const { name, namespace, status } of releases) {
    if (own.has(`${namespace}/${name}`)) left.set(`release ${namespace}/${name}`, `Helm status: ${status}`);
  }
  return [...left].map(([what, why]) => ({ what, why }));
}

/** Objects that programs of an installation created outside its namespaces. */
async function madeElsewhere(cluster: Cluster, { leftovers }: Pick<InstallationRecord, 'leftovers'>): Promise<KubernetesObject[]> {
  const made = await Promise.all(
    leftovers.map(async ({ name, labels, ...kind }) => {
      const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      return (await cluster.list(kindText(kind), { selector: selector.join(',') })).filter(({ metadata }) => metadata.name === name);
    }),
  );
  return made.flat();
}

/** Number of objects of a CRD; 0 for anything else. */
export async function objectsOfDefinition(cluster: Cluster, { kind, metadata: { name } }: KubernetesObject): Promise<number> {
  return kind === 'CustomResourceDefinition' ? (await cluster.list(name)).length : 0;
}

/** Objects of any kind with the labels of a scenario, without the record. */
export async function labelledObjects(cluster: Cluster, installed: Installed): Promise<KubernetesObject[]> {
  const found = await ofEveryKind(cluster, selectorOf(installed));
  return found.filter((object) => !isRecord(refOf(object)));
}

/** Objects of the Helm releases of an installation. Charts can tell Helm to keep some, such as CRDs. */
export async function ofReleases(cluster: Cluster, record: Pick<InstallationRecord, 'steps'>): Promise<KubernetesObject[]> {
  const own = new Set(releaseNames(record));
  const made = (await ofEveryKind(cluster, 'app.kubernetes.io/managed-by=Helm')) as StoredObject[];
  return made.filter(({ metadata: { annotations = {} } }) =>
    own.has(`${annotations['meta.helm.sh/release-namespace']}/${annotations['meta.helm.sh/release-name']}`),
  );
}

/** Why an object still exists, from its status. */
export function whyOf(object: KubernetesObject): string {
  const { metadata, status } = object as StoredObject;
  const { deletionTimestamp, finalizers = [] } = metadata;
  if (deletionTimestamp === undefined) return 'it was not deleted';
  // The conditions of a namespace name what it waits for.
  const conditions = (status?.conditions ?? []).filter((condition) => condition.status === 'True' && condition.message).map(({ message }) => message);
  const waits = finalizers.length > 0 ? `waits for ${finalizers.join(', ')}` : 'is being deleted';
  return [waits, ...conditions].join('; ');
}

function releaseNames({ steps }: Pick<InstallationRecord, 'steps'>): string[] {
  return steps.flatMap(({ release }) => (release ? [`${release.namespace}/${release.name}`] : []));
}

/** Each kind once, because objects are served in several versions; without events, which expire. */
async function ofEveryKind(cluster: Cluster, selector: string): Promise<readonly KubernetesObject[]> {
  const kinds = new Map<string, ServedKind>();
  for (const kind of await cluster.objects.kinds()) if (kind.kind !== 'Event') kinds.set(withoutVersion(kind), kind);
  return cluster.list([...kinds.values()].map(({ resource }) => resource).join(','), { selector });
}

/** `widgets.toys.example` of `widgets.v1.toys.example`. */
function withoutVersion({ resource }: ServedKind): string {
  const [plural, , ...group] = resource.split('.');
  return [plural, ...group].join('.');
}
