import type { LogLine } from '../../contract/log-line';
import { consoleUrl } from '../console';
import type { Deployed } from '../places';
import type { LogSource, Parts, Tool } from '../scenario';
import { NONE } from './names';
import type { Config, Contract } from './settings';
import { streamOf } from './stream';

type Sensors = Deployed<Config, Contract>;

/** Logs of Redshift that are kept. */
const AUDIT = ['connectionlog', 'userlog', 'useractivitylog'];

/** Console pages of a deployed warehouse. */
export const tools = {
  editor: page('query editor of Redshift, in which the views can be charted', ({ aws }) => consoleUrl(aws.target, 'sqlworkbench/home')),
  warehouse: page('the warehouse in the console', ({ aws, contract }) =>
    contract.cluster === NONE
      ? consoleUrl(aws.target, 'redshiftv2/home', `serverless-workgroup?workgroup=${contract.workgroup}`)
      : consoleUrl(aws.target, 'redshiftv2/home', `cluster-details?cluster=${contract.cluster}`),
  ),
  stream: page('the stream, with its metrics', ({ aws, contract }) =>
    contract.deliveryStream === NONE
      ? consoleUrl(aws.target, `kinesis/home`, `/streams/details/${contract.readingStream}/monitoring`)
      : consoleUrl(aws.target, `firehose/home`, `/details/${contract.deliveryStream}/monitoring`),
  ),
  data: page('the data bucket', ({ aws, contract }) => consoleUrl(aws.target, `s3/buckets/${contract.dataBucket}`)),
} satisfies Parts<Tool>;

/** Where it writes logs. */
export const logs = {
  delivery: {
    summary: 'what Firehose could not deliver, and why',
    read: async ({ contract, aws, since }) => (contract.deliveryStream === NONE ? [] : aws.logs.read({ group: deliveryLog(contract), since })),
  },
  validator: {
    summary: 'how many records were no readings',
    read: async ({ contract, aws, since }) =>
      contract.validatorFunction === NONE ? [] : aws.logs.read({ group: `/aws/lambda/${contract.validatorFunction}`, since }),
  },
  warehouse: {
    summary: 'who connects to the warehouse, what users are changed, what is asked',
    async read({ contract, aws, since }) {
      const read = warehouseLogs(contract).map(async (group) =>
        (await aws.logs.read({ group, since })).map((line) => ({ ...line, source: group.slice(group.lastIndexOf('/') + 1) })),
      );
      return (await Promise.all(read)).flat().sort(byTime);
    },
  },
} satisfies Parts<LogSource>;

/** Connection string for JDBC, without any secret. */
export function jdbc({ contract }: Pick<Sensors, 'contract'>): string {
  return `jdbc:redshift://${contract.host}:5439/${contract.databaseName}?ssl=true`;
}

export function deliveryLog(contract: Sensors['contract']): string {
  return `/aws/kinesisfirehose/${streamOf(contract)}`;
}

export function warehouseLogs({ workgroup, cluster }: Pick<Sensors['contract'], 'workgroup' | 'cluster'>): readonly string[] {
  return AUDIT.map((name) => (cluster === NONE ? `/aws/redshift/${workgroup}/${name}` : `/aws/redshift/cluster/${cluster}/${name}`));
}

function page(summary: string, url: (sensors: Sensors) => string) {
  return { summary, open: async (sensors) => ({ url: url(sensors) }) };
}

function byTime(one: LogLine, other: LogLine): number {
  return one.time.getTime() - other.time.getTime();
}
