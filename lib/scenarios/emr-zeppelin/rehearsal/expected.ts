import { z } from 'zod';
import { quoted } from '../../../../workloads/athena/bind';
import type { SqlEngine } from '../../../rehearsal/engine';

/** Average of ratings in halves, rounded to some decimals in integer arithmetic, so that ties round the same way everywhere. */
const mean = (decimals: number) => {
  const scale = 10 ** decimals;
  return `(CAST(sum(rating * 2) AS BIGINT) * ${scale} + count(*)) // (2 * count(*)) / ${scale}.0`;
};

/** Titles with average, number of ratings, and the average before rounding. */
const titles = (set: string, decimals: number) =>
  `SELECT title, ${mean(decimals)} AS avg_rating, count(*) AS cnt_ratings, avg(rating) AS exact FROM movies_${set} JOIN ratings_${set} USING (movieId) GROUP BY title`;

const DAYS = `SELECT date, count(*) AS item_count FROM bakery WHERE item <> 'NONE' AND date >= '2017-01-01' GROUP BY date ORDER BY date`;

/** Expected results of the notes, computed from the CSV files with other SQL. */
export const answers = {
  perDay: `SELECT date, item_count FROM (${DAYS}) WHERE date <= '2017-03-31' ORDER BY date`,
  topTen: `SELECT item, count(*) AS item_count FROM bakery WHERE item <> 'NONE' GROUP BY item ORDER BY item_count DESC, item LIMIT 10`,
  smallByForm: byForm('small', 2, '>=', 2),
  fullByForm: byForm('full', 2, '>=', 2),
  // Note 3 rounds twice: it chooses and orders by three decimals, and shows two.
  catalogByForm: `SELECT title, (CAST(round(avg_rating * 1000) AS BIGINT) + 5) // 10 / 100.0 AS avg_rating, cnt_ratings FROM (
      SELECT title, avg_rating AS three, avg_rating, cnt_ratings FROM (${titles('small', 3)})
    ) WHERE cnt_ratings >= 100 AND three >= 4 ORDER BY three, cnt_ratings DESC, title LIMIT 25`,
  first: `SELECT format('{}: {:.3f} ({})', title, avg_rating, cnt_ratings) AS line FROM (${titles('small', 3)})
    WHERE cnt_ratings >= 25 ORDER BY avg_rating DESC, cnt_ratings DESC, title LIMIT 1`,
  bestOfDatabase: `SELECT title, avg_rating, cnt_ratings FROM (${titles('small', 2)}) WHERE cnt_ratings >= 25 ORDER BY avg_rating DESC, cnt_ratings DESC, title LIMIT 10`,
  databaseByForm: byForm('small', 2, '>', 100),
} as const;

const count = (sql: string) => `SELECT count(*) AS value FROM (${sql})`;

/** Numbers that the notes print. */
export const numbers = {
  sales: count('FROM bakery'),
  sold: count(`FROM bakery WHERE item <> 'NONE'`),
  days: count(DAYS),
  items: `SELECT coalesce(sum(item_count), 0) AS value FROM (${DAYS})`,
  movies: count('FROM movies_small'),
  ratings: count('FROM ratings_small'),
  titles: count(titles('small', 2)),
  titlesWith25: count(`FROM (${titles('small', 2)}) WHERE cnt_ratings >= 25`),
  moviesOfFull: count('FROM movies_full'),
  ratingsOfFull: count('FROM ratings_full'),
  titlesOfFull: count(titles('full', 2)),
} as const;

/** Loads the CSV files into tables. */
export async function readSources(duckdb: SqlEngine, folder: string): Promise<void> {
  const csv = (file: string, columns: Readonly<Record<string, string>>) => {
    const types = Object.entries(columns).map(([name, type]) => `'${name}': '${type}'`);
    return `read_csv(${quoted(`${folder}/${file}`)}, header = true, delim = ',', quote = '"', escape = '"', columns = {${types.join(', ')}})`;
  };
  const bakery = csv('bakery/BreadBasket_DMS.csv', { date: 'VARCHAR', time: 'VARCHAR', transaction: 'INTEGER', item: 'VARCHAR' });
  await duckdb.execute(`CREATE OR REPLACE TABLE bakery AS SELECT * FROM ${bakery}`);
  for (const [set, place] of [
    ['small', 'ml-latest-small'],
    ['full', 'ml-latest'],
  ] as const) {
    const movies = csv(`movielens/${place}/movies.csv`, { movieId: 'BIGINT', title: 'VARCHAR', genres: 'VARCHAR' });
    const ratings = csv(`movielens/${place}/ratings.csv`, { userId: 'BIGINT', movieId: 'BIGINT', rating: 'DOUBLE', timestamp: 'BIGINT' });
    await duckdb.execute(`CREATE OR REPLACE TABLE movies_${set} AS SELECT * FROM ${movies}`);
    await duckdb.execute(`CREATE OR REPLACE TABLE ratings_${set} AS SELECT * FROM ${ratings}`);
  }
}

/** Every answer as one line of text. */
export async function listedAnswers(duckdb: SqlEngine): Promise<Readonly<Record<keyof typeof answers, string>>> {
  const row = z.record(
    z.string(),
    z.preprocess((value) => (typeof value === 'bigint' ? Number(value) : value), z.union([z.string(), z.number()])),
  );
  const found: Record<string, string> = {};
  for (const [name, sql] of Object.entries(answers)) found[name] = listed((await duckdb.select(row, sql)).map((record) => Object.values(record)));
  return found as Readonly<Record<keyof typeof answers, string>>;
}

/** Every number. */
export async function counted(duckdb: SqlEngine): Promise<Readonly<Record<keyof typeof numbers, number>>> {
  const found: Record<string, number> = {};
  for (const [name, sql] of Object.entries(numbers)) {
    const [row] = await duckdb.select(z.object({ value: z.coerce.number() }), sql);
    found[name] = row?.value ?? 0;
  }
  return found as Readonly<Record<keyof typeof numbers, number>>;
}

/** Rows as one line of text. */
export function listed(rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => row.join(' ')).join('; ');
}

function byForm(set: string, decimals: number, comparison: '>' | '>=', leastRatings: number): string {
  return `SELECT title, avg_rating, cnt_ratings FROM (${titles(set, decimals)}) WHERE exact ${comparison} 4 AND cnt_ratings >= ${leastRatings}
    ORDER BY exact, cnt_ratings DESC, title LIMIT 25`;
}
