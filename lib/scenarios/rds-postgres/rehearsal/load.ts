import type { Session } from '../../../../workloads/postgres/session';
import { tableNamed } from '../../../../workloads/rds-postgres/catalog';
import { type Loaded, relationsIn, rowsIn } from '../../../../workloads/rds-postgres/load';
import type { TableInput } from '../../../../workloads/rds-postgres/table-input';
import { readInput, refusing } from '../data';
import { kit } from '../settings';
import { invokeLoader } from './functions';

/** Counts rows and adds up payments without any engine, for comparison with the results of SQL. */
export const input = kit.step({
  title: 'Count rows and payments in the files',
  needs: [],
  async run({ data, publish }) {
    const tables = await readInput(data);
    const rows = new Map<string, number>();
    for (const { table, lines } of tables) {
      const name = tableNamed(table)?.name ?? table;
      rows.set(name, (rows.get(name) ?? 0) + lines.length);
    }
    publish('Rows of each table', { columns: ['table', 'rows'], rows: [...rows] });
    return { tables: rows.size, rows: [...rows.values()].reduce((sum, count) => sum + count, 0), films: rows.get('film') ?? 0, paid: paidIn(tables) };
  },
});

/** The sum of all payments. Adds whole cents: rounding errors of fractions would accumulate. */
function paidIn(tables: readonly TableInput[]): number {
  let cents = 0;
  for (const { table, columns, lines } of tables) {
    if (tableNamed(table)?.name !== 'payment') continue;
    const amount = columns.indexOf('amount');
    for (const line of lines) cents += Math.round(Number(line.split('\t')[amount]) * 100);
  }
  return cents / 100;
}

/** Loads a folder into a server by the loader function. */
export async function loadFolder(context: LoadContext, session: Session, folder: string): Promise<Loaded> {
  return loadInput(context, session, await readInput(folder), false);
}

type LoadContext = Parameters<typeof invokeLoader>[0];

async function loadInput(context: LoadContext, session: Session, input: readonly TableInput[], replace: boolean): Promise<Loaded> {
  return refusing('the data cannot be loaded', 'correct the data, then repeat the rehearsal', () => invokeLoader(context, session, input, replace));
}

export const load = kit.step({
  title: 'Load tables, rows, constraints, functions, views and roles in one transaction',
  needs: ['postgres'],
  async run(context) {
    return { ...(await loadFolder(context, context.engines.postgres.session, context.data)) };
  },
});

export const loadAgain = kit.step({
  title: 'Load a second time',
  needs: ['postgres'],
  async run(context) {
    return { ...(await loadFolder(context, context.engines.postgres.session, context.data)) };
  },
});

/** A payment of an unknown customer breaks the load at its end, when the foreign keys are added. */
export const brokenLoad = kit.step({
  title: 'Replace the data by data with a broken reference',
  needs: ['postgres'],
  async run(context) {
    const { session } = context.engines.postgres;
    const input = (await readInput(context.data)).map((table) => (table.table.startsWith('payment') ? withUnknownCustomer(table) : table));
    const reason = await loadInput(context, session, input, true).then(
      () => 'it was loaded',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    return { refused: /foreign key/.test(reason), rows: await rowsIn(session), relations: await relationsIn(session) };
  },
});

function withUnknownCustomer({ table, columns, lines }: TableInput): TableInput {
  const customer = columns.indexOf('customer_id');
  const [first = '', ...others] = lines;
  const cells = first.split('\t');
  cells[customer] = '32000';
  return { table, columns, lines: first === '' ? lines : [cells.join('\t'), ...others] };
}
