import type { Deployed } from '../places';
import type { LogSource, Parts } from '../scenario';
import { type Config, type Contract, kit } from './settings';

type Values = Deployed<Config, Contract>['contract'];

/** Audit logs that Redshift exports. */
const AUDIT = ['connectionlog', 'userlog', 'useractivitylog'];

/** Logs of delivery, validation and warehouse. */
export const logs = {
  delivery: kit.logGroups('delivery errors of Firehose', ({ contract }) => deliveryLogs(contract)),
  validator: kit.logGroups('number of records that are not readings', ({ contract }) => validatorLogs(contract)),
  warehouse: kit.logGroups('audit logs of Redshift: connections, changes of users, statements', ({ contract }) =>
    warehouseLogs(contract).map((group) => ({ group, source: group.slice(group.lastIndexOf('/') + 1) })),
  ),
} satisfies Parts<LogSource>;

/** Log group of the delivery stream; none where readings come by a data stream. */
export function deliveryLogs({ deliveryStream }: Pick<Values, 'deliveryStream'>): readonly string[] {
  return deliveryStream === undefined ? [] : [`/aws/kinesisfirehose/${deliveryStream}`];
}

/** Log group of the function that validates readings, where there is one. */
export function validatorLogs({ validatorFunction }: Pick<Values, 'validatorFunction'>): readonly string[] {
  return validatorFunction === undefined ? [] : [`/aws/lambda/${validatorFunction}`];
}

/** Log groups of the warehouse. */
export function warehouseLogs({ workgroup, cluster }: Pick<Values, 'workgroup' | 'cluster'>): readonly string[] {
  return AUDIT.map((name) => (cluster === undefined ? `/aws/redshift/${workgroup}/${name}` : `/aws/redshift/cluster/${cluster}/${name}`));
}
