import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { quoted } from '../../../../workloads/athena/bind';
import { jobArguments, type LakePlaces, type SparkJobId, sparkJobs } from '../../../../workloads/emr-pyspark/steps';
import type { Task } from '../../../contract/task';
import { workload } from '../../../paths';
import { type ProgramAws, withAws } from '../../../rehearsal/aws-endpoint';
import type { SparkEngine } from '../../../rehearsal/engine';
import type { StepContext } from '../../../rehearsal/rehearsal';
import { withoutSdk } from '../../../rehearsal/without-sdk';
import { contractPath } from '../../names';
import type { Config } from '../settings';

const MEMORY = 'a size such as 2g or 1500m';

/** Parameters of `rehearse --param`. */
export const params = z.object({
  driverMemory: z
    .string()
    .regex(/^[1-9]\d*[gm]$/, MEMORY)
    .default('2g')
    .describe('maximum heap of the Spark JVM'),
});

/** The version that the bootstrap action installs on nodes. */
const BOTO3 = 'boto3==1.40.70';

/** Database of the tables, named as in the article. */
const DATABASE = 'emr_demo';

export const bronze = (workspace: string) => join(workspace, 'bronze');
export const silver = (workspace: string) => join(workspace, 'silver');
export const gold = (workspace: string) => join(workspace, 'gold');

/** Input of a Spark job. */
export interface Surroundings {
  readonly spark: SparkEngine;
  readonly workspace: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly task: Task;
}

/** Runs a job with the arguments of an EMR step, except for locations and catalog. @returns its output */
export function runJob(job: SparkJobId, surroundings: Surroundings): Promise<string> {
  const { workspace } = surroundings;
  const places = { bronze: fileUrl(bronze(workspace)), silver: fileUrl(silver(workspace)), gold: fileUrl(gold(workspace)) };
  return submit(['jobs', sparkJobs[job].program], programArguments(job, places), surroundings);
}

/** What runs a job in the account: the nodes of a cluster, or the workers of the serverless application. */
const WORKLOADS = [
  { type: 'AWS::EMR::Cluster', id: 'Cluster', use: 'JobFlowRole' },
  { type: 'AWS::EMRServerless::Application', id: 'Application' },
];

type Account = Pick<StepContext<Config>, 'stage' | 'account' | 'calls'>;

/** Runs a job that reads the names of its buckets from the parameters that the stacks publish: each is answered by the folder that stands for the bucket. */
export function runJobFromSsm(job: SparkJobId, { stage, account, calls }: Account, surroundings: Surroundings): Promise<string> {
  const { workspace } = surroundings;
  const { region } = account.location;
  const published = (name: string) => account.values.get(`${contractPath('emr-pyspark', stage)}/${name}`) ?? '';
  const folders = new Map([
    [published('bronzeBucket'), fileUrl(bronze(workspace))],
    [published('silverBucket'), fileUrl(silver(workspace))],
    [published('goldBucket'), fileUrl(gold(workspace))],
  ]);
  const answers = {
    'AmazonSSM.GetParameters': async ({ Names }: { readonly Names: readonly string[] }) => ({
      Parameters: Names.flatMap((Name) => {
        const value = account.values.get(Name);
        return value === undefined ? [] : [{ Name, Type: 'String', Value: folders.get(value) ?? value }];
      }),
      InvalidParameters: Names.filter((name) => !account.values.has(name)),
    }),
  };
  // Each of them runs the same program with the same arguments. A cluster that lives for one run is no resource of the stacks.
  const workloads = WORKLOADS.filter(({ type }) => account.resources.some((resource) => resource.type === type));
  const record: ProgramAws['record'] = (call) => {
    for (const each of workloads) calls.record(each, call);
  };
  const args = programArguments(job, { fromSsm: published('parametersPath'), region });
  const asDeployed = withAws({ answers, region, record }, (aws) => submit(['jobs', sparkJobs[job].program], args, surroundings, aws));
  return withoutSdk(asDeployed, surroundings.task, () => runJob(job, surroundings));
}

function programArguments(job: SparkJobId, places: LakePlaces): readonly string[] {
  return [...jobArguments(job, { places, database: DATABASE }), '--catalog', 'session'];
}

/** Creates tables for the files below a folder, as a crawler does. @returns their names */
export async function crawl(folder: string, prefix: string, surroundings: Surroundings): Promise<readonly string[]> {
  const printed = await submit(['local', 'crawl.py'], ['--database', DATABASE, '--prefix', prefix, '--folder', folder], surroundings);
  return [...printed.matchAll(/^table (\S+)$/gm)].map(([, name = '']) => name);
}

/** One JVM for all jobs, each with a new Spark context. A metastore on disk keeps the tables between jobs. */
function submit(
  program: readonly string[],
  args: readonly string[],
  { spark, workspace, params: given, task }: Surroundings,
  aws?: ProgramAws,
): Promise<string> {
  const conf = {
    'spark.driver.memory': params.parse(given).driverMemory,
    'spark.hadoop.javax.jdo.option.ConnectionURL': `jdbc:derby:;databaseName=${join(workspace, 'metastore')};create=true`,
    // The metastore needs no durability; otherwise Derby syncs to disk after each of some thousand statements.
    'spark.driver.extraJavaOptions': '-Dderby.system.durability=test',
    // Few partitions, because one machine has few cores and each task has overhead.
    'spark.sql.shuffle.partitions': '8',
  };
  return spark.submit(workload('emr-pyspark', ...program), args, task, { conf, sharesJvm: true, ...(aws && { packages: [BOTO3], aws }) });
}

/** A folder as Hadoop path: a URL without percent-encoding. */
function fileUrl(path: string): string {
  return decodeURIComponent(pathToFileURL(path).href);
}

interface CsvOptions {
  readonly delimiter: string;
  /** Escape character of CSV. */
  readonly escape: string;
}

const RAW_CSV: CsvOptions = { delimiter: ',', escape: '"' };

/** Spark's default CSV format, except for the delimiter. */
export const GOLD_CSV: CsvOptions = { delimiter: '|', escape: '\\' };

/** A query of CSV files with a header, all columns as text. Short rows are padded, and line breaks within quotes are kept. */
export function csv(pattern: string, { delimiter, escape: before } = RAW_CSV): string {
  return (
    `SELECT * FROM read_csv(${quoted(pattern)}, header = true, delim = ${quoted(delimiter)}, quote = '"', escape = ${quoted(before)}, all_varchar = true, ` +
    'strict_mode = false, null_padding = true, parallel = false, filename = true, max_line_size = 16777216)'
  );
}

/** A query of the Parquet files below a folder. */
export function parquet(folder: string): string {
  return `SELECT * FROM read_parquet(${quoted(`${folder}/*.parquet`)})`;
}
