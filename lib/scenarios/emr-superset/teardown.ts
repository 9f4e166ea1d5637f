import type { Leftover } from '../../contract/leftover';
import { protectedCluster, stopCluster } from '../emr-cluster';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

type Superset = Deployed<Config, Contract>;

/** Cancels queries and steps, and terminates the cluster. */
export async function stop({ contract, aws, task }: Superset): Promise<readonly string[]> {
  const queries = await aws.athena.stopAll(contract.workgroup);
  return [...queries.map((id) => `query ${id}`), ...(await stopCluster({ aws, task }, contract.cluster))];
}

/** The cluster, while its termination protection is on. */
export function protections({ contract, aws }: Superset): Promise<readonly string[]> {
  return protectedCluster({ aws }, contract.cluster);
}

/** Resources that services create. */
export function leftovers({ config, contract }: Pick<Superset, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  return [
    ...[contract.dataBucket, contract.logBucket].map((bucket): Leftover => ({ kind: 'bucket-contents', bucket })),
    { kind: 'catalog-tables', database: contract.database },
    // In a VPC that existed before, security groups of EMR may belong to other clusters.
    ...(config.vpcId === '' ? [{ kind: 'emr-security-groups', vpc: contract.vpc } satisfies Leftover] : []),
  ];
}
