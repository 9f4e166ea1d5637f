import { z } from 'zod';
import type { Table } from '../../../contract/table';
import { kit } from '../settings';
import { params } from './params';
import { answer } from './queries';
import { rounded } from './rounded';
import { onlyRow, sqlFile } from './sql';

/** Tables of the visuals: name in the report, and SQL file. */
const VISUALS = {
  'Hubs on the map': 'hubs-on-the-map.sql',
  'Cost by device': 'cost-by-device.sql',
  'Energy by device and hour': 'kwh-by-device-and-hour.sql',
  'Energy and rate by hour': 'kwh-and-rate-by-hour.sql',
  'Cost by hour and device': 'cost-by-hour-and-device.sql',
  'Energy over time': 'kwh-over-time.sql',
} as const;

export type Visual = keyof typeof VISUALS | typeof TOTAL;

const TOTAL = 'Total electrical cost';

/** Computes the visuals as QuickSight does: a calculated field in dollars, and a sum for each visual. */
export const dashboard = kit.step({
  title: 'Residential Electrical Usage Analysis',
  needs: ['duckdb'],
  async run({ engines: { duckdb }, params: given, publish }) {
    await duckdb.execute(`CREATE OR REPLACE VIEW usage AS ${await sqlFile('dashboard/usage.sql')}`);
    const total = await answer(duckdb, 'dashboard/total-cost.sql');
    publish(TOTAL, withColumn(total, 'daily_budget', params.parse(given).dailyBudget));
    for (const [name, file] of Object.entries(VISUALS)) publish(name, await answer(duckdb, `dashboard/${file}`));

    const sums = await onlyRow(
      duckdb,
      z.object({ dollars: z.coerce.number(), cents: z.coerce.number(), wrong: z.coerce.number() }),
      'SELECT coalesce(sum(cost_dollar), 0) AS dollars, coalesce(sum(cost), 0) AS cents, count(*) FILTER (abs(cost_dollar * 100 - cost) > 1e-9) AS wrong FROM usage',
    );
    return { visuals: Object.keys(VISUALS).length + 1, dollars: rounded(sums.dollars), cents: rounded(sums.cents), wrongDollars: sums.wrong };
  },
});

function withColumn({ columns, rows }: Table, name: string, value: number): Table {
  return { columns: [...columns, name], rows: rows.map((row) => [...row, value]) };
}
