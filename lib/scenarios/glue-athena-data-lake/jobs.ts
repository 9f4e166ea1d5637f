import { z } from 'zod';
import type { Facts } from '../../contract/values';
import { JobError, LeftRunningError } from '../../errors';
import type { Deployed } from '../places';
import type { Job, Parts } from '../scenario';
import { crawlersOf } from './logs';
import { period } from './params';
import { type Config, type Contract, kit } from './settings';

/** Tables that Athena creates by CTAS, without a classification. */
const CTAS_TABLES = ['smart_hub_locations_parquet', 'sensor_mappings_parquet', 'smart_hub_data_parquet', 'etl_output_parquet'];

type Context = Pick<Deployed<Config, Contract>, 'contract' | 'aws' | 'task'>;

/** Jobs of a deployed lake, in a useful order. */
export const jobs = {
  'crawl-raw': crawl('run four crawlers to register the partitions of the raw data', ({ rawCrawlers }) => rawCrawlers),

  ctas: kit.job({
    summary: 'convert readings, locations and mappings to Parquet: three Lambda functions, one Athena CTAS each',
    needs: ['account'],
    async run({ contract, aws, task, wait }) {
      const functions = [contract.dataFunction, contract.locationsFunction, contract.mappingsFunction];
      return transform({ contract, aws, task }, wait, functions, {});
    },
  }),

  rates: kit.job({
    summary: 'convert the rates from XML, which Athena cannot read, to Parquet with a Glue Spark job',
    needs: ['account'],
    async run({ contract, aws, task, wait }): Promise<Facts> {
      const run = await aws.glue.startJob(contract.ratesJob, {});
      if (!wait) return { job: contract.ratesJob, run };
      const { seconds } = await aws.glue.waitForJob(contract.ratesJob, run, task);
      return { job: contract.ratesJob, run, seconds };
    },
  }),

  'crawl-rates': crawl('run the crawler of the rates as Parquet', ({ ratesCrawler }) => [ratesCrawler]),

  enrich: kit.job({
    summary: 'join the readings of one hub with its location, devices and rates: ten INSERT INTO statements',
    needs: ['account'],
    params: period,
    async run({ contract, aws, task, wait, params }) {
      const { hub, from, to } = params;
      const facts = await transform({ contract, aws, task }, wait, [contract.enrichFunction], { loc_id: hub, date_from: from, date_to: to });
      return { hub, from, to, ...facts };
    },
  }),

  'crawl-etl-tmp': crawl('run the crawler of the enriched readings to register partitions', ({ enrichedCrawler }) => [enrichedCrawler]),

  compact: kit.job({
    summary: 'rewrite the enriched readings as one file for each hub: a CTAS',
    needs: ['account'],
    run: async ({ contract, aws, task, wait }) => transform({ contract, aws, task }, wait, [contract.compactFunction], {}),
  }),

  'crawl-etl': crawl('run the crawler of the compacted readings', ({ compactedCrawler }) => [compactedCrawler]),

  classify: kit.job({
    summary: 'set the classification of tables that a CTAS created to Parquet, for Glue jobs',
    needs: ['account'],
    run: async ({ contract, aws }) => classify({ contract, aws }, CTAS_TABLES),
  }),

  all: kit.job({
    summary: 'run all of the above as a Step Functions pipeline',
    needs: ['account'],
    params: period,
    async run({ contract, aws, task, wait, params }) {
      const { hub, from, to } = params;
      const execution = await aws.stepfunctions.start(contract.pipeline, { loc_id: hub, date_from: from, date_to: to });
      if (!wait) return { execution };
      try {
        await aws.stepfunctions.wait(execution, task);
      } catch (error) {
        // Stopping an execution leaves running what its states have started.
        throw task.signal.aborted ? await afterStop({ contract, aws }, error) : error;
      }
      const classified = await classify({ contract, aws }, CTAS_TABLES);
      const tables = await aws.glue.tables(contract.database);
      return { execution, hub, from, to, ...classified, tables: tables.length };
    },
  }),
} satisfies Parts<Job>;

function crawl(summary: string, crawlersIn: (values: Context['contract']) => readonly string[]) {
  return kit.job({
    summary,
    needs: ['account'],
    async run({ contract, aws, task, wait }): Promise<Facts> {
      const crawlers = crawlersIn(contract);
      await aws.glue.startCrawlers(crawlers);
      if (!wait) return { crawlers: crawlers.join(', ') };
      const crawls = await aws.glue.waitForCrawlers(crawlers, task);
      return {
        crawlers: crawlers.join(', '),
        seconds: Math.max(...crawls.map(({ seconds }) => seconds)),
        tablesCreated: sum(crawls.map(({ tablesCreated }) => tablesCreated)),
        tablesUpdated: sum(crawls.map(({ tablesUpdated }) => tablesUpdated)),
      };
    },
  });
}

const answer = z.object({
  statusCode: z.literal(200),
  executions: z.array(z.object({ id: z.string(), table: z.string(), state: z.string() })).min(1),
});

/** Invokes functions that start statements, waits for these here so that Ctrl-C can stop them, and sets the classification of new tables. */
async function transform(context: Context, wait: boolean, functions: readonly string[], event: Readonly<Record<string, string>>): Promise<Facts> {
  const { aws, task } = context;
  const started: z.infer<typeof answer>['executions'] = [];
  try {
    for (const name of functions) {
      const given = await aws.lambda.invoke(name, { ...event, wait: false }, task);
      const { success, data, error } = answer.safeParse(given);
      if (!success) {
        throw new JobError(
          {
            problem: `unexpected response of function ${name}`,
            got: JSON.stringify(given)?.slice(0, 200),
            fix: 'stagecraft deploy glue-athena-data-lake',
          },
          { cause: error },
        );
      }
      started.push(...data.executions);
    }
  } catch (error) {
    const ids = started.map(({ id }) => id);
    throw await aws.athena.endEarly(ids, error, task);
  }
  const ids = started.map(({ id }) => id);
  if (!wait) return { queries: ids.join(', ') };

  const finished = await aws.athena.wait(ids, task);
  const made = [...new Set(started.map(({ table }) => table))];
  return {
    queries: ids.length,
    bytesScanned: sum(finished.map(({ bytesScanned }) => bytesScanned)),
    seconds: Math.round(Math.max(...finished.map(({ milliseconds }) => milliseconds)) / 1_000),
    tables: made.join(', '),
    ...(await classify(
      context,
      made.filter((table) => CTAS_TABLES.includes(table)),
    )),
  };
}

/** Stops what an interrupted pipeline has started. @returns the error to throw: the given one, or another when something may still run */
async function afterStop({ contract, aws }: Pick<Context, 'contract' | 'aws'>, error: unknown): Promise<unknown> {
  try {
    await requestStop({ contract, aws });
    return error;
  } catch (refused) {
    const { functionWorkgroup, ratesJob } = contract;
    return new LeftRunningError(
      {
        problem: 'the pipeline was interrupted, and what it had started may still run',
        got: [error, refused].map((each) => (each as Error).message).join('\n'),
        fix: `watch it: aws athena list-query-executions --work-group ${functionWorkgroup}, aws glue get-job-runs --job-name ${ratesJob}; stop it: aws athena stop-query-execution, aws glue batch-stop-job-run`,
      },
      { cause: error },
    );
  }
}

/** @returns number of tables that had no classification */
async function classify({ contract, aws }: Pick<Context, 'contract' | 'aws'>, tables: readonly string[]): Promise<Facts> {
  return { classified: (await aws.glue.classify(contract.database, tables, 'parquet')).length };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

type Lake = Deployed<Config, Contract>;

/** Requests that everything that runs stops, outermost first, so that nothing starts again, and does not wait for it. */
async function requestStop({ contract, aws }: Pick<Lake, 'contract' | 'aws'>): Promise<void> {
  await aws.stepfunctions.stopAll(contract.pipeline);
  await Promise.all([contract.workgroup, contract.functionWorkgroup].map((workgroup) => aws.athena.stopAll(workgroup)));
  await aws.glue.stopAll({ jobs: [contract.ratesJob], crawlers: crawlersOf(contract) });
}
