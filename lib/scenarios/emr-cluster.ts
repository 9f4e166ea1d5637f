import type { Aws } from '../aws/aws';
import type { EmrCluster } from '../aws/emr-clusters';
import type { LogLine } from '../contract/log-line';
import type { Task } from '../contract/task';

/** What the functions below need of a deployed scenario. */
interface Account {
  readonly aws: Pick<Aws, 'emr'>;
  readonly task: Task;
}

/**
 * Cancels the open steps of a cluster, terminates it and waits until it has terminated: until then it writes logs into buckets that have to be empty.
 *
 * @returns a line for each piece of work that it stopped
 */
export async function stopCluster({ aws, task }: Account, id: string): Promise<readonly string[]> {
  const cluster = await aws.emr.cluster(id);
  if (!isAlive(cluster)) return [];
  const steps = cluster.state === 'TERMINATING' ? [] : await aws.emr.cancelOpenSteps(id);
  await aws.emr.terminate([id]);
  await aws.emr.waitUntilGone([id], task);
  return [...steps.map((step) => `step ${step}`), `cluster ${id}`];
}

/** The cluster, while its termination protection is on. */
export async function protectedCluster({ aws }: Pick<Account, 'aws'>, id: string): Promise<readonly string[]> {
  const cluster = await aws.emr.cluster(id);
  return isAlive(cluster) && cluster.isProtected ? [`cluster ${cluster.name} (${cluster.id})`] : [];
}

/** The end of the log of each step that has ended since a time. Its lines carry the time at which the step ended. */
export async function stepLogs({ aws, task }: Account, clusterId: string, since: Date): Promise<readonly LogLine[]> {
  const cluster = await aws.emr.cluster(clusterId);
  if (cluster === undefined) return [];
  const lines: LogLine[] = [];
  for (const { id, name, ended } of await aws.emr.steps(clusterId)) {
    if (ended === undefined || ended < since) continue;
    const log = await aws.emr.stepLog(cluster, id, task);
    lines.push(...log.split('\n').map((message) => ({ time: ended, source: `${name} (${id})`, message })));
  }
  return lines;
}

function isAlive(cluster: EmrCluster | undefined): cluster is EmrCluster {
  return cluster !== undefined && !cluster.state.startsWith('TERMINATED');
}
