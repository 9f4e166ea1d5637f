import type { Leftover } from '../../contract/leftover';
import { protectedCluster, stopCluster } from '../emr-cluster';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

type Zeppelin = Deployed<Config, Contract>;

/** Stops crawlers, cancels steps, and terminates the cluster, which writes notes as well as logs until it has terminated. */
export async function stop({ contract, aws, task }: Zeppelin): Promise<readonly string[]> {
  const { crawlers } = contract;
  const work = await aws.glue.stopAll({ jobs: [], crawlers });
  const stopped = await stopCluster({ aws, task }, contract.cluster);
  await aws.glue.waitUntilStopped(crawlers, task);
  return [...work, ...stopped];
}

/** The cluster, while its termination protection is on. */
export function protections({ contract, aws }: Zeppelin): Promise<readonly string[]> {
  return protectedCluster({ aws }, contract.cluster);
}

/** Resources that services create. The log groups of PostgreSQL belong to a stack, but a late event of the instance creates its group again. */
export function leftovers({ contract }: Pick<Zeppelin, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  return [
    ...[contract.dataBucket, contract.logBucket].map((bucket): Leftover => ({ kind: 'bucket-contents', bucket })),
    { kind: 'catalog-tables', database: contract.database },
    { kind: 'emr-security-groups', vpc: contract.vpc },
    ...['postgresql', 'upgrade'].map((kind): Leftover => ({ kind: 'log-group', name: `/aws/rds/instance/${contract.instance}/${kind}` })),
    ...contract.crawlers.map((stream): Leftover => ({ kind: 'log-stream', group: '/aws-glue/crawlers', stream })),
  ];
}
