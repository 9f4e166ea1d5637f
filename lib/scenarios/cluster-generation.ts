import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';

/** What the stacks of a scenario with a cluster publish about it; a part that is not deployed is absent. */
export interface DeployedCluster {
  readonly id: string | undefined;
  /** Generation that is in its name. */
  readonly generation: string | undefined;
}

/**
 * The generation of the next deployment's cluster.
 *
 * CloudFormation keeps a cluster that EMR has terminated, and replaces it when its name changes. So the deployed generation stays while its cluster is there, and
 * is raised by one when it has terminated. A configured generation counts only when it is higher.
 */
export async function nextGeneration(
  configured: number,
  { id, generation }: DeployedCluster,
  { emr }: Pick<Aws, 'emr'>,
  task: Task,
): Promise<number> {
  if (id === undefined) return configured;
  const deployed = generation === undefined ? 1 : Number(generation);
  const cluster = await emr.cluster(id);
  if (cluster !== undefined && !cluster.state.startsWith('TERMINAT')) return Math.max(configured, deployed);
  task.progress(`cluster ${id} has terminated: a deployment makes generation ${Math.max(configured, deployed + 1)}`);
  return Math.max(configured, deployed + 1);
}
