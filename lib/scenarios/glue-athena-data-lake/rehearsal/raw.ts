import { join } from 'node:path';
import { z } from 'zod';
import { catalog } from '../../../../workloads/glue-athena-data-lake/catalog';
import { clock, dayAfter } from '../../../../workloads/glue-athena-data-lake/local-time';
import { SENSORS } from '../../../../workloads/glue-athena-data-lake/statements';
import { JobError } from '../../../errors';
import { kit } from '../settings';
import { type RawData, readingsIn, readRawData } from './raw-data';
import { onlyRow, rounded } from './sql';

const day = z.iso.date('a date such as 2019-12-21');

/** Parameters of `rehearse --param`. Defaults come from the data. */
export const params = z.object({
  hub: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'sixteen lower-case hexadecimal digits')
    .optional()
    .describe("hub to enrich; default: the article's, or the one with most readings"),
  from: day.optional().describe('first local day; default: the first one of the hub'),
  to: day.optional().describe('last local day, inclusive; default: the last one of the hub'),
  dailyBudget: z.coerce
    .number('a number above 0')
    .positive('a number above 0')
    .default(6)
    .describe('daily budget in dollars, above which the total is red'),
});

/** Reads the raw files without an engine, and computes the expected enrichment. */
export const raw = kit.step({
  title: 'Look at the raw files',
  needs: [],
  async run({ data, params: given, publish, task }) {
    task.progress('reading the raw files');
    const found = await readRawData(data);
    const scope = scopeOf(found, params.parse(given));
    task.progress(`working out what ${scope.hub} used from ${scope.from} to ${scope.to}`);
    const { rows, kwh, cents, misfiled } = await expectationOf(found, scope, data);
    publish('Hubs with readings', {
      columns: ['hub', 'state', 'time zone', 'readings', 'first', 'last'],
      rows: [...found.hubs].map(([hub, { readings, first, last }]) => {
        const place = found.locations.find((location) => location.hub === hub);
        return [hub, place?.state ?? null, place?.timeZone ?? null, readings, utc(first), utc(last)];
      }),
    });
    const { hub, from, to, state, timeZone } = scope;
    return {
      ...found.counts,
      hubs: found.hubs.size,
      hub,
      state,
      timeZone,
      from,
      to,
      expectedRows: rows,
      expectedKwh: rounded(kwh),
      expectedCents: rounded(cents),
      misfiled,
    };
  },
});

/** Registers the raw files as tables, as the crawlers do. The XML table cannot be queried. */
export const crawlRaw = kit.step({
  title: 'Register the raw files in the catalog',
  needs: ['duckdb'],
  async run({ data, workspace, engines: { duckdb } }) {
    const tables = [catalog.readings, catalog.mappings, catalog.locations];
    for (const table of tables) await duckdb.table(table, join(data, table.name));
    await duckdb.table(catalog.enriched, join(workspace, catalog.enriched.name));
    const partitions = async (name: string) => new Set((await duckdb.files(name)).map((file) => file.split('/')[0])).size;
    const row = await onlyRow(duckdb, z.object({ days: z.coerce.number() }), 'SELECT count(DISTINCT dt) AS days FROM smart_hub_data_json');
    return {
      days: row.days,
      dayPartitions: await partitions(catalog.readings.name),
      mappingStates: await partitions(catalog.mappings.name),
      locationStates: await partitions(catalog.locations.name),
    };
  },
});

function utc(seconds: number): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Scope of an enrichment: a hub and its local days, both inclusive. */
export interface Scope {
  readonly hub: string;
  readonly from: string;
  readonly to: string;
}

/** Hub of the article. */
const ARTICLE_HUB = 'b6a8d42425fde548';

/**
 * Scope of a rehearsal: the parameters, or by default the article's hub, or the hub with most readings, for all its days.
 *
 * @throws JobError when the hub has no readings or no location
 */
function scopeOf({ hubs, locations, mappings }: RawData, params: Partial<Scope>): Scope & { readonly state: string; readonly timeZone: string } {
  const place = (hub: string) =>
    locations.find((location) => location.hub === hub && mappings.some((m) => m.hub === hub && m.state === location.state));
  const known = [...hubs].sort(([a, one], [b, other]) => other.readings - one.readings || (a < b ? -1 : 1)).map(([hub]) => hub);
  const preferred = known.includes(ARTICLE_HUB) ? [ARTICLE_HUB, ...known] : known;
  const hub = params.hub ?? preferred.find((candidate) => place(candidate) !== undefined);
  const found = hub === undefined ? undefined : place(hub);
  const readings = hub === undefined ? undefined : hubs.get(hub);
  if (hub === undefined || !found || !readings) {
    throw new JobError({
      problem:
        params.hub === undefined
          ? 'no hub has readings, an address and mappings in the same state'
          : 'the hub has no readings, no address or no mappings',
      got: params.hub ?? `${hubs.size} hubs with readings, ${locations.length} addresses, ${mappings.length} mappings`,
      allowed: params.hub === undefined ? undefined : `for instance ${known.slice(0, 3).join(', ')}`,
      fix: params.hub === undefined ? 'complete the data' : 'choose another --param hub=…',
    });
  }
  const time = timeIn(found.timeZone, hub);
  const from = params.from ?? time(readings.first).day;
  const to = params.to ?? time(readings.last).day;
  if (from > to) {
    throw new JobError({ problem: 'the first day is after the last one', got: `${from} to ${to}`, fix: 'correct --param from=… and --param to=…' });
  }
  return { hub, from, to, state: found.state, timeZone: found.timeZone };
}

/** Expected result of an enrichment. */
export interface Expectation {
  /** One row for each reading of each mapped circuit in those local days with a rate. */
  readonly rows: number;
  readonly kwh: number;
  readonly cents: number;
  /** Readings of those days in a folder more than one day away, which partition pruning misses. */
  readonly misfiled: number;
}

/** Computes the enrichment, reading by reading. */
async function expectationOf(raw: RawData, { hub, from, to }: Scope, folder: string): Promise<Expectation> {
  const homes = raw.locations
    .filter((location) => location.hub === hub)
    .map(({ state, timeZone }) => ({
      state,
      time: timeIn(timeZone, hub),
      sensors: raw.mappings
        .filter((m) => m.hub === hub && m.state === state && SENSORS.some((sensor) => sensor === m.sensor))
        .map(({ sensor }) => sensor),
    }));
  const rates = ratesByHour(raw);
  const expected = { rows: 0, kwh: 0, cents: 0, misfiled: 0 };
  for await (const reading of readingsIn(folder)) {
    if (reading.hub !== hub) continue;
    for (const { state, time, sensors } of homes) {
      const { day, hour } = time(reading.ts);
      if (day < from || day > to) continue;
      if (reading.folder < dayAfter(from, -1) || reading.folder > dayAfter(to, 1)) {
        expected.misfiled++;
        continue;
      }
      for (const sensor of sensors) {
        const kwh = reading.kwh[sensor];
        if (kwh === undefined || kwh === null) continue;
        for (const rate of rates.get(hourKey(state, day, hour)) ?? []) {
          expected.rows++;
          expected.kwh += kwh;
          expected.cents += Math.round(kwh * rate * 1e4) / 1e4;
        }
      }
    }
  }
  return expected;
}

function ratesByHour({ rates }: RawData): ReadonlyMap<string, readonly number[]> {
  const byHour = new Map<string, number[]>();
  for (const { state, year, month, to, rate } of rates) {
    if (state === null || year === null || month === null || to === null || rate === null) continue;
    const key = hourKey(state, `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`, Number(to.slice(0, 2)));
    byHour.set(key, [...(byHour.get(key) ?? []), rate]);
  }
  return byHour;
}

function hourKey(state: string, day: string, hour: number): string {
  return `${state} ${day.slice(0, 7)} ${hour}`;
}

function timeIn(timeZone: string, hub: string): ReturnType<typeof clock> {
  try {
    return clock(timeZone);
  } catch (cause) {
    throw new JobError({ problem: `unknown time zone of hub ${hub}`, got: `'${timeZone}'`, fix: 'correct tz in the locations' }, { cause });
  }
}
