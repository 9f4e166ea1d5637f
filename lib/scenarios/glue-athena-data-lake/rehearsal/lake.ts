import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { catalog, ratesAsParquet } from '../../../../workloads/glue-athena-data-lake/catalog';
import { statements } from '../../../../workloads/glue-athena-data-lake/statements';
import type { Value } from '../../../contract/values';
import { kit } from '../settings';
import { factsOf } from './transform';

const RAW = [catalog.readings, catalog.mappings, catalog.locations] as const;
const CURATED = [
  statements.data.table,
  statements.mappings.table,
  statements.locations.table,
  ratesAsParquet.name,
  catalog.enriched.name,
  statements.compact.table,
];

/** Lists the ten final tables with their sizes. */
export const lake = kit.step({
  title: 'Look at the lake',
  needs: ['duckdb'],
  async run({ data, workspace, engines: { duckdb }, fact, publish }) {
    const line = async (name: string, format: string, folder: string): Promise<Value[]> => {
      const { rows, partitions, files } = await factsOf(duckdb, name);
      const sizes = await Promise.all((await duckdb.files(name)).map(async (file) => (await stat(join(folder, name, file))).size));
      return [name, format, partitions, files, rows, sizes.reduce((sum, size) => sum + size, 0)];
    };
    const rows: Value[][] = [];
    for (const { name, format } of RAW) rows.push(await line(name, format, data));
    rows.push([catalog.rates.name, catalog.rates.format, 1, null, Number(fact('raw.rates')), null]);
    for (const name of CURATED) rows.push(await line(name, 'parquet', workspace));
    publish('Tables of the lake', { columns: ['table', 'format', 'partitions', 'files', 'rows', 'bytes'], rows });
    return { tables: rows.length, empty: rows.filter((row) => row[4] === 0).length };
  },
});
