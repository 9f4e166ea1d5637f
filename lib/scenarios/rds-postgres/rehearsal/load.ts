import type { Session } from '../../../../workloads/postgres/session';
import { type Loaded, relationsIn, rowsIn } from '../../../../workloads/rds-postgres/load';
import type { TableInput } from '../../../../workloads/rds-postgres/table-input';
import { readInput, refusing } from '../data';
import { kit } from '../settings';
import { invokeLoader } from './functions';

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
