import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SparkJobId } from '../../../../workloads/emr-pyspark/steps';
import type { Facts, Table } from '../../../contract/values';
import type { SqlEngine } from '../../../rehearsal/engine';
import type { StepContext } from '../../../rehearsal/rehearsal';
import { type Config, kit } from '../settings';
import { type Result, results } from './expected';
import { csv, GOLD_CSV, gold, parquet, runJobFromSsm } from './lake';

const value = z.preprocess(
  (found) => (typeof found === 'bigint' ? Number(found) : found instanceof Date ? found.toISOString().slice(0, 10) : found),
  z.union([z.string(), z.number(), z.null()]),
);

/** Tables of the report. */
export const TABLES = {
  sales: 'Bakery sales',
  choices: 'Films about robots or artificial intelligence',
  ratings: 'Ratings of 2016 by their value',
  volatility: 'Most volatile days of Apple, IBM and Microsoft',
} as const;

export const bakerySales = analysis('bakery-sales', 'sales', 'Spark: what the bakery sold', ['bakery', 'bakery_sales']);
export const movieChoices = analysis('movie-choices', 'choices', 'Spark: films about robots with one of three actors', ['movies', 'movie_choices']);
export const avgRatings = analysis('movies-avg-ratings', 'ratings', 'Spark: ratings of 2016 by their value', ['movies', 'avg_ratings']);
export const stockVolatility = analysis('stock-volatility', 'volatility', 'Spark: the most volatile days of three stocks', [
  'stocks',
  'stock_volatility',
]);

/** Runs a job, reads its output, and compares it with DuckDB's result. */
function analysis(job: SparkJobId, name: keyof typeof results, title: string, place: readonly string[]) {
  const result: Result = results[name];
  return kit.step({
    title,
    needs: ['spark', 'duckdb'],
    async run({ workspace, engines: { spark, duckdb }, params, stage, account, calls, publish, task }): Promise<Facts> {
      await runJobFromSsm(job, { stage, account, calls }, { spark, workspace, params, task });
      const folder = join(gold(workspace), ...place);
      const files = (await readdir(join(folder, 'csv'))).filter((file) => file.endsWith('.csv'));
      await duckdb.execute(`CREATE TEMP VIEW gold_csv AS SELECT ${cast(result)} FROM (${csv(join(folder, 'csv', '*.csv'), GOLD_CSV)})`);
      await duckdb.execute(`CREATE TEMP VIEW gold_parquet AS SELECT ${cast(result)} FROM (${parquet(join(folder, 'parquet'))})`);
      try {
        const found = await tableOfRows(duckdb, result, 'SELECT * FROM gold_csv');
        publish(TABLES[name], found);
        return {
          rows: found.rows.length,
          csvFiles: files.length,
          ...summary(found),
          falling: isFalling(found, result.falling),
          differencesOfParquet: await differences(duckdb, result, 'gold_parquet', 'gold_csv', 0),
          differences: await differences(duckdb, result, 'gold_csv', result.table, 0.5 * 10 ** -result.decimals),
        };
      } finally {
        await duckdb.execute('DROP VIEW gold_csv');
        await duckdb.execute('DROP VIEW gold_parquet');
      }
    },
    standIn: {
      title: 'the result that DuckDB worked out',
      needs: ['duckdb'],
      run: ({ engines, publish }: StepContext<Config>) => standIn(engines.duckdb, name, publish),
    },
  });
}

async function standIn(duckdb: SqlEngine, name: keyof typeof results, publish: StepContext<Config>['publish']): Promise<Facts> {
  const result: Result = results[name];
  const rounded = Object.entries(result.columns).map(([column, type]) => (type === 'DOUBLE' ? `round(${column}, 4) AS ${column}` : column));
  const found = await tableOfRows(duckdb, result, `SELECT ${rounded.join(', ')} FROM (SELECT * FROM ${result.table} ORDER BY ${result.order})`);
  publish(TABLES[name], found);
  return { rows: found.rows.length, ...summary(found) };
}

function cast({ columns }: Result): string {
  return Object.entries(columns)
    .map(([column, type]) => `CAST("${column}" AS ${type}) AS "${column}"`)
    .join(', ');
}

async function tableOfRows(duckdb: SqlEngine, { columns }: Result, sql: string): Promise<Table> {
  const found = await duckdb.select(z.record(z.string(), value), sql);
  const names = Object.keys(columns);
  return { columns: names, rows: found.map((row) => names.map((name) => row[name] ?? null)) };
}

/** Key facts: the total, and the first five. */
function summary({ columns, rows }: Table): Facts {
  const number = columns.findIndex((column) => column === 'count' || column === 'ratings_count');
  const total: Facts = number < 0 ? {} : { total: rows.reduce((sum, row) => sum + Number(row[number]), 0) };
  const [first, ...second] = columns.slice(0, 2).map((_, at) => at);
  return {
    ...total,
    firstFive: rows
      .slice(0, 5)
      .map((row) => [row[first ?? 0], ...second.map((at) => row[at])].join(' '))
      .join(', '),
  };
}

function isFalling({ columns, rows }: Table, column: string): boolean {
  const values = rows.map((row) => Number(row[columns.indexOf(column)]));
  return values.every((found, at) => at === 0 || found <= values[at - 1]!);
}

/** Number of rows that only one of two tables has; numbers may differ by the tolerance. */
async function differences(duckdb: SqlEngine, { columns }: Result, one: string, other: string, tolerance: number): Promise<number> {
  const same = Object.entries(columns).map(([column, type]) =>
    type === 'DOUBLE' ? `coalesce(abs(a."${column}" - b."${column}"), 0) <= ${tolerance} + 1e-9` : `a."${column}" IS NOT DISTINCT FROM b."${column}"`,
  );
  const [row] = await duckdb.select(
    z.object({ n: z.coerce.number() }),
    `SELECT count(*) FILTER (a.here IS NULL OR b.here IS NULL) AS n
      FROM (SELECT *, 1 AS here FROM ${one}) AS a FULL JOIN (SELECT *, 1 AS here FROM ${other}) AS b ON ${same.join(' AND ')}`,
  );
  return row?.n ?? Number.NaN;
}
