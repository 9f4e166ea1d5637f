import { tableNamed } from '../../../../workloads/rds-postgres/catalog';
import { inputIn, type TableInput } from '../../../../workloads/rds-postgres/input';
import { refusing } from '../refusing';
import { kit } from '../settings';

/** Looks at the data without any engine, and adds up what was paid, so that what SQL makes of it can be compared. */
export const input = kit.step({
  title: 'Look at the data',
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

/** The tables in the folder of the data. */
export function readInput(folder: string): Promise<readonly TableInput[]> {
  return refusing('the data cannot be loaded', 'name a folder with the generated data or with Pagila 2.0 as --data', () => inputIn(folder));
}

/** The sum of all payments. In whole cents until the end: so many fractions would not add up. */
function paidIn(tables: readonly TableInput[]): number {
  let cents = 0;
  for (const { table, columns, lines } of tables) {
    if (tableNamed(table)?.name !== 'payment') continue;
    const amount = columns.indexOf('amount');
    for (const line of lines) cents += Math.round(Number(line.split('\t')[amount]) * 100);
  }
  return cents / 100;
}
