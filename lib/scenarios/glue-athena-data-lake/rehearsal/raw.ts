import { join } from 'node:path';
import { z } from 'zod';
import { catalog } from '../../../../workloads/glue-athena-data-lake/catalog';
import { kit } from '../settings';
import { expectationOf, scopeOf } from './expectation';
import { params } from './params';
import { readRawData } from './raw-data';
import { rounded } from './rounded';
import { onlyRow } from './sql';

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
