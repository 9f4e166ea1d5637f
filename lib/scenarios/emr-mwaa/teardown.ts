import type { EmrCluster } from '../../aws/emr-clusters';
import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import { type Config, type Contract, DAGS, LOG_GROUPS } from './settings';

type Environment = Deployed<Config, Contract>;

/** Clusters that DAGs made and that still run: without the environment nobody would watch or terminate them. */
export async function protections(context: Environment): Promise<readonly string[]> {
  return (await clustersOf(context)).map(({ id, name, state }) => `cluster ${name} (${id}) that a DAG made, ${state}`);
}

/** Marks open DAG runs as failed, and terminates what is left of their clusters. */
export async function stop(context: Environment): Promise<readonly string[]> {
  const { contract, aws, task } = context;
  const runs = await aws.mwaa.stopAll(contract.environment, Object.values(DAGS));
  const clusters = await clustersOf(context);
  const ids = clusters.map(({ id }) => id);
  await aws.emr.terminate(ids);
  await aws.emr.waitUntilGone(ids, task);
  return [...runs.map(({ dag, run }) => `run ${run} of DAG ${dag}`), ...clusters.map(({ id, name }) => `cluster ${name} (${id})`)];
}

/** Clusters of this environment that have not terminated. */
export function clustersOf({ contract, aws }: Pick<Environment, 'contract' | 'aws'>): Promise<readonly EmrCluster[]> {
  const at = contract.clusterTag.indexOf('=');
  return aws.emr.clusters({ [contract.clusterTag.slice(0, at)]: contract.clusterTag.slice(at + 1) });
}

/** What outlives the stacks: what was uploaded, and log groups that a container makes anew when it ends after its group has gone. */
export function leftovers({ contract }: Pick<Environment, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  return [
    { kind: 'bucket-contents', bucket: contract.dagBucket },
    ...Object.values(LOG_GROUPS).map((ending): Leftover => ({ kind: 'log-group', name: logGroup(contract, ending) })),
  ];
}

/** A log group of the environment. */
export function logGroup({ environment }: Pick<Environment['contract'], 'environment'>, ending: string): string {
  return `airflow-${environment}-${ending}`;
}
