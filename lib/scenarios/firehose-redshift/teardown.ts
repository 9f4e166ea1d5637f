import type { Leftover } from '../../contract/leftover';
import type { Deployed } from '../places';
import { NONE } from './names';
import type { Config, Contract } from './settings';
import { deliveryLog, warehouseLogs } from './tools';

type Sensors = Deployed<Config, Contract>;

/** Nothing of it goes on by itself: the simulator runs on the machine of whoever started it, and COPY jobs go with the warehouse. */
export async function stop(_: Sensors): Promise<readonly string[]> {
  return [];
}

/** What services made by themselves: objects, logs that a late event makes anew, and interfaces that keep the network. */
export function leftovers({ contract }: Pick<Sensors, 'config' | 'contract' | 'stage'>): readonly Leftover[] {
  const groups = [
    ...(contract.deliveryStream === NONE ? [] : [deliveryLog(contract)]),
    ...(contract.validatorFunction === NONE ? [] : [`/aws/lambda/${contract.validatorFunction}`]),
    ...warehouseLogs(contract),
  ];
  return [
    { kind: 'bucket-contents', bucket: contract.dataBucket },
    { kind: 'unused-interfaces', vpc: contract.vpc },
    ...groups.map((name): Leftover => ({ kind: 'log-group', name })),
  ];
}
