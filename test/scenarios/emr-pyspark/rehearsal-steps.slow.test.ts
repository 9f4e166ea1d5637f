import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { NO_NETWORK } from '../../../lib/rehearsal/answers';
import type { EngineModule, SparkEngine, SparkSubmission } from '../../../lib/rehearsal/engine';
import { engines } from '../../../lib/rehearsal/engines';
import { charts, rehearsal } from '../../../lib/scenarios/emr-pyspark/rehearsal';
import { defaults, generate } from '../../../workloads/emr-pyspark/generator';
import { type Rehearsed, rehearse } from '../../support/scenario';

const ANALYSES = ['bakery-sales', 'movie-choices', 'movies-avg-ratings', 'stock-volatility'];

describe('with Node alone', () => {
  let run: Rehearsed;
  beforeAll(async () => {
    const data = mkdtempSync(join(tmpdir(), 'data-'));
    await generate(defaults, data);
    run = await rehearse('emr-pyspark', data, { without: ['spark'] });
  });

  test('skips the jobs, computes each analysis with DuckDB, and fails nothing', () => {
    expect(run.steps.filter(({ state }) => state === 'passed').map(({ id }) => id)).toEqual(['raw', 'expectation']);
    const skipped = run.steps.filter(({ state }) => state === 'skipped');
    expect(skipped).toHaveLength(9);
    expect(skipped.filter(({ standIn }) => standIn !== undefined).map(({ id }) => id)).toEqual(ANALYSES);
    expect(new Set(skipped.flatMap(({ missing }) => missing.map(({ title }) => title)))).toEqual(new Set(['Apache Spark']));
    expect(run.failures('generated')).toEqual([]);
  });

  test('skips the checks of jobs that a stand-in replaced', () => {
    const passed = run.results('generated').filter(({ state }) => state === 'passed');
    expect(passed.map(({ fact }) => fact).sort()).toEqual(['expectation.bakery', 'expectation.ratings', 'raw.files']);
  });

  test('every chart draws columns that its table has, and the table has rows', () => {
    expect(charts).toHaveLength(4);
    for (const { table, spec } of charts) {
      const found = run.tables.get(table);
      expect([table, found?.rows.length ?? 0]).not.toEqual([table, 0]);
      const made = [...JSON.stringify(spec).matchAll(/"as":"(\w+)"/g)].map(([, name]) => name);
      const fields = [...JSON.stringify(spec).matchAll(/"field":"(\w+)"|datum\.(\w+)/g)].map(([, field, datum]) => field ?? datum);
      expect([table, fields.filter((field) => !found?.columns.includes(field ?? '') && !made.includes(field))]).toEqual([table, []]);
    }
  });
});

test('accepts the public bakery file alone, and applies its checks to data declared original', async () => {
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  await generate({ ...defaults, scale: 0.1 }, data);
  for (const set of ['movie_ratings', 'stocks']) rmSync(join(data, set), { recursive: true });
  const run = await rehearse('emr-pyspark', data, { without: ['spark'] });
  expect(run.step('raw').facts).toEqual({ files: 38, given: 'bakery', filledIn: 'movie_ratings, stocks' });
  expect(run.tables.get('Raw files')?.rows).toEqual([
    ['bakery', 1, 'as given'],
    ['movie_ratings', 7, 'generated, since none were given'],
    ['stocks', 30, 'generated, since none were given'],
  ]);
  expect(run.step('expectation').facts).toMatchObject({ bakery: 2_100, ratings: 100_000 });
  expect(run.failures('original').map(({ fact }) => fact)).toEqual(['expectation.bakery']);
  expect(rehearsal.checks.filter(({ data: about }) => about === 'original').map(({ fact, expected }) => [fact, expected])).toEqual([
    ['expectation.bakery', 21_293],
    ['bakery-sales.rows', 93],
    ['bakery-sales.total', 20_506],
    ['bakery-sales.firstFive', 'Coffee 5471, Bread 3325, Tea 1435, Cake 1025, Pastry 856'],
  ]);
});

test('Spark gets the arguments of a cluster step, except for paths and catalog, in one JVM', async () => {
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  await generate({ ...defaults, scale: 0.1 }, data);
  const calls: { program: string; args: readonly string[]; how?: SparkSubmission }[] = [];
  const answers: object[] = [];
  const spark: EngineModule<SparkEngine> = {
    ...engines.spark,
    find: async () => '3.5',
    open: async (workspace) => ({
      async submit(program, args, _, how) {
        calls.push({ program: basename(program), args, how });
        if (how?.aws) {
          const ssm = new SSMClient({ ...NO_NETWORK, endpoint: how.aws.environment['AWS_ENDPOINT_URL'] });
          answers.push(await ssm.send(new GetParametersCommand({ Names: ['/emr_demo/silver_bucket', '/emr_demo/lake_bucket'] })));
        }
        if (program.endsWith('crawl.py')) return 'table raw_bakery\nsomething else\ntable raw_stocks\n';
        for (const symbol of ['aapl', 'IBM']) mkdirSync(join(workspace, 'silver', 'stocks', `symbol=${symbol}`), { recursive: true });
        return 'credits: 12 rows written to x\nratings_small: 7 rows written to y\nstocks: 5 rows of 2 symbols written to z\n';
      },
      close: async () => {},
    }),
  };

  const run = await rehearse('emr-pyspark', data, { engines: { spark } });

  expect(run.step('crawl-raw').facts).toEqual({ tables: 2, names: 'raw_bakery, raw_stocks' });
  expect(run.step('movies-csv-to-parquet').facts).toMatchObject({ credits: 12, ratings_small: 7 });
  expect(run.step('stocks-csv-to-parquet').facts).toMatchObject({ stocks: 5, partitions: 2, lowerCase: false });
  // It wrote no result.
  expect(run.step('bakery-sales').state).toBe('failed');
  expect(calls.map(({ program }) => program)).toEqual([
    'crawl.py',
    ...['bakery_csv_to_parquet.py', 'movies_csv_to_parquet.py', 'stocks_csv_to_parquet.py'],
    'crawl.py',
    'bakery_sales.py',
  ]);
  const place = (layer: string) => `file://${join(run.workspace, layer)}`;
  expect(calls[0]?.args).toEqual(['--database', 'emr_demo', '--prefix', 'raw_', '--folder', join(run.workspace, 'bronze')]);
  expect(calls[1]?.args).toEqual([
    ...['--bronze-bucket', place('bronze'), '--silver-bucket', place('silver'), '--gold-bucket', place('gold')],
    ...['--database', 'emr_demo', '--catalog', 'session'],
  ]);
  expect(calls.at(-1)?.args).toEqual([
    ...['--from-ssm', '/emr_demo', '--region', 'eu-central-1'],
    ...['--database', 'emr_demo', '--catalog', 'session'],
  ]);
  expect(answers).toMatchObject([
    { Parameters: [{ Name: '/emr_demo/silver_bucket', Value: place('silver') }], InvalidParameters: ['/emr_demo/lake_bucket'] },
  ]);
  expect(calls.every(({ how }) => how?.sharesJvm && how.conf?.['spark.driver.memory'] === '2g')).toBe(true);
  expect(calls[0]?.how?.conf?.['spark.hadoop.javax.jdo.option.ConnectionURL']).toContain(join(run.workspace, 'metastore'));
});

test('refuses invalid parameters of the rehearsal', () => {
  expect(rehearsal.params.parse({})).toEqual({ driverMemory: '2g' });
  for (const driverMemory of ['2', '0g', '2 GB', 'much']) expect(rehearsal.params.safeParse({ driverMemory }).success).toBe(false);
});
