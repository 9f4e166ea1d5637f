import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Task } from '../../../contract/task';
import { JobError } from '../../../errors';
import { workload } from '../../../paths';
import type { SparkEngine } from '../../../rehearsal/engine';
import { kit } from '../settings';

const PROGRAM = 'bakery_sales.py';

type Sale = readonly [item: string, count: number];

/** Runs the submitted step on Spark, with folders of this rehearsal in place of the bucket parameters. */
export const bakeryTable = kit.step({
  title: 'Run on local Spark the step that bakery_sales submitted',
  needs: ['airflow', 'spark'],
  async run({ engines: { spark }, fact, data, workspace, publish, task }) {
    const submitted = JSON.parse(String(fact('bakery-sales.submitted'))) as readonly string[];
    const sales = await sell(spark, submitted, workload('emr-mwaa', 'rehearsal', 'bronze'), join(workspace, 'fixture'), task);
    publish('Bakery sales', tableOf(sales));
    const facts = { sales: sales.map(([item, count]) => `${item} ${count}`).join(', ') };
    if (!existsSync(join(data, 'bakery', 'bakery.csv'))) return facts;

    const own = await sell(spark, submitted, data, join(workspace, 'given'), task);
    publish('Bakery sales', tableOf(own));
    return { ...facts, rows: own.length, sold: own.reduce((sum, [, count]) => sum + count, 0) };
  },
});

async function sell(spark: SparkEngine, submitted: readonly string[], bronze: string, folder: string, task: Task): Promise<readonly Sale[]> {
  const [silver, gold] = [join(folder, 'silver'), join(folder, 'gold')];
  const job = (program: string) => workload('emr-pyspark', 'jobs', program);
  await spark.submit(job('bakery_csv_to_parquet.py'), ['--bronze-bucket', url(bronze), '--silver-bucket', url(silver)], task);
  const options = withoutPlaces(submitted.slice(programIn(submitted) + 1));
  await spark.submit(job(PROGRAM), ['--silver-bucket', url(silver), '--gold-bucket', url(gold), ...options], task);
  return readSales(join(gold, 'bakery', 'bakery_sales', 'csv'));
}

/** Index of the program in the submitted arguments. */
function programIn(submitted: readonly string[]): number {
  const at = submitted.findIndex((word) => word.endsWith(`/${PROGRAM}`));
  if (at >= 0) return at;
  throw new JobError({
    problem: `bakery_sales did not submit ${PROGRAM}`,
    got: submitted.join(' ') || 'no step',
    fix: 'correct the DAG, then repeat the rehearsal',
  });
}

/** Arguments of the job, without those that read bucket names from SSM. */
function withoutPlaces(words: readonly string[]): readonly string[] {
  const asking = ['--from-ssm', '--region'];
  return words.filter((word, index) => !asking.includes(word) && !asking.includes(words[index - 1] ?? ''));
}

async function readSales(folder: string): Promise<readonly Sale[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.csv'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const lines = texts.flatMap((text) => text.trim().split('\n').slice(1));
  return lines.map((line) => {
    const bar = line.lastIndexOf('|');
    return [line.slice(0, bar), Number(line.slice(bar + 1))] as const;
  });
}

function tableOf(sales: readonly Sale[]) {
  return { columns: ['item', 'count'], rows: sales.slice(0, 15).map(([item, count]) => [item, count]) };
}

function url(folder: string): string {
  return decodeURIComponent(pathToFileURL(folder).href);
}
