import { setTimeout as sleep } from 'node:timers/promises';
import type { StepTask, Task } from '../../contract/task';
import { JobError } from '../../errors';
import type { Cluster } from '../../kubernetes/cluster';
import { countText, type ObjectRef, refOf, refText } from '../../kubernetes/kubectl-objects';
import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { inCluster, type Left, madeElsewhere, objectsOfDefinition, ofReleases, whyOf } from './left-in-cluster';
import type { Patience } from './readiness';
import { deleteRecord, type InstallationRecord, type RecordedStep, writeRecord } from './record';

export interface Removal {
  /** Steps that were removed, in order of their removal. */
  readonly removed: readonly string[];
  /** What is still there, and why. */
  readonly left: readonly Left[];
}

/** Looks for what is left before it counts as left. */
const LOOKS = 6;

/**
 * Removes an installation step by step, the last one first, and then looks at the whole cluster for anything that is left.
 *
 * A step whose objects do not go ends the removal: those before it hold what could still make them go.
 *
 * @throws JobError after Ctrl-C; repeating goes on
 */
export async function remove(cluster: Cluster, record: InstallationRecord, patience: Patience, task: StepTask): Promise<Removal> {
  const steps = [...record.steps].reverse();
  task.plan([
    ...steps.map(({ description }) => description),
    'What programs of the installation made elsewhere',
    'Looking for anything that is left',
  ]);
  const removed: string[] = [];
  try {
    await writeRecord(cluster, { ...record, phase: 'removing' }, task);
    for (const step of steps) {
      task.start();
      const stuck = await removeStep(cluster, step, patience, task);
      if (stuck.length > 0) {
        task.end('failed', `${countText(stuck.length)} still there`);
        return { removed, left: stuck.map((object) => ({ what: refText(refOf(object)), why: whyOf(object) })) };
      }
      task.end('passed', step.release ? `release ${step.release.name}` : countText(step.objects.length));
      removed.push(step.name);
    }
    task.start();
    const swept = await sweep(cluster, record, patience, task);
    task.end('passed', countText(swept));
    task.start();
    const left = await finallyLeft(cluster, record, patience, task);
    task.end(left.length === 0 ? 'passed' : 'failed', left.length === 0 ? 'nothing' : countText(left.length));
    if (left.length === 0) await deleteRecord(cluster, task);
    return { removed, left };
  } catch (error) {
    if (!task.signal.aborted) throw error;
    throw new JobError(
      {
        problem: 'the removal was interrupted',
        got: `${removed.length} of ${steps.length} steps are removed`,
        fix: 'repeat the command: it goes on where it stopped',
      },
      { cause: error },
    );
  }
}

/** Looks a few times: the garbage collector follows a moment later. */
async function finallyLeft(cluster: Cluster, record: InstallationRecord, { pollMs }: Patience, task: Task): Promise<readonly Left[]> {
  for (let look = 1; ; look += 1) {
    const left = await inCluster(cluster, record);
    if (left.length === 0 || look === LOOKS) return left;
    task.progress(`still there: ${left[0]?.what}`);
    await sleep(pollMs, undefined, { signal: task.signal });
  }
}

/** @returns what did not go in time */
async function removeStep(
  cluster: Cluster,
  { release, objects }: RecordedStep,
  patience: Patience,
  task: Task,
): Promise<readonly KubernetesObject[]> {
  if (release) {
    task.progress(`uninstalling ${release.name}`);
    await cluster.helm.uninstall(release, patience, task);
  }
  return deleteAndWait(cluster, objects, patience, task);
}

/** Deletes objects and waits until they are gone, finalizers included. @returns what is still there after that */
async function deleteAndWait(
  cluster: Cluster,
  refs: readonly ObjectRef[],
  { seconds, pollMs }: Patience,
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
async function sweep(cluster: Cluster, record: InstallationRecord, patience: Patience, task: Task): Promise<number> {
  const [made, kept] = await Promise.all([madeElsewhere(cluster, record), ofReleases(cluster, record)]);
  const used = await Promise.all(kept.map((object) => objectsOfDefinition(cluster, object)));
  // With a definition all its objects go, those of others too.
  const free = kept.filter((_, index) => used[index] === 0);
  const refs = [...made, ...free].map(refOf);
  await deleteAndWait(cluster, refs, patience, task);
  return refs.length;
}
