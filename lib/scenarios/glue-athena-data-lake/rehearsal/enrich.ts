import { z } from 'zod';
import { catalog, ratesAsParquet } from '../../../../workloads/glue-athena-data-lake/catalog';
import { statements } from '../../../../workloads/glue-athena-data-lake/statements';
import type { Facts, SqlValues, Value } from '../../../contract/values';
import type { LakeEngine } from '../../../rehearsal/engine';
import type { StepContext } from '../../../rehearsal/rehearsal';
import { type Config, kit } from '../settings';
import { invoke } from './functions';
import { onlyRow, rounded, sqlFile } from './sql';
import { factsOf } from './transform';

const TARGET = catalog.enriched.name;
const number = z.coerce.number();

export const enrich = kit.step({
  title: 'Enrich one hub: an INSERT for each circuit',
  needs: ['duckdb'],
  async run(context) {
    const { executions } = await invoke(context, 'EnrichFunction', eventFor(context.fact));
    return { statements: executions.length, ...(await summaryOf(context.engines.duckdb, context.publish)) };
  },
});

/** Runs the ten INSERTs again: each finds its rows stored. */
export const enrichAgain = kit.step({
  title: 'Enrich the same hub again',
  needs: ['duckdb'],
  async run(context) {
    const { duckdb } = context.engines;
    const before = await factsOf(duckdb, TARGET);
    await invoke(context, 'EnrichFunction', eventFor(context.fact));
    const { rows, files } = await factsOf(duckdb, TARGET);
    return { rows, added: rows - before.rows, filesAdded: files - before.files };
  },
});

/** Runs the ten INSERTs into an empty table, with two more months of rates: no row may be duplicated. */
export const enrichWithMoreRates = kit.step({
  title: 'Enrich the same hub with two more months of rates',
  needs: ['duckdb'],
  async run({ engines: { duckdb }, fact, task }) {
    const { loaded, months } = await neighboursOf(duckdb, fact);
    await duckdb.execute('CREATE SCHEMA trial');
    try {
      const { name: rates } = ratesAsParquet;
      const more = Object.keys(months).map(
        (name) =>
          `SELECT "from", "to", type, rate * 2, CAST($${name} AS integer) // 12, CAST($${name} AS integer) % 12 + 1, state FROM main.${rates} WHERE year * 12 + month - 1 = $loaded`,
      );
      await duckdb.execute(
        `CREATE TABLE trial.${rates} AS ${[`SELECT "from", "to", type, rate, year, month, state FROM main.${rates}`, ...more].join(' UNION ALL ')}`,
        { ...months, loaded },
      );
      await duckdb.execute(`CREATE TABLE trial.${TARGET} AS SELECT * FROM main.${TARGET} LIMIT 0`);
      await duckdb.execute("SET search_path = 'trial,main'");
      const select = await sqlFile(statements.enrich.file);
      for (const values of executionsFor(fact)) {
        task.signal.throwIfAborted();
        await duckdb.execute(`INSERT INTO trial.${TARGET} ${select}`, values);
      }
      const row = await onlyRow(
        duckdb,
        z.object({ rows: number, cents: number }),
        `SELECT count(*) AS rows, sum(cost) AS cents FROM trial.${TARGET}`,
      );
      return { monthsAdded: Object.keys(months).length, rows: row.rows, cents: rounded(row.cents) };
    } finally {
      await duckdb.execute("SET search_path = 'main'");
      await duckdb.execute('DROP SCHEMA trial CASCADE');
    }
  },
});

export const compact = kit.step({
  title: 'Compact the enriched readings by CTAS, one file a hub',
  needs: ['duckdb'],
  async run(context) {
    const { duckdb } = context.engines;
    const { compact: statement } = statements;
    await invoke(context, 'CompactFunction');
    const sums = await onlyRow(
      duckdb,
      z.object({ kwh: number, cents: number }),
      `SELECT sum(kwh) AS kwh, sum(cost) AS cents FROM ${statement.table}`,
    );
    return { ...(await factsOf(duckdb, statement.table)), kwh: rounded(sums.kwh), cents: rounded(sums.cents) };
  },
});

/** The hub and the days that are enriched, as the function gets them. */
function eventFor(fact: StepContext<Config>['fact']) {
  return { loc_id: String(fact('raw.hub')), date_from: String(fact('raw.from')), date_to: String(fact('raw.to')) };
}

function executionsFor(fact: StepContext<Config>['fact']): readonly SqlValues[] {
  return statements.enrich.executions(eventFor(fact));
}

/** Result of the enrichment, as facts by type of hour and as tables. */
async function summaryOf(duckdb: LakeEngine, publish: StepContext<Config>['publish']): Promise<Facts> {
  const { files, partitions } = await factsOf(duckdb, TARGET);
  const total = z.object({ rows: number, kwh: number, cents: number, wrong: number, states: z.string(), devices: number });
  // The cost is rounded to four decimals, so it differs from the product by at most half of the last digit.
  const sums = await onlyRow(
    duckdb,
    total,
    `SELECT count(*) AS rows, coalesce(sum(kwh), 0) AS kwh, coalesce(sum(cost), 0) AS cents, count(DISTINCT device) AS devices,
      count(*) FILTER (abs(cost - kwh * cents_per_kwh) > 0.00005 + 1e-9 OR abs(cost * 1e4 - round(cost * 1e4)) > 1e-6) AS wrong,
      coalesce(string_agg(DISTINCT state, ', ' ORDER BY state), '') AS states FROM ${TARGET}`,
  );
  const grouped = z.object({ name: z.string().nullable(), rows: number, kwh: number, cents: number });
  const by = (column: string) =>
    duckdb.select(
      grouped,
      `SELECT ${column} AS name, count(*) AS rows, sum(kwh) AS kwh, sum(cost) AS cents FROM ${TARGET} GROUP BY ALL ORDER BY name`,
    );
  const [days, types, devices] = [await by('substr(ts, 1, 10)'), await by('type'), await by('device')];

  publish('Enriched, by day', { columns: ['day', 'rows', 'kWh', 'cents'], rows: days.map(line) });
  publish('Enriched, by type of hour', { columns: ['type', 'rows', 'kWh', 'cents'], rows: types.map(line) });
  const [first, last] = [days.at(0), days.at(-1)];
  return {
    rows: sums.rows,
    files,
    partitions,
    kwh: rounded(sums.kwh),
    cents: rounded(sums.cents),
    wrongCosts: sums.wrong,
    states: sums.states,
    devices: devices.length,
    fewestRowsOfADevice: devices.reduce((least, { rows }) => Math.min(least, rows), sums.rows),
    mostRowsOfADevice: devices.reduce((most, { rows }) => Math.max(most, rows), 0),
    kwhOnFirstDay: rounded(first?.kwh ?? 0),
    centsOnFirstDay: rounded(first?.cents ?? 0),
    kwhOnLastDay: rounded(last?.kwh ?? 0),
    centsOnLastDay: rounded(last?.cents ?? 0),
    ...Object.fromEntries(
      types.flatMap(({ name, rows, cents }) => [
        [`rows ${name}`, rows],
        [`cents ${name}`, rounded(cents)],
      ]),
    ),
  };
}

function line({ name, rows, kwh, cents }: { name: string | null; rows: number; kwh: number; cents: number }): Value[] {
  return [name, rows, Number(kwh.toFixed(3)), Number(cents.toFixed(2))];
}

/** The months before and after all rates and enriched days, counted from year 0, and a loaded month. */
async function neighboursOf(
  duckdb: LakeEngine,
  fact: StepContext<Config>['fact'],
): Promise<{ months: { before: number; after: number }; loaded: number }> {
  const found = await onlyRow(
    duckdb,
    z.object({ first: number, last: number }),
    `SELECT min(year * 12 + month - 1) AS first, max(year * 12 + month - 1) AS last FROM ${ratesAsParquet.name}`,
  );
  const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const { first, last } = found;
  const before = Math.min(first, monthOf(String(fact('raw.from')))) - 1;
  const after = Math.max(last, monthOf(String(fact('raw.to')))) + 1;
  return { months: { before, after }, loaded: first };
}
