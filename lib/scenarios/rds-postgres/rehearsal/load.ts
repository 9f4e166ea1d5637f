import type { Session } from '../../../../workloads/postgres/session';
import type { TableInput } from '../../../../workloads/rds-postgres/input';
import { type Loaded, load as loadInto, relationsIn, rowsIn } from '../../../../workloads/rds-postgres/load';
import type { Task } from '../../../contract/task';
import { definitions } from '../definitions';
import { refusing } from '../refusing';
import { kit } from '../settings';
import { readInput } from './input';

/** Loads a folder into a server, as the function of the deployed database does. */
export async function loadFolder(session: Session, folder: string, task: Task): Promise<Loaded> {
  return loadInput(session, await readInput(folder), task, false);
}

async function loadInput(session: Session, input: readonly TableInput[], task: Task, replace: boolean): Promise<Loaded> {
  const files = await definitions();
  const work = () => loadInto(session, { definitions: files, input, replace, progress: (line) => task.progress(line) });
  return refusing('the data cannot be loaded', 'correct the data, and repeat the rehearsal', work);
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

/** A payment of a customer whom nobody knows breaks the load at its very end, when the references are checked. */
export const brokenLoad = kit.step({
  title: 'Load data that refers to what is not there, in place of what is there',
  needs: ['postgres'],
  async run({
    data,
    engines: {
      postgres: { session },
    },
    task,
  }) {
    const input = (await readInput(data)).map((table) => (table.table.startsWith('payment') ? withStrangers(table) : table));
    const reason = await loadInput(session, input, task, true).then(
      () => 'it was loaded',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    return { refused: /foreign key/.test(reason), rows: await rowsIn(session), relations: await relationsIn(session) };
  },
});

function withStrangers({ table, columns, lines }: TableInput): TableInput {
  const customer = columns.indexOf('customer_id');
  const [first = '', ...others] = lines;
  const cells = first.split('\t');
  cells[customer] = '32000';
  return { table, columns, lines: first === '' ? lines : [cells.join('\t'), ...others] };
}
