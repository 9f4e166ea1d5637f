import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import { deliveryLogs, validatorLogs, warehouseLogs } from './logs';
import type { Config, Contract } from './settings';

type Sensors = Deployed<Config, Contract>;

/** Stops nothing: the simulator runs on the operator's machine, and COPY jobs are deleted with the warehouse. */
export async function stop(_: Sensors): Promise<readonly string[]> {
  return [];
}

/** Resources that services create: objects, log groups that a late event creates again, and network interfaces that block the deletion of the VPC. */
export function leftovers({ contract }: Pick<Sensors, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  const groups = [...deliveryLogs(contract), ...validatorLogs(contract), ...warehouseLogs(contract)];
  return [
    { kind: 'bucket-contents', bucket: contract.dataBucket },
    { kind: 'unused-interfaces', vpc: contract.vpc },
    ...groups.map((name): Leftover => ({ kind: 'log-group', name })),
  ];
}
