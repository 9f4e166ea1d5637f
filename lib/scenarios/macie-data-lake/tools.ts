import { consoleUrl } from '../console';
import type { Deployed } from '../places';
import type { LogSource, Parts, Tool } from '../scenario';
import type { Config, Contract } from './settings';

type Lake = Deployed<Config, Contract>;

/** Console pages of a deployed lake. */
export const tools = {
  macie: page('findings in the console of Macie', ({ aws }) => consoleUrl(aws.target, 'macie/home', 'findings')),
  data: page('files of the lake in S3', ({ aws, contract }) => consoleUrl(aws.target, `s3/buckets/${contract.dataBucket}`)),
  isolation: page('isolated files in S3', ({ aws, contract }) => consoleUrl(aws.target, `s3/buckets/${contract.isolationBucket}`)),
  failed: page('queue of events that could not be handled', ({ aws, contract }) =>
    consoleUrl(aws.target, 'sqs/v3/home', `/queues/${encodeURIComponent(contract.failedQueue)}`),
  ),
} satisfies Parts<Tool>;

/** Where it writes logs. */
export const logs = {
  quarantine: {
    summary: 'what was moved, and what was left alone and why',
    read: ({ contract, aws, since }) => aws.logs.read({ group: quarantineLog(contract), since }),
  },
} satisfies Parts<LogSource>;

export function quarantineLog({ quarantineFunction }: Pick<Lake['contract'], 'quarantineFunction'>): string {
  return `/aws/lambda/${quarantineFunction}`;
}

function page(summary: string, url: (lake: Lake) => string) {
  return { summary, open: async (lake) => ({ url: url(lake) }) };
}
