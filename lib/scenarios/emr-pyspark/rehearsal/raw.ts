import { join } from 'node:path';
import { z } from 'zod';
import { defaults, generate } from '../../../../workloads/emr-pyspark/generator';
import { type DataSet, MOVIE_TABLES, RAW_FILES } from '../../../../workloads/emr-pyspark/raw-files';
import type { SqlEngine } from '../../../rehearsal/engine';
import { arrange, rawDataIn } from '../data';
import { kit } from '../settings';
import { results } from './expected';
import { bronze, csv } from './lake';

/** Arranges the raw files as in the bronze bucket. Missing data sets are generated and reported. */
export const raw = kit.step({
  title: 'Arrange the raw files as the bronze bucket has them',
  needs: [],
  async run({ data, workspace, publish, task }) {
    const given = await rawDataIn(data);
    await arrange(given, bronze(workspace));
    if (given.absent.length > 0) {
      task.progress(`generating what is not there: ${given.absent.join(', ')}`);
      const generated = join(workspace, 'generated');
      await generate(defaults, generated, { signal: task.signal });
      const all = await rawDataIn(generated);
      const wanted = new Set(given.absent.flatMap((set) => RAW_FILES[set]));
      await arrange({ ...all, files: new Map([...all.files].filter(([place]) => wanted.has(place))) }, bronze(workspace));
    }
    const sets = Object.keys(RAW_FILES) as DataSet[];
    const origin = (set: DataSet) => (given.absent.includes(set) ? 'generated, since none were given' : 'as given');
    publish('Raw files', { columns: ['set', 'files', 'origin'], rows: sets.map((set) => [set, RAW_FILES[set].length, origin(set)]) });
    return { files: Object.values(RAW_FILES).flat().length, given: given.complete.join(', '), filledIn: given.absent.join(', ') || 'none' };
  },
});

/** Computes the expected results from the CSV files, without Spark. */
export const expectation = kit.step({
  title: 'Work out the results from the CSV files with DuckDB',
  needs: ['duckdb'],
  async run({ workspace, engines: { duckdb }, task }) {
    const folder = bronze(workspace);
    await duckdb.execute(`CREATE VIEW raw_bakery AS ${csv(join(folder, 'bakery', 'bakery.csv'))}`);
    for (const table of MOVIE_TABLES) await duckdb.execute(`CREATE VIEW raw_${table} AS ${csv(join(folder, 'movie_ratings', `${table}.csv`))}`);
    await duckdb.execute(`CREATE VIEW raw_stocks AS ${csv(join(folder, 'stocks', '*.csv'))}`);
    for (const { table, sql } of Object.values(results)) {
      task.progress(`working out ${table}`);
      task.signal.throwIfAborted();
      await duckdb.execute(`CREATE TABLE ${table} AS ${sql}`);
    }
    const counts: Record<string, number> = {};
    for (const name of ['bakery', ...MOVIE_TABLES, 'stocks']) counts[name] = await count(duckdb, `raw_${name}`);
    return { ...counts, sold: await count(duckdb, results.sales.table) };
  },
});

async function count(engine: SqlEngine, table: string): Promise<number> {
  const [row] = await engine.select(z.object({ rows: z.coerce.number() }), `SELECT count(*) AS rows FROM ${table}`);
  return row?.rows ?? 0;
}
