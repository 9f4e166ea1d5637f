import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { workload } from '../../../lib/paths';
import { generate } from '../../../workloads/emr-zeppelin/generator';
import { root } from '../../support/files';
import { type S3aLake, s3aLake } from '../../support/s3a';

/** Notes 1 to 3 as they run on the cluster: every paragraph on Spark 3.5, the lake through Hadoop's S3A, under the role of the instances. Note 4 needs RDS. */

jest.setTimeout(900_000);

const CLUSTER = { type: 'AWS::EMR::Cluster', id: 'Cluster' };
const DATABASE = 'zeppelin_demo';
const folder = mkdtempSync(join(tmpdir(), 'zeppelin-s3a-'));
let lake: S3aLake;
beforeAll(async () => {
  await generate({ seed: 1, sales: 500, ratings: 500 }, join(folder, 'sources'));
  lake = await s3aLake('emr-zeppelin', CLUSTER, { use: 'JobFlowRole', buckets: ['Data', 'Logs'] });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    await lake.put('Data', relative(folder, file), readFileSync(file));
  }
  const url = lake.url('Data');
  const settings = { region: 'none', data: `${url}/data`, sources: `${url}/sources`, scratch: `file://${join(folder, 'hdfs')}`, database: DATABASE };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
});
afterAll(async () => {
  await lake.close();
  rmSync(folder, { recursive: true, force: true });
});

const CATALOG = { 'spark.sql.catalogImplementation': 'hive' };

async function run(note: string): Promise<readonly unknown[]> {
  const result = join(folder, `${note}.json`);
  const file = workload('emr-zeppelin', 'node', 'notebooks', note);
  const printed = await lake.submit(
    workload('emr-zeppelin', 'local', 'run_note.py'),
    [file, result, '--settings', join(folder, 'settings.json')],
    CATALOG,
  );
  expect(printed).toContain('FINISHED');
  const { paragraphs } = JSON.parse(readFileSync(result, 'utf8')) as {
    readonly paragraphs: readonly { readonly status: string; readonly title: string }[];
  };
  return paragraphs.filter(({ status }) => status !== 'FINISHED');
}

test('every paragraph of the notes 1 to 3 runs with what the instances may do', async () => {
  await expect(run('1-bakery.zpln')).resolves.toEqual([]);
  await expect(run('2-movielens.zpln')).resolves.toEqual([]);
  const tables = ['movies-parquet-100k', 'ratings-parquet-100k'].map((name) => `${name.replaceAll('-', '_')}=${lake.url('Data')}/data/${name}/`);
  const registered = await lake.submit(join(root, 'test/support/programs/register_tables.py'), [DATABASE, ...tables], CATALOG);
  expect(registered).toContain('table ratings_parquet_100k');
  await expect(run('3-glue-catalog.zpln')).resolves.toEqual([]);
  expect(lake.denied()).toEqual([]);
});
