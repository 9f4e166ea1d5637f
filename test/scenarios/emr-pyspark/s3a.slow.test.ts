import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { workload } from '../../../lib/paths';
import { generate } from '../../../workloads/emr-pyspark/generator';
import { jobArguments, type SparkJobId, sparkJobs } from '../../../workloads/emr-pyspark/steps';
import { root } from '../../support/files';
import { type S3aLake, s3aLake } from '../../support/s3a';

/** The seven jobs as they run on the cluster and without one: Spark 3.5, buckets through Hadoop's S3A, under the roles of the templates. */

jest.setTimeout(1_200_000);

const DATABASE = 'emr_demo';
const folder = mkdtempSync(join(tmpdir(), 'emr-s3a-'));
beforeAll(() => generate({ seed: 1, scale: 0.02 }, folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['the instances of the cluster', { type: 'AWS::EMR::Cluster', id: 'Cluster' }, 'JobFlowRole'],
  ['the jobs of EMR Serverless', { type: 'AWS::EMRServerless::Application', id: 'Application' }, undefined],
] as const)('with the role of %s', (_, owner, use) => {
  let lake: S3aLake;
  beforeAll(async () => {
    lake = await s3aLake('emr-pyspark', owner, { use, buckets: ['Raw', 'Processed', 'Analyzed', 'Work', 'Logs'] });
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
      const file = join(entry.parentPath, entry.name);
      await lake.put('Raw', relative(folder, file), readFileSync(file));
    }
  });
  afterAll(() => lake.close());

  const run = (job: SparkJobId) => {
    const places = { bronze: lake.url('Raw'), silver: lake.url('Processed'), gold: lake.url('Analyzed') };
    return lake.submit(workload('emr-pyspark', 'jobs', sparkJobs[job].program), [
      ...jobArguments(job, { places, database: DATABASE }),
      '--catalog',
      'session',
    ]);
  };

  test('the raw files become Parquet', async () => {
    for (const job of ['bakery-csv-to-parquet', 'movies-csv-to-parquet', 'stocks-csv-to-parquet'] as const) expect(await run(job)).toContain('rows');
    expect(lake.denied()).toEqual([]);
  });

  test('the Parquet files become results', async () => {
    const files = (await lake.keys('Processed', '')).filter((key) => key.endsWith('.parquet'));
    const folders = new Set(files.map((key) => key.replace(/(\/\w+=[^/]*)*\/[^/]+$/, '')));
    const tables = [...folders].map((place) => `processed_${place.split('/').at(-1)}=${lake.url('Processed')}/${place}/`);
    expect(await lake.submit(join(root, 'test/support/programs/register_tables.py'), [DATABASE, ...tables])).toContain('table processed_stocks');

    for (const job of ['bakery-sales', 'movie-choices', 'movies-avg-ratings', 'stock-volatility'] as const)
      expect(await run(job)).toContain('rows written');
    expect(lake.denied()).toEqual([]);
  });
});
