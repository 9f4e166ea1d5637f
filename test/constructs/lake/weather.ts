import type { Stack } from 'aws-cdk-lib';
import { AthenaWorkgroup, CatalogDatabase, CatalogTable, type ICatalogTable, TableFormat } from 'stagecraft-constructs/lake';
import { PrivateBucket } from 'stagecraft-constructs/storage';

/** A lake with one table that is there, and one that a query makes. */
export function weatherIn(stack: Stack): {
  readonly data: PrivateBucket;
  readonly database: CatalogDatabase;
  readonly readings: ICatalogTable;
  readonly daily: ICatalogTable;
  readonly workgroup: AthenaWorkgroup;
} {
  const data = new PrivateBucket(stack, 'Data');
  const database = new CatalogDatabase(stack, 'Catalog', { databaseName: 'weather' });
  const readings = new CatalogTable(stack, 'Readings', {
    database,
    tableName: 'readings_json',
    bucket: data,
    format: TableFormat.JSON_LINES,
    columns: [{ name: 'celsius', type: 'double' }],
    partitionKeys: [{ name: 'dt', type: 'date' }],
  });
  const daily = CatalogTable.fromCatalogTableAttributes(stack, 'Daily', { database, tableName: 'daily_parquet', bucket: data, prefix: 'made/daily' });
  return { data, database, readings, daily, workgroup: new AthenaWorkgroup(stack, 'Workgroup', { resultsBucket: data, resultsPrefix: 'tmp' }) };
}

const GLUE = 'arn:<partition>:glue:<region>:<account>';

/** ARNs that Glue checks for a table: the catalog's, the database's and its own. */
export const arnsOf = (...tables: string[]) => [
  `${GLUE}:catalog`,
  `${GLUE}:database/<Catalog>`,
  ...tables.map((name) => `${GLUE}:table/<Catalog>/${name}`),
];

export const DEFAULT_DATABASE = { actions: ['glue:GetDatabase'], resources: [`${GLUE}:catalog`, `${GLUE}:database/default`] };
