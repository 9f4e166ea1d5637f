import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { catalog, ratesAsParquet } from '../../../../workloads/glue-athena-data-lake/catalog';
import type { Facts } from '../../../contract/values';
import { workload } from '../../../paths';
import type { LakeEngine } from '../../../rehearsal/engine';
import { kit } from '../settings';
import { FUNCTIONS, type FunctionId, invoke } from './functions';
import { rateRowsIn } from './raw-data';
import { onlyRow } from './sql';

export const readings = conversion('Readings: JSON to Parquet by CTAS, a folder a day', 'DataFunction');
export const locations = conversion('Locations: CSV to Parquet by CTAS, a folder a state', 'LocationsFunction');
export const mappings = conversion('Sensor mappings: JSON to Parquet by CTAS, a folder a state', 'MappingsFunction');

/** The Spark job as on Glue, except for a folder instead of a catalog table. */
export const rates = kit.step({
  title: 'Rates: XML to Parquet by the Spark job, a folder a state',
  needs: ['spark'],
  async run({ data, workspace, engines: { spark }, task }) {
    const printed = await spark.submit(
      workload('glue-athena-data-lake', 'jobs', 'rates_xml_to_parquet.py'),
      ['--s3_output_path', fileUrl(join(workspace, ratesAsParquet.name)), '--source_path', fileUrl(join(data, catalog.rates.name))],
      task,
    );
    return { rows: Number(/^(\d+) rates written/m.exec(printed)?.[1] ?? 0) };
  },
  standIn: {
    title: 'XML read by Node and written by DuckDB',
    needs: ['duckdb'],
    async run({ data, workspace, engines: { duckdb } }) {
      const rows = await rateRowsIn(data);
      const folder = join(workspace, 'rates_as_json');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'rates.json'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      await duckdb.table({ ...catalog.rates, name: 'rates_as_json', format: 'json' }, folder);
      const { columns, partitionKeys, name: table } = ratesAsParquet;
      const list = [...Object.keys(columns), ...Object.keys(partitionKeys)].map((column) => `"${column}"`).join(', ');
      await duckdb.write({ kind: 'create', table, partitionedBy: Object.keys(partitionKeys) }, `SELECT ${list} FROM rates_as_json`);
      return { rows: rows.length };
    },
  },
});

/** Registers the rates as a table, as the crawler does. */
export const crawlRates = kit.step({
  title: 'Register the rates in the catalog',
  needs: ['duckdb'],
  async run({ workspace, engines: { duckdb } }) {
    await duckdb.table(ratesAsParquet, join(workspace, ratesAsParquet.name));
    return factsOf(duckdb, ratesAsParquet.name);
  },
});

/** Size of a table, and the highest number of files in a partition. */
export async function factsOf(
  duckdb: LakeEngine,
  table: string,
): Promise<{ rows: number; partitions: number; files: number; filesInOnePartition: number }> {
  const row = await onlyRow(duckdb, z.object({ rows: z.coerce.number() }), `SELECT count(*) AS rows FROM ${table}`);
  const files = await duckdb.files(table);
  const inPartition = new Map<string, number>();
  for (const file of files) {
    const partition = file.split('/').slice(0, -1).join('/');
    inPartition.set(partition, (inPartition.get(partition) ?? 0) + 1);
  }
  return { rows: row.rows, partitions: inPartition.size, files: files.length, filesInOnePartition: Math.max(0, ...inPartition.values()) };
}

function conversion(title: string, id: FunctionId) {
  return kit.step({
    title,
    needs: ['duckdb'],
    async run(context): Promise<Facts> {
      await invoke(context, id);
      return factsOf(context.engines.duckdb, FUNCTIONS[id].table);
    },
  });
}

/** A folder as Hadoop path: a URL without percent-encoding. */
function fileUrl(path: string): string {
  return decodeURIComponent(pathToFileURL(path).href);
}
