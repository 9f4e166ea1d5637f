import type { LogLine } from '../../contract/log-line';
import { JobError } from '../../errors';
import { consoleUrl, dashboardUrl } from '../console';
import type { Deployed, LogSource, Tool } from '../scenario';
import type { Config, Contract } from './settings';

type Lake = Deployed<Config, Contract>;

/** Console pages of a deployed lake. */
export const tools = {
  athena: page('query editor of Athena', ({ aws }) => consoleUrl(aws.target, 'athena/home', '/query-editor')),
  glue: page('database of the lake in the Glue catalog', ({ aws, contract }) =>
    consoleUrl(aws.target, 'glue/home', `/v2/data-catalog/databases/view/${contract.database}`),
  ),
  pipeline: page('state machine with its executions', ({ aws, contract }) =>
    consoleUrl(aws.target, 'states/home', `/statemachines/view/${encodeURIComponent(contract.pipeline)}`),
  ),
  dashboard: page('QuickSight dashboard', ({ aws, contract }) => {
    if (contract.dashboard !== 'none') return dashboardUrl(aws.target, contract.dashboard);
    throw new JobError({
      problem: 'the lake was deployed without its dashboard',
      fix: 'stagecraft deploy glue-athena-data-lake --set withDashboard=true --set quicksightPrincipal=<ARN of a QuickSight user>',
    });
  }),
  bucket: page('files of the lake in S3', ({ aws, contract }) => consoleUrl(aws.target, `s3/buckets/${contract.dataBucket}`)),
} satisfies Readonly<Record<string, Tool<Config, Contract>>>;

/** Where it writes logs. */
export const logs = {
  functions: {
    summary: 'what the five functions log, their SQL included',
    async read({ contract, aws, since }) {
      const { dataFunction, locationsFunction, mappingsFunction, enrichFunction, compactFunction } = contract;
      const functions = [dataFunction, locationsFunction, mappingsFunction, enrichFunction, compactFunction];
      const read = functions.map(async (name) => named(name, await aws.logs.read({ group: `/aws/lambda/${name}`, since })));
      return (await Promise.all(read)).flat().sort(byTime);
    },
  },
  crawlers: {
    summary: 'what the crawlers found',
    async read({ contract, aws, since }) {
      // A stream has the name of its crawler; the crawlers of another stage may have names that begin with it.
      const read = crawlersOf(contract).map(async (crawler) =>
        (await aws.logs.read({ group: '/aws-glue/crawlers', streamPrefix: crawler, since })).filter(({ source }) => source === crawler),
      );
      return (await Promise.all(read)).flat().sort(byTime);
    },
  },
  rates: {
    summary: 'what the Spark job logs',
    async read({ contract, aws, since }) {
      const groups = ratesLogGroups(contract);
      const lines = await Promise.all(groups.map((group) => aws.logs.read({ group, since })));
      return named(contract.ratesJob, lines.flat().sort(byTime));
    },
  },
  pipeline: {
    summary: 'what the state machine does, event by event',
    async read({ contract, aws, since }) {
      const name = contract.pipeline.slice(contract.pipeline.lastIndexOf(':') + 1);
      return named(name, await aws.logs.read({ group: `/aws/vendedlogs/states/${name}`, since }));
    },
  },
} satisfies Readonly<Record<string, LogSource<Config, Contract>>>;

/** Log groups of the Spark job: what it prints, and what Spark has to say. */
export function ratesLogGroups({ ratesJob }: Pick<Record<Contract, string>, 'ratesJob'>): readonly string[] {
  return ['output', 'error'].map((kind) => `/aws-glue/jobs/${ratesJob}/${kind}`);
}

/** Every crawler of the lake. */
export function crawlersOf({ rawCrawlers, ratesCrawler, enrichedCrawler, compactedCrawler }: Lake['contract']): readonly string[] {
  return [...rawCrawlers.split(','), ratesCrawler, enrichedCrawler, compactedCrawler];
}

/**
 * Connection string of Athena's JDBC driver 3, class `com.amazon.athena.jdbc.AthenaDriver`.
 *
 * It holds no secret: the driver finds credentials as the SDK does.
 */
export function jdbc({ contract, aws }: Pick<Lake, 'contract' | 'aws'>): string {
  const properties = {
    Region: aws.target.region,
    WorkGroup: contract.workgroup,
    OutputLocation: contract.resultsLocation,
    Database: contract.database,
    CredentialsProvider: 'DefaultChain',
  };
  return `jdbc:athena://${Object.entries(properties)
    .map(([name, value]) => `${name}=${value};`)
    .join('')}`;
}

function page(summary: string, url: (lake: Lake) => string): Tool<Config, Contract> {
  return { summary, open: async (lake) => ({ url: url(lake) }) };
}

function named(source: string, lines: readonly LogLine[]): readonly LogLine[] {
  return lines.map((line) => ({ ...line, source }));
}

function byTime(one: LogLine, other: LogLine): number {
  return one.time.getTime() - other.time.getTime();
}
