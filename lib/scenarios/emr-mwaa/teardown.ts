import type { EmrCluster } from '../../aws/emr-clusters';
import type { Deployed, TakenDown as TakenDownOf } from '../places';
import { type Config, type Contract, DAGS } from './settings';

type Environment = Deployed<Config, Contract>;
type TakenDown = TakenDownOf<Config, Contract>;

/** Clusters that DAGs created and that still run: without the environment nothing watches or terminates them. */
export async function protections(context: Pick<TakenDown, 'contract' | 'aws'>): Promise<readonly string[]> {
  return (await clustersOf(context)).map(({ id, name, state }) => `cluster ${name} (${id}) that a DAG created, ${state}`);
}

/** Marks open DAG runs as failed, and terminates what is left of their clusters: they run in the subnets of another scenario. */
export async function stop({ contract, aws, task }: Pick<TakenDown, 'contract' | 'aws' | 'task'>): Promise<readonly string[]> {
  const runs = contract.environment === undefined ? [] : await aws.mwaa.stopAll(contract.environment, Object.values(DAGS));
  const clusters = await clustersOf({ contract, aws });
  const ids = clusters.map(({ id }) => id);
  await aws.emr.terminate(ids);
  await aws.emr.waitUntilGone(ids, task);
  return [...runs.map(({ dag, run }) => `run ${run} of DAG ${dag}`), ...clusters.map(({ id, name }) => `cluster ${name} (${id})`)];
}

/** Clusters of this environment that have not terminated; none when its tag is not known. */
export async function clustersOf({ contract, aws }: Pick<TakenDown, 'contract' | 'aws'>): Promise<readonly EmrCluster[]> {
  const [key, value] = contract.clusterTag?.split(/=(.*)/s) ?? [];
  return key === undefined || value === undefined ? [] : aws.emr.clusters({ [key]: value });
}

/** A log group of the environment. */
export function logGroup({ environment }: Pick<Environment['contract'], 'environment'>, ending: string): string {
  return `airflow-${environment}-${ending}`;
}
