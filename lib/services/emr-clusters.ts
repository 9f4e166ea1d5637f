import type { LiveCluster, ServiceVerbs } from '../contract/service-verbs';
import type { Task } from '../contract/task';

/** Cancels the open steps of clusters, terminates them, protected ones too, and waits until they are gone. @returns a line for each */
export async function stopClusters(clusters: readonly LiveCluster[], { emr }: Pick<ServiceVerbs, 'emr'>, task: Task): Promise<readonly string[]> {
  if (clusters.length === 0) return [];
  const lines: string[] = [];
  for (const { id, state } of clusters) {
    if (state !== 'TERMINATING') lines.push(...(await emr.cancelOpenSteps(id)).map((step) => `step ${step} of cluster ${id}`));
  }
  const ids = clusters.map(({ id }) => id);
  await emr.terminate(ids);
  await emr.waitUntilGone(ids, task);
  return [...lines, ...clusters.map(({ id, name, isProtected }) => `${isProtected ? 'protected ' : ''}cluster ${name} (${id})`)];
}

/** A cluster in words. */
export function clusterText({ id, name, state }: LiveCluster): string {
  return `cluster ${name} (${id}), ${state}`;
}

/** Whether a cluster carries all of the tags. */
export function hasTags({ tags: own }: LiveCluster, tags: Readonly<Record<string, string>>): boolean {
  return Object.entries(tags).every(([key, value]) => own[key] === value);
}

/** Those of these clusters that have not terminated. */
export async function liveClusters(ids: readonly string[], { emr }: Pick<ServiceVerbs, 'emr'>): Promise<readonly LiveCluster[]> {
  const found = await Promise.all(ids.map((id) => emr.cluster(id)));
  return found.filter((cluster) => cluster !== undefined).filter(({ state }) => !state.startsWith('TERMINATED'));
}
