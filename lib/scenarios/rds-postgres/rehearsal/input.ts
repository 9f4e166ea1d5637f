import { tableNamed } from '../../../../workloads/rds-postgres/catalog';
import type { TableInput } from '../../../../workloads/rds-postgres/table-input';
import { readInput } from '../data';
import { kit } from '../settings';

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
