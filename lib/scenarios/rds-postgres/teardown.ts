import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import { listed } from './entries';
import type { Config, Contract } from './settings';

type Database = Deployed<Config, Contract>;

/** Nothing runs that would have to be stopped: an instance is deleted while it runs. */
export async function stop(_: Database): Promise<readonly string[]> {
  return [];
}

/**
 * What services made by themselves. Groups of instances and functions belong to the stack, but what ends late makes its group anew; interfaces of
 * functions stay for up to half an hour and keep the network.
 */
export function leftovers({ config, contract }: Pick<Database, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  const instances = [contract.primaryInstance, ...listed(contract.replicaInstances)];
  const groups = [
    ...[contract.loadFunction, contract.readFunction].map((name) => `/aws/lambda/${name}`),
    ...instances.flatMap((instance) => ['postgresql', 'upgrade'].map((kind) => `/aws/rds/instance/${instance}/${kind}`)),
  ];
  return [
    { kind: 'bucket-contents', bucket: contract.dataBucket },
    { kind: 'unused-interfaces', vpc: contract.vpc },
    ...groups.map((name): Leftover => ({ kind: 'log-group', name })),
    ...(config.purgeSnapshots ? instances.map((instance): Leftover => ({ kind: 'db-snapshots', instance })) : []),
  ];
}
