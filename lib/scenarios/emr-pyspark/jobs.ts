import { join } from 'node:path';
import { z } from 'zod';
import { jobsOf, type LakePlaces, type SparkJobId, sparkJobs, type Workflow } from '../../../workloads/emr-pyspark/steps';
import type { Facts } from '../../contract/values';
import { JobError } from '../../errors';
import { workload } from '../../paths';
import { flag } from '../params';
import type { Deployed } from '../places';
import type { Job, JobOptions, Parts } from '../scenario';
import { METHODS, type Method, methods } from './methods';
import { type LakeNames, type Options, PROGRAMS, submittedJobs } from './programs';
import { type Config, type Contract, kit } from './settings';

type Context = Deployed<Config, Contract> & Pick<JobOptions, 'wait' | 'method'>;

const second = z.string().regex(/^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, 'a UTC time such as 2016-01-01 00:00:00');
const day = z.iso.date('a date such as 2017-01-01');
const fromSsm = { fromSsm: flag.default(false).describe('jobs read their buckets from SSM instead of arguments') };
const joining = {
  join: z.enum(['links', 'literal']).default('links').describe('join of ratings and films: corrected, or literal as in the article'),
};

const ratings = sparkJobs['movies-avg-ratings'].options;
const prices = sparkJobs['stock-volatility'].options;
const period = { message: 'an end that is not before start', path: ['end'] };

/** Jobs of a deployed lake, in a useful order. */
export const jobs = {
  upload: kit.job({
    summary: 'upload the PySpark programs and the bootstrap script to their buckets; the jobs below do this automatically',
    needs: ['account'],
    run: async (context) => uploadPrograms(context),
  }),

  crawl: kit.job({
    summary: 'crawl the raw or the processed bucket into catalog tables',
    needs: ['account'],
    params: z.object({ layer: z.enum(['raw', 'processed']).default('raw').describe('layer to crawl') }),
    async run({ contract, aws, task, wait, params: { layer } }): Promise<Facts> {
      const crawler = layer === 'raw' ? contract.rawCrawler : contract.processedCrawler;
      await refuseEmpty(layer, { contract, aws });
      await aws.glue.startCrawlers([crawler]);
      if (!wait) return { crawler };
      const [crawl] = await aws.glue.waitForCrawlers([crawler], task);
      const tables = (await aws.glue.tables(contract.database)).map(({ name }) => name).filter((name) => name.startsWith(`${layer}_`));
      return { crawler, seconds: crawl?.seconds ?? 0, tables: tables.length, names: tables.join(', ') };
    },
  }),

  process: workflowJob('process', 'convert bakery, films and stocks from CSV to Parquet: three concurrent jobs'),
  analyze: workflowJob('analyze', 'analyze the processed data: four concurrent jobs'),

  'bakery-csv-to-parquet': singleJob('bakery-csv-to-parquet', 'convert the bakery sales to Parquet'),
  'movies-csv-to-parquet': singleJob('movies-csv-to-parquet', 'convert the seven tables of films and ratings to Parquet'),
  'stocks-csv-to-parquet': singleJob('stocks-csv-to-parquet', 'convert the prices of thirty stocks to Parquet, one folder for each symbol'),
  'bakery-sales': singleJob('bakery-sales', 'count the bakery sales, best-selling items first'),

  'movie-choices': kit.job({
    summary: 'find films about robots with one of three actors, in three groups by their ratings',
    needs: ['account'],
    params: z.object({ ...fromSsm, ...joining }),
    methods: singleMethods(),
    run: (context) => submit(context, ['movie-choices'], { 'movie-choices': { '--join': context.params.join } }, context.params.fromSsm),
  }),

  'movies-avg-ratings': kit.job({
    summary: 'count the ratings of a time range by value',
    needs: ['account'],
    params: z
      .object({
        start: second.default(ratings['--start-date']).describe('first second of the ratings, in UTC'),
        end: second.default(ratings['--end-date']).describe('last second, included'),
        ...fromSsm,
        ...joining,
      })
      .refine(({ start, end }) => start <= end, { error: period.message, path: period.path }),
    methods: singleMethods(),
    run: (context) => {
      const { start, end, join, fromSsm } = context.params;
      return submit(context, ['movies-avg-ratings'], { 'movies-avg-ratings': { '--start-date': start, '--end-date': end, '--join': join } }, fromSsm);
    },
  }),

  'stock-volatility': kit.job({
    summary: 'find the ten most volatile days of three stocks',
    needs: ['account'],
    params: z
      .object({
        start: day.default(prices['--start-date']).describe('first day of the prices'),
        end: day.default(prices['--end-date']).describe('last day, included'),
        ...fromSsm,
      })
      .refine(({ start, end }) => start <= end, { error: period.message, path: period.path }),
    methods: singleMethods(),
    run: (context) => {
      const { start, end, fromSsm } = context.params;
      return submit(context, ['stock-volatility'], { 'stock-volatility': { '--start-date': start, '--end-date': end } }, fromSsm);
    },
  }),
} satisfies Parts<Job>;

function workflowJob(workflow: Workflow, summary: string) {
  return kit.job({
    summary,
    needs: ['account'],
    params: z.object(fromSsm),
    methods: METHODS,
    run: (context) => submit(context, jobsOf(workflow), {}, context.params.fromSsm, workflow),
  });
}

function singleJob(job: SparkJobId, summary: string) {
  return kit.job({
    summary,
    needs: ['account'],
    params: z.object(fromSsm),
    methods: singleMethods(),
    run: (context) => submit(context, [job], {}, context.params.fromSsm),
  });
}

/** A state machine has all jobs of a workflow. */
function singleMethods(): readonly [string, ...string[]] {
  const [first, ...others] = METHODS;
  return [first, ...others.filter((method) => method !== 'step-functions')];
}

/** Uploads the programs, and submits the jobs by the chosen method. */
async function submit(context: Context, ids: readonly SparkJobId[], options: Options, bySsm: boolean, workflow?: Workflow): Promise<Facts> {
  const { contract, aws } = context;
  await checkInputs(ids, context);
  await uploadPrograms(context);
  const places: LakePlaces | undefined = bySsm ? { fromSsm: contract.parametersPath, region: aws.target.region } : undefined;
  const jobs = submittedJobs(ids, lakeOf(contract), options, places);
  return methods[(context.method ?? METHODS[0]) as Method]({ ...context, jobs, workflow });
}

async function uploadPrograms({ contract, aws, task }: Pick<Context, 'contract' | 'aws' | 'task'>): Promise<Facts> {
  const programs = await aws.s3.uploadFolder(workload('emr-pyspark', 'jobs'), contract.workBucket, task, `${PROGRAMS}/`);
  const scripts = await aws.s3.uploadFolder(workload('emr-pyspark', 'bootstrap'), contract.bootstrapBucket, task);
  return {
    programs: `s3://${join(contract.workBucket, PROGRAMS)}/`,
    uploaded: programs.uploaded + scripts.uploaded,
    unchanged: programs.unchanged + scripts.unchanged,
  };
}

async function refuseEmpty(layer: 'raw' | 'processed', { contract, aws }: Pick<Context, 'contract' | 'aws'>): Promise<void> {
  const bucket = layer === 'raw' ? contract.bronzeBucket : contract.silverBucket;
  if ((await aws.s3.list(bucket)).length > 0) return;
  throw new JobError({
    problem: `nothing to crawl: the ${layer} bucket is empty`,
    got: `s3://${bucket}/`,
    fix: layer === 'raw' ? 'stagecraft data generate emr-pyspark, then stagecraft data upload emr-pyspark' : 'stagecraft run emr-pyspark process',
  });
}

function lakeOf({ bronzeBucket, silverBucket, goldBucket, workBucket, database }: Context['contract']): LakeNames {
  return { bronze: bronzeBucket, silver: silverBucket, gold: goldBucket, work: workBucket, database };
}

/** What the check of inputs reads, also for a scenario that runs the jobs on this lake. */
interface LakeContext {
  readonly contract: Pick<Context['contract'], 'bronzeBucket' | 'silverBucket' | 'database'>;
  readonly aws: Pick<Context['aws'], 's3' | 'glue'>;
}

/** Input of a job: folders of a bucket, and tables of the catalog. */
interface Input {
  readonly layer: 'raw' | 'processed';
  readonly folders?: readonly string[];
  readonly tables?: readonly string[];
}

const RATED = ['processed_links', 'processed_movies_metadata'];

const INPUTS: Readonly<Record<SparkJobId, Input>> = {
  'bakery-csv-to-parquet': { layer: 'raw', folders: ['bakery/'] },
  'movies-csv-to-parquet': { layer: 'raw', folders: ['movie_ratings/'] },
  'stocks-csv-to-parquet': { layer: 'raw', folders: ['stocks/'] },
  'bakery-sales': { layer: 'processed', folders: ['bakery/'] },
  'movie-choices': { layer: 'processed', tables: [...RATED, 'processed_ratings', 'processed_keywords', 'processed_credits'] },
  'movies-avg-ratings': { layer: 'processed', tables: [...RATED, 'processed_ratings_small'] },
  'stock-volatility': { layer: 'processed', tables: ['processed_stocks'] },
};

/** Checks the input of jobs before a cluster starts. @throws JobError with the missing input and the command that creates it */
export async function checkInputs(jobs: readonly SparkJobId[], { contract, aws }: LakeContext): Promise<void> {
  const tables = new Set<string>();
  if (jobs.some((job) => INPUTS[job].tables)) for (const { name } of await aws.glue.tables(contract.database)) tables.add(name);
  for (const job of jobs) {
    const input = INPUTS[job];
    const bucket = input.layer === 'raw' ? contract.bronzeBucket : contract.silverBucket;
    for (const folder of input.folders ?? []) {
      if ((await aws.s3.list(bucket, folder)).length > 0) continue;
      throw new JobError({
        problem: `${job} has nothing to read: there is no ${input.layer} data`,
        got: `s3://${bucket}/${folder} is empty`,
        fix:
          input.layer === 'raw'
            ? 'stagecraft data generate emr-pyspark, then stagecraft data upload emr-pyspark'
            : 'stagecraft run emr-pyspark process',
      });
    }
    const missing = (input.tables ?? []).filter((name) => !tables.has(name));
    if (missing.length > 0) {
      throw new JobError({
        problem: `${job} has nothing to read: tables of the processed data are missing`,
        got: `no ${missing.join(', no ')} in database ${contract.database}`,
        fix: 'stagecraft run emr-pyspark process, then stagecraft run emr-pyspark crawl --param layer=processed',
      });
    }
  }
}
