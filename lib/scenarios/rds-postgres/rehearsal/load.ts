import type { Session } from '../../../../workloads/postgres/session';
import { DEFINITIONS, type Definitions, type Loaded, load as loadInto, relationsIn, rowsIn } from '../../../../workloads/rds-postgres/load';
import type { TableInput } from '../../../../workloads/rds-postgres/table-input';
import type { Task } from '../../../contract/task';
import { readInput, refusing } from '../data';
import { kit } from '../settings';
import { sqlText } from './queries';

/** Loads a folder into a server, as the loader function does. */
export async function loadFolder(session: Session, folder: string, task: Task): Promise<Loaded> {
  return loadInput(session, await readInput(folder), task, false);
}

async function loadInput(session: Session, input: readonly TableInput[], task: Task, replace: boolean): Promise<Loaded> {
  const definitions = await readDefinitions();
  const work = () => loadInto(session, { definitions, input, replace, progress: (line) => task.progress(line) });
  return refusing('the data cannot be loaded', 'correct the data, then repeat the rehearsal', work);
}

/** Text of the files that define the database. */
async function readDefinitions(): Promise<Definitions> {
  const texts = await Promise.all(DEFINITIONS.map(async (name) => [name, await sqlText(`${name}.sql`)] as const));
  return Object.fromEntries(texts) as Record<keyof Definitions, string>;
}

export const load = kit.step({
  title: 'Load tables, rows, constraints, functions, views and roles in one transaction',
  needs: ['postgres'],
  async run({ data, engines: { postgres }, task }) {
    return { ...(await loadFolder(postgres.session, data, task)) };
  },
});

export const loadAgain = kit.step({
  title: 'Load a second time',
  needs: ['postgres'],
  async run({ data, engines: { postgres }, task }) {
    return { ...(await loadFolder(postgres.session, data, task)) };
  },
});

/** A payment of an unknown customer breaks the load at its end, when the foreign keys are added. */
export const brokenLoad = kit.step({
  title: 'Replace the data by data with a broken reference',
  needs: ['postgres'],
  async run({
    data,
    engines: {
      postgres: { session },
    },
    task,
  }) {
    const input = (await readInput(data)).map((table) => (table.table.startsWith('payment') ? withUnknownCustomer(table) : table));
    const reason = await loadInput(session, input, task, true).then(
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
