import type { Deployed } from '../places';
import type { Parts, Tool } from '../scenario';
import { type Config, type Contract, kit } from './settings';

/** Console pages of a deployed warehouse. */
export const tools = {
  editor: kit.consolePage('Redshift query editor, which can chart the views', 'sqlworkbench/home'),
  warehouse: kit.consolePage('warehouse in the Redshift console', 'redshiftv2/home', ({ contract: { cluster, workgroup } }) =>
    cluster === undefined ? `serverless-workgroup?workgroup=${workgroup}` : `cluster-details?cluster=${cluster}`,
  ),
  stream: kit.consolePage(
    'metrics of the stream',
    ({ contract }) => (contract.deliveryStream === undefined ? 'kinesis/home' : 'firehose/home'),
    ({ contract: { deliveryStream, readingStream } }) =>
      deliveryStream === undefined ? `/streams/details/${readingStream}/monitoring` : `/details/${deliveryStream}/monitoring`,
  ),
  data: kit.consolePage('data bucket in S3', ({ contract }) => `s3/buckets/${contract.dataBucket}`),
} satisfies Parts<Tool>;

/** Connection string of the Redshift JDBC driver. It holds no secret. */
export function jdbc({ contract }: Pick<Deployed<Config, Contract>, 'contract' | 'aws'>): string {
  return `jdbc:redshift://${contract.host}:5439/${contract.databaseName}?ssl=true`;
}
