import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import { type Config, type Contract, instancesOf } from './settings';

type Database = Deployed<Config, Contract>;

/** Stops nothing: RDS deletes instances while they run. */
export async function stop(_: Database): Promise<readonly string[]> {
  return [];
}

/**
 * Resources that services create. Log groups of instances and functions belong to the stack, but a late event creates its group again; network
 * interfaces of functions stay for up to half an hour and block the deletion of the VPC.
 */
export function leftovers({ config, contract }: Pick<Database, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  const instances = instancesOf(contract);
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
