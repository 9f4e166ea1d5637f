import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jobArguments, type SparkJobId, sparkJobs } from '../../../../workloads/emr-pyspark/steps';
import type { Task } from '../../../contract/task';
import { workload } from '../../../paths';
import type { SparkEngine } from '../../../rehearsal/engine';
import { params } from './params';

/** Database of the tables, which the article names so. */
const DATABASE = 'emr_demo';

export const bronze = (workspace: string) => join(workspace, 'bronze');
export const silver = (workspace: string) => join(workspace, 'silver');
export const gold = (workspace: string) => join(workspace, 'gold');

/** What a step gives on to Spark. */
export interface Surroundings {
  readonly spark: SparkEngine;
  readonly workspace: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly task: Task;
}

/** Runs a job with the arguments that a step on a cluster would have, but for the places and the catalog. @returns what it printed */
export function runJob(job: SparkJobId, surroundings: Surroundings): Promise<string> {
  const { workspace } = surroundings;
  const places = { bronze: fileUrl(bronze(workspace)), silver: fileUrl(silver(workspace)), gold: fileUrl(gold(workspace)) };
  const args = [...jobArguments(job, { places, database: DATABASE }), '--catalog', 'session'];
  return submit(['jobs', sparkJobs[job].program], args, surroundings);
}

/** Makes tables of the files below a folder, as a crawler would. @returns their names */
export async function crawl(folder: string, prefix: string, surroundings: Surroundings): Promise<readonly string[]> {
  const printed = await submit(['local', 'crawl.py'], ['--database', DATABASE, '--prefix', prefix, '--folder', folder], surroundings);
  return [...printed.matchAll(/^table (\S+)$/gm)].map(([, name = '']) => name);
}

/** One JVM for all of them, which starts once; each has a Spark context of its own. The tables last from one to the next in a metastore on disk. */
function submit(program: readonly string[], args: readonly string[], { spark, workspace, params: given, task }: Surroundings): Promise<string> {
  const conf = {
    'spark.driver.memory': params.parse(given).driverMemory,
    'spark.hadoop.javax.jdo.option.ConnectionURL': `jdbc:derby:;databaseName=${join(workspace, 'metastore')};create=true`,
    // The metastore need not survive a loss of power; Derby otherwise waits for the disk after each of some thousand statements.
    'spark.driver.extraJavaOptions': '-Dderby.system.durability=test',
    // One machine has few cores, and each task costs time.
    'spark.sql.shuffle.partitions': '8',
  };
  return spark.submit(workload('emr-pyspark', ...program), args, task, { conf, sharesJvm: true });
}

/** A folder in the words of Hadoop, which takes a URL for a plain text: nothing in it is encoded. */
function fileUrl(path: string): string {
  return decodeURIComponent(pathToFileURL(path).href);
}
