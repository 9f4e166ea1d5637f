import {
  jobArguments,
  jobsOf,
  type LakePlaces,
  SHARED_MODULES,
  type SparkJobId,
  sparkJobs,
  sparkSubmit,
  type Workflow,
} from '../../../workloads/emr-pyspark/steps';

/** Folder of the work bucket that holds the programs. */
export const PROGRAMS = 'jobs';

/** Buckets and database of a lake, as names or as placeholders. */
export interface LakeNames {
  readonly bronze: string;
  readonly silver: string;
  readonly gold: string;
  readonly work: string;
  readonly database: string;
}

/** A job with its submit arguments. */
export interface SubmittedJob {
  readonly job: SparkJobId;
  /** Id of its state in a state machine: the name of its step with underscores. */
  readonly id: string;
  readonly name: string;
  /** Arguments of `spark-submit` on a cluster. */
  readonly command: readonly string[];
  /** The program in S3, for EMR Serverless. */
  readonly entryPoint: string;
  /** Arguments of the program. */
  readonly args: readonly string[];
}

/** Arguments that replace the article's, by job. */
export type Options = Readonly<Partial<Record<SparkJobId, Readonly<Record<string, string>>>>>;

/** Submit arguments of jobs, in order. @param places locations of the data; bucket names by default */
export function submittedJobs(
  jobs: readonly SparkJobId[],
  lake: LakeNames,
  options: Options = {},
  places: LakePlaces = lake,
): readonly SubmittedJob[] {
  const programs = programsOf(lake);
  return jobs.map((job) => {
    const given = { places, database: lake.database, options: options[job] };
    return {
      job,
      id: sparkJobs[job].name.replaceAll(' ', '_'),
      name: sparkJobs[job].name,
      command: sparkSubmit(job, { ...given, programs }),
      entryPoint: `${programs}/${sparkJobs[job].program}`,
      args: jobArguments(job, given),
    };
  });
}

/** Jobs of a workflow with their submit arguments. */
export function submittedWorkflow(workflow: Workflow, lake: LakeNames): readonly SubmittedJob[] {
  return submittedJobs(jobsOf(workflow), lake);
}

/** Further Spark arguments of EMR Serverless: imported modules, and worker sizes that fit the application. */
export function serverlessParameters(lake: Pick<LakeNames, 'work'>): string {
  const settings = {
    'spark.driver.cores': '2',
    'spark.driver.memory': '6g',
    'spark.executor.cores': '4',
    'spark.executor.memory': '14g',
    'spark.executor.instances': '1',
    'spark.dynamicAllocation.maxExecutors': '3',
  };
  const modules = SHARED_MODULES.map((file) => `${programsOf(lake)}/${file}`).join(',');
  return [`--py-files ${modules}`, ...Object.entries(settings).map(([name, value]) => `--conf ${name}=${value}`)].join(' ');
}

function programsOf({ work }: Pick<LakeNames, 'work'>): string {
  return `s3://${work}/${PROGRAMS}`;
}
