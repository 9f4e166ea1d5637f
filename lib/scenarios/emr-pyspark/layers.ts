import type { SparkJobId } from '../../../workloads/emr-pyspark/steps';
import { JobError } from '../../errors';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';

/** What the check reads, also of a scenario that runs the jobs on this lake. */
interface Context {
  readonly contract: Pick<Deployed<Config, Contract>['contract'], 'bronzeBucket' | 'silverBucket' | 'database'>;
  readonly aws: Pick<Deployed<Config, Contract>['aws'], 's3' | 'glue'>;
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
export async function checkInputs(jobs: readonly SparkJobId[], { contract, aws }: Context): Promise<void> {
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
