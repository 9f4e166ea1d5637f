import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

type Superset = Deployed<Config, Contract>;

/**
 * Cancels steps and queries, and terminates the cluster before its stack goes: until it has ended it writes logs into a bucket that has to be empty.
 */
export async function stop({ contract, aws, task }: Superset): Promise<readonly string[]> {
  const queries = await aws.athena.stopAll(contract.workgroup);
  const cluster = await aws.emr.cluster(contract.cluster);
  const lives = cluster !== undefined && !cluster.state.startsWith('TERMINATED');
  const steps = lives && cluster.state !== 'TERMINATING' ? await aws.emr.cancelOpenSteps(contract.cluster) : [];
  if (lives) {
    await aws.emr.terminate([contract.cluster]);
    await aws.emr.waitUntilGone([contract.cluster], task);
  }
  return [...queries.map((id) => `query ${id}`), ...steps.map((id) => `step ${id}`), ...(lives ? [`cluster ${contract.cluster}`] : [])];
}

/** The cluster, when it was deployed with its protection and still has it. */
export async function protections({ contract, aws }: Superset): Promise<readonly string[]> {
  const cluster = await aws.emr.cluster(contract.cluster);
  return cluster?.isProtected && !cluster.state.startsWith('TERMINATED') ? [`cluster ${cluster.name} (${cluster.id})`] : [];
}

/** What services made by themselves. */
export function leftovers({ config, contract }: Pick<Superset, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  return [
    ...[contract.dataBucket, contract.logBucket].map((bucket): Leftover => ({ kind: 'bucket-contents', bucket })),
    { kind: 'catalog-tables', database: contract.database },
    // In a network that was here before, EMR may have groups of others.
    ...(config.vpcId === '' ? [{ kind: 'emr-security-groups', vpc: contract.vpc } satisfies Leftover] : []),
  ];
}
