import { z } from 'zod';
import type { SqlValue } from '../../../../workloads/postgres/bind';
import { onlyValue, type Rows, type Session } from '../../../../workloads/postgres/session';
import { ask } from '../../../../workloads/rds-postgres/ask';
import { type QueryName, queries } from '../../../../workloads/rds-postgres/statements';
import type { Verification } from '../../../../workloads/rds-postgres/verify';
import { JobError } from '../../../errors';
import { kit } from '../settings';
import { invokeReader } from './functions';
import { sqlText } from './sql';

/** Runs a saved query on a server, as the reader function does. */
export async function askSaved(session: Session, query: QueryName, values: Readonly<Record<string, SqlValue>> = {}, explain = false): Promise<Rows> {
  return ask(session, { query, values, explain }, await sqlText(`queries/${queries[query].file}`));
}

/** Runs the client tests by the reader function. */
export async function clientTestsOf(
  context: Parameters<typeof invokeReader>[0],
  session: Session,
  verify: { readonly target: string; readonly rows?: number },
): Promise<readonly Verification[]> {
  const answer = await invokeReader(context, session, { verify });
  return 'verified' in answer ? answer.verified : [];
}

export const movies = kit.step({
  title: 'Query films with genre and year',
  needs: ['postgres'],
  async run(context) {
    const { publish } = context;
    const { session } = context.engines.postgres;
    const question = { target: 'primary', query: 'movies', values: { limit: 10 }, explain: false } as const;
    const ten = (await invokeReader(context, session, { ask: question })) as Rows;
    const all = await askSaved(session, 'movies', { limit: null });
    const plan = await askSaved(session, 'movies', { limit: 10 }, true);
    const found = await askSaved(session, 'search', { words: 'train OR mountains', limit: 10 });
    publish('Films', ten);
    publish('Films about trains or mountains', found);
    publish('Query plan of the films', plan);
    const titles = all.rows.map(([title]) => String(title));
    const sorted = titles.every((title, index) => index === 0 || String(titles[index - 1]) <= title);
    return {
      columns: ten.columns.join(', '),
      ten: ten.rows.length,
      all: all.rows.length,
      sorted,
      first: String(ten.rows[0]?.slice(0, 2).join(', ')),
      planned: plan.rows.some(([line]) => /Limit/.test(String(line))),
    };
  },
});

export const sales = kit.step({
  title: 'Add up the sales by genre, store and month',
  needs: ['postgres'],
  async run({
    engines: {
      postgres: { session },
    },
    publish,
  }) {
    const byGenre = await askSaved(session, 'sales-by-film-category');
    const byStore = await askSaved(session, 'sales-by-store');
    const byMonth = await askSaved(session, 'sales-by-month');
    publish('Sales by genre', byGenre);
    publish('Sales by store', byStore);
    publish('Payments by month', byMonth);
    publish('Customers who owe most', await askSaved(session, 'balance', { limit: 10, at: '2017-06-30' }));
    const sum = async (sql: string) => Number(await onlyValue(session, sql));
    return {
      genres: byGenre.rows.length,
      stores: byStore.rows.length,
      months: byMonth.rows.length,
      byGenre: await sum('SELECT sum(total_sales) FROM sales_by_film_category'),
      byStore: await sum('SELECT sum(total_sales) FROM sales_by_store'),
      paid: await sum('SELECT sum(amount) FROM payment'),
    };
  },
});

const counted = z.object({ copies: z.number(), stock: z.number(), held: z.number(), holders: z.number() });
const rewarded = z.object({ customers: z.number(), expected: z.number() });

export const routines = kit.step({
  title: 'Call the functions: stock, balance, rewards, last day of a month',
  needs: ['postgres'],
  async run({ engines: { postgres } }) {
    const [stock] = await postgres.select(
      counted,
      `SELECT (SELECT count(*) FROM inventory) AS copies,
        (SELECT count(*) FROM film, store, film_in_stock(film_id, store_id)) AS stock,
        (SELECT count(*) FROM film, store, film_not_in_stock(film_id, store_id)) AS held,
        (SELECT count(*) FROM inventory WHERE inventory_held_by_customer(inventory_id) IS NOT NULL) AS holders`,
    );
    const [rewards] = await postgres.select(
      rewarded,
      `SELECT (SELECT count(*) FROM rewards_report(3, 10, DATE '2017-06-15')) AS customers,
        (SELECT count(*) FROM (
          SELECT customer_id FROM payment
          WHERE payment_date >= '2017-03-01 00:00:00+00' AND payment_date < '2017-04-01 00:00:00+00'
          GROUP BY customer_id HAVING count(*) > 3 AND sum(amount) > 10
        ) AS good) AS expected`,
    );
    const lastDay = await onlyValue(postgres.session, "SELECT last_day('2016-02-10 00:00:00+00')::text");
    return { ...stock!, rewarded: rewards!.customers, expectedRewarded: rewards!.expected, lastDay: String(lastDay) };
  },
});

export const clientTests = kit.step({
  title: 'Run the client tests',
  needs: ['postgres'],
  async run(context) {
    const { session } = context.engines.postgres;
    const results = await clientTestsOf(context, session, { target: 'primary', rows: Number(context.fact('load.rows')) });
    context.publish('Client tests', {
      columns: ['test', 'expected', 'found', 'passed'],
      rows: results.map((one) => [one.description, one.expected, one.found, one.passed]),
    });
    const failed = results.filter(({ passed }) => !passed);
    if (failed.length === 0) return { tests: results.length, failed: 0 };
    throw new JobError({
      problem: 'client tests failed',
      got: failed.map(({ description, found }) => `${description}: ${found}`).join('; '),
      fix: 'load complete data',
    });
  },
});
