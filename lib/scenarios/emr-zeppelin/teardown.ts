import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

type Zeppelin = Deployed<Config, Contract>;

/**
 * Stops crawlers, cancels steps, and terminates the cluster before its stack goes: until it has ended it writes logs and notes into buckets that have to be
 * empty.
 */
export async function stop({ contract, aws, task }: Zeppelin): Promise<readonly string[]> {
  const crawlers = contract.crawlers.split(',');
  const work = await aws.glue.stopAll({ jobs: [], crawlers });
  const cluster = await aws.emr.cluster(contract.cluster);
  const lives = cluster !== undefined && !cluster.state.startsWith('TERMINATED');
  const steps = lives && cluster.state !== 'TERMINATING' ? await aws.emr.cancelOpenSteps(contract.cluster) : [];
  if (lives) {
    await aws.emr.terminate([contract.cluster]);
    await aws.emr.waitUntilGone([contract.cluster], task);
  }
  await aws.glue.waitUntilStopped(crawlers, task);
  return [...work, ...steps.map((id) => `step ${id}`), ...(lives ? [`cluster ${contract.cluster}`] : [])];
}

/** The cluster, when it was deployed with its protection and still has it. */
export async function protections({ contract, aws }: Zeppelin): Promise<readonly string[]> {
  const cluster = await aws.emr.cluster(contract.cluster);
  return cluster?.isProtected && !cluster.state.startsWith('TERMINATED') ? [`cluster ${cluster.name} (${cluster.id})`] : [];
}

/** What services made by themselves. The log groups of PostgreSQL belong to a stack, but an instance that ends late makes its group anew. */
export function leftovers({ contract }: Pick<Zeppelin, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  return [
    ...[contract.dataBucket, contract.logBucket].map((bucket): Leftover => ({ kind: 'bucket-contents', bucket })),
    { kind: 'catalog-tables', database: contract.database },
    { kind: 'emr-security-groups', vpc: contract.vpc },
    ...['postgresql', 'upgrade'].map((kind): Leftover => ({ kind: 'log-group', name: `/aws/rds/instance/${contract.instance}/${kind}` })),
    ...contract.crawlers.split(',').map((stream): Leftover => ({ kind: 'log-stream', group: '/aws-glue/crawlers', stream })),
  ];
}
