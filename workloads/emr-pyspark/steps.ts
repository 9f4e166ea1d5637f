/** Workflow of a job: raw to processed, or processed to analyzed. */
export type Workflow = 'process' | 'analyze';

/** A PySpark job. */
export interface SparkJob {
  /** Name of its cluster step. */
  readonly name: string;
  readonly workflow: Workflow;
  /** Program file, in `jobs`. */
  readonly program: string;
  /** Arguments other than data locations, each with the article's value. */
  readonly options: Readonly<Record<string, string>>;
}

/** The seven jobs, each workflow in the order of its steps. */
export const sparkJobs = {
  'bakery-csv-to-parquet': { name: 'Bakery CSV to Parquet', workflow: 'process', program: 'bakery_csv_to_parquet.py', options: {} },
  'movies-csv-to-parquet': { name: 'Movie Ratings CSV to Parquet', workflow: 'process', program: 'movies_csv_to_parquet.py', options: {} },
  'stocks-csv-to-parquet': { name: 'Stocks CSV to Parquet', workflow: 'process', program: 'stocks_csv_to_parquet.py', options: {} },
  'bakery-sales': { name: 'Bakery Sales', workflow: 'analyze', program: 'bakery_sales.py', options: {} },
  'movie-choices': { name: 'Movie Choices', workflow: 'analyze', program: 'movie_choices.py', options: {} },
  'movies-avg-ratings': {
    name: 'Movie Ratings',
    workflow: 'analyze',
    program: 'movies_avg_ratings.py',
    options: { '--start-date': '2016-01-01 00:00:00', '--end-date': '2016-12-31 23:59:59' },
  },
  'stock-volatility': {
    name: 'Stock Volatility',
    workflow: 'analyze',
    program: 'stock_volatility.py',
    options: { '--start-date': '2017-01-01', '--end-date': '2018-12-31' },
  },
} as const satisfies Record<string, SparkJob>;

export type SparkJobId = keyof typeof sparkJobs;

/** Modules that the jobs import. They lie beside the programs and are passed by `--py-files`. */
export const SHARED_MODULES = ['lake.py', 'films.py'] as const;

/** Data locations of a job: buckets or folders by name, or the SSM parameters below a path. */
export type LakePlaces =
  | { readonly bronze: string; readonly silver: string; readonly gold: string }
  | {
      /** Path of the parameters, for instance `/emr_demo`. */
      readonly fromSsm: string;
      readonly region: string;
    };

export interface ArgumentOptions {
  readonly places: LakePlaces;
  /** Glue database of the crawled tables. */
  readonly database: string;
  /**
   * Overrides of the job's `options`, by argument.
   *
   * @default - the article's
   */
  readonly options?: Readonly<Record<string, string>>;
}

/** Arguments of a job's program, the same for every way of submission. */
export function jobArguments(job: SparkJobId, { places, database, options }: ArgumentOptions): readonly string[] {
  const where =
    'fromSsm' in places
      ? ['--from-ssm', places.fromSsm, '--region', places.region]
      : ['--bronze-bucket', places.bronze, '--silver-bucket', places.silver, '--gold-bucket', places.gold];
  return [...where, '--database', database, ...Object.entries({ ...sparkJobs[job].options, ...options }).flat()];
}

export interface SubmitOptions extends ArgumentOptions {
  /** Folder of the programs, for instance `s3://bucket/jobs`. */
  readonly programs: string;
}

/** The `spark-submit` command line that runs a job on YARN and waits for its end. */
export function sparkSubmit(job: SparkJobId, { programs, ...options }: SubmitOptions): readonly string[] {
  return [
    'spark-submit',
    ...['--deploy-mode', 'cluster', '--master', 'yarn'],
    // Without it, the step ends when YARN accepts the application, and its failure goes unnoticed.
    ...['--conf', 'spark.yarn.submit.waitAppCompletion=true'],
    ...['--py-files', SHARED_MODULES.map((file) => `${programs}/${file}`).join(',')],
    `${programs}/${sparkJobs[job].program}`,
    ...jobArguments(job, options),
  ];
}

/** A step as EMR's API expects it. */
export interface EmrStep {
  readonly Name: string;
  readonly ActionOnFailure: 'CONTINUE';
  readonly HadoopJarStep: { readonly Jar: 'command-runner.jar'; readonly Args: readonly string[] };
}

/** The jobs of a workflow, in order. */
export function jobsOf(workflow: Workflow): readonly SparkJobId[] {
  return (Object.keys(sparkJobs) as SparkJobId[]).filter((id) => sparkJobs[id].workflow === workflow);
}

/** Builds the cluster step of a job. A failed step leaves the others running. */
export function emrStep(job: SparkJobId, options: SubmitOptions): EmrStep {
  return {
    Name: sparkJobs[job].name,
    ActionOnFailure: 'CONTINUE',
    HadoopJarStep: { Jar: 'command-runner.jar', Args: sparkSubmit(job, options) },
  };
}
