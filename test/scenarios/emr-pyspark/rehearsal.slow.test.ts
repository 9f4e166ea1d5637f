import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../../workloads/emr-pyspark/generator';
import { expectReviewedCalls } from '../../support/recorded-calls';
import { type Rehearsed, rehearse } from '../../support/scenario';

jest.setTimeout(900_000);

const hasJava = spawnSync('java', ['-version']).status === 0;

(hasJava ? describe : describe.skip)('on Spark', () => {
  let run: Rehearsed;
  beforeAll(async () => {
    const data = mkdtempSync(join(tmpdir(), 'data-'));
    await generate({ seed: 3, scale: 0.2 }, data);
    addFilm(data);
    run = await rehearse('emr-pyspark', data);
  });

  test('runs all seven jobs, and passes all checks that are independent of the data', () => {
    expect(run.steps.map(({ id, state, error }) => [id, state, error])).toEqual(run.steps.map(({ id }) => [id, 'passed', undefined]));
    const results = run.results('given');
    expect(results.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(results.filter(({ state }) => state === 'passed').length).toBeGreaterThan(30);
  });

  test('every call is one that has been reviewed, and is allowed', () => {
    expect(run.access).toMatchObject({ isAllowed: true, unassigned: [] });
    expectReviewedCalls('emr-pyspark', run.calls);
  });

  test('keeps a title with a bar and quotes', () => {
    const titles = run.tables.get('Films about robots or artificial intelligence')?.rows.map(([title]) => title);
    expect(titles?.[0]).toBe('A "No|Yes", twice');
  });

  test('acceptance 16: writes thirty tickers to thirty lower-case Parquet folders', () => {
    const folders = readdirSync(join(run.workspace, 'silver', 'stocks')).filter((name) => name.startsWith('symbol='));
    expect(folders).toHaveLength(30);
    expect(folders).toContain('symbol=aapl');
    expect(readdirSync(join(run.workspace, 'silver', 'stocks', 'symbol=aapl')).filter((name) => name.endsWith('.parquet'))).toHaveLength(1);
  });

  test('acceptance 17: nine raw and nine processed tables', () => {
    expect(run.step('crawl-raw').facts['tables']).toBe(9);
    expect(run.step('crawl-processed').facts['tables']).toBe(9);
  });

  test('the gold folders have Parquet files and one CSV file with a header and | as delimiter', () => {
    const folder = join(run.workspace, 'gold', 'bakery', 'bakery_sales');
    const [file = ''] = readdirSync(join(folder, 'csv')).filter((name) => name.endsWith('.csv'));
    expect(readFileSync(join(folder, 'csv', file), 'utf8')).toMatch(/^item\|count\nCoffee\|\d+\n/);
    expect(readdirSync(join(folder, 'parquet')).filter((name) => name.endsWith('.parquet'))).toHaveLength(1);
  });

  test('fails the step with the reason when a job cannot read a file', async () => {
    const data = mkdtempSync(join(tmpdir(), 'data-'));
    await generate({ seed: 1, scale: 0.1 }, data);
    writeFileSync(join(data, 'bakery', 'bakery.csv'), 'Date,Time,Item\n2016-10-30,09:58:11,Bread\n');
    const run = await rehearse('emr-pyspark', data);
    expect(run.step('bakery-csv-to-parquet')).toMatchObject({
      state: 'failed',
      error: { problem: 'the Spark program failed', got: expect.stringContaining('no column Transaction; there are Date, Time, Item') },
    });
  });
});

/** A film that is chosen, whose title has the delimiter of the results and quotes. */
function addFilm(data: string): void {
  const lines = {
    movies_metadata: `False,,0,[],,999999,tt1,en,-,,9.5,,[],[],2004-07-15,0,90.0,[],Released,,"A ""No|Yes"", twice",False,7.0,10`,
    keywords: `999999,"[{'id': 1, 'name': 'robot'}]"`,
    credits: `"[{'name': 'Will Smith'}]",[],999999`,
    links: '999999,1,999999',
    ratings: '1,999999,5.0,1451606400',
  };
  for (const [table, line] of Object.entries(lines)) appendFileSync(join(data, 'movie_ratings', `${table}.csv`), `${line}\n`);
}
