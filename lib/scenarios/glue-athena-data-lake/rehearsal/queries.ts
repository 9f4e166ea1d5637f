import { z } from 'zod';
import { queries } from '../../../../workloads/glue-athena-data-lake/statements';
import { type SqlValues, type Table, tableOf } from '../../../contract/values';
import type { SqlEngine } from '../../../rehearsal/engine';
import { kit } from '../settings';
import { params } from './raw';
import { onlyRow, rounded, sqlFile } from './sql';

const plain = z.preprocess((value) => (typeof value === 'bigint' ? Number(value) : value), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const row = z.record(z.string(), plain);

export const preview = kit.step({
  title: 'Query: ten enriched rows',
  needs: ['duckdb'],
  async run({ engines: { duckdb }, publish }) {
    const table = await answer(duckdb, queries.preview.file);
    publish('Preview', table);
    return { rows: table.rows.length, columns: table.columns.join(', ') };
  },
});

export const costByDevice = kit.step({
  title: 'Query: cost by device on the first day',
  needs: ['duckdb'],
  async run({ engines: { duckdb }, fact, publish }) {
    const table = await answer(duckdb, queries.costByDevice.file, { loc_id: String(fact('raw.hub')), date: String(fact('raw.from')) });
    publish('Cost by device on the first day', table);
    const dollars = table.rows.map(([, cost]) => String(cost));
    const numbers = dollars.map((text) => Number(text.slice(1)));
    return {
      devices: table.rows.length,
      dearest: table.rows[0]?.[0] ?? '',
      costs: dollars.join(' '),
      descending: numbers.every((cost, at) => at === 0 || cost <= (numbers[at - 1] as number)),
    };
  },
});

export const hubsByPostcode = kit.step({
  title: 'Query: hubs by postcode in Oregon and California',
  needs: ['duckdb'],
  async run({ engines: { duckdb }, publish }) {
    const table = await answer(duckdb, queries.hubsByPostcode.file, { states: 'or,ca' });
    publish('Hubs by postcode', table);
    const column = (at: number) => table.rows.map((line) => line[at]).join(' ');
    return { rows: table.rows.length, postcodes: column(0), counts: column(2) };
  },
});

const WASHER = 'Clothes Washer';

export const deviceCosts = kit.step({
  title: 'Query: what one device cost in half an hour',
  needs: ['duckdb'],
  async run({ engines: { duckdb }, fact, publish }) {
    const hub = String(fact('raw.hub'));
    const day = String(fact('raw.from'));
    const devices = await duckdb.select(
      z.object({ device: z.string() }),
      'SELECT DISTINCT device FROM etl_tmp_output_parquet WHERE device IS NOT NULL ORDER BY device',
    );
    const device = devices.find((found) => found.device === WASHER)?.device ?? devices[0]?.device ?? WASHER;
    const values = { loc_id: hub, device, ts_from: `${day} 08:45:00`, ts_to: `${day} 09:15:00` };
    const table = await answer(duckdb, queries.deviceCosts.file, values);
    publish('Cost of one device, 08:45 to 09:15', table);
    return { device, rows: table.rows.length, costs: table.rows.map((line) => Number(line[4]).toFixed(4)).join(' ') };
  },
});

export const hubLocations = kit.step({
  title: 'Query: where the hubs are, as the dashboard asks',
  needs: ['duckdb'],
  async run({ engines: { duckdb }, publish }) {
    const table = await answer(duckdb, queries.hubLocations.file);
    publish('Hubs with coordinates', table);
    return { rows: table.rows.length };
  },
});

/** Converts query rows to a table of plain values. */
async function answer(engine: SqlEngine, file: string, values?: SqlValues): Promise<Table> {
  return tableOf(await engine.select(row, await sqlFile(file), values));
}

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
