import { readdirSync, readFileSync } from 'node:fs';
import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { CreatePartitionCommand, DeleteTableCommand, GetTableCommand, GlueClient, UpdateTableCommand } from '@aws-sdk/client-glue';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { workload } from '../../../lib/paths';
import { bindParameters } from '../../../workloads/athena/bind';
import { rendered, type Statement } from '../../../workloads/athena/statement';
import { catalog } from '../../../workloads/glue-athena-data-lake/catalog';
import { handler as enrich } from '../../../workloads/glue-athena-data-lake/functions/athena-complex-etl-query';
import { handler as convertLocations } from '../../../workloads/glue-athena-data-lake/functions/athena-csv-to-parquet-locations';
import { handler as convertReadings } from '../../../workloads/glue-athena-data-lake/functions/athena-json-to-parquet-data';
import { handler as convertMappings } from '../../../workloads/glue-athena-data-lake/functions/athena-json-to-parquet-mappings';
import { handler as compact } from '../../../workloads/glue-athena-data-lake/functions/athena-parquet-to-parquet-elt-data';
import { queries, SENSORS, statements } from '../../../workloads/glue-athena-data-lake/statements';

const folder = workload('glue-athena-data-lake', 'sql');
const sqlOf = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
const textOf = (statement: Pick<Statement, 'kind' | 'table' | 'partitionedBy' | 'file'>) =>
  rendered(statement, sqlOf(statement.file), 'smart-hub-data');

const athena = mockClient(AthenaClient);
const glue = mockClient(GlueClient);
const s3 = mockClient(S3Client);

beforeEach(() => {
  for (const client of [athena, glue, s3]) client.reset();
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q-1' });
  athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'SUCCEEDED' } } });
  glue.on(CreatePartitionCommand).resolves({});
  glue.on(DeleteTableCommand).resolves({}).on(GetTableCommand).resolves({}).on(UpdateTableCommand).resolves({});
  s3.on(ListObjectsV2Command).resolves({});
  jest.spyOn(console, 'log').mockImplementation(() => {});
  Object.assign(process.env, { WORKGROUP: 'functions', DATA_CATALOG: 'smart_hub_data_catalog', DATA_BUCKET: 'smart-hub-data' });
});

const started = () => athena.commandCalls(StartQueryExecutionCommand).map(({ args: [{ input }] }) => input);

describe('acceptance 9: CTAS', () => {
  test('of the readings', () => {
    expect(textOf(statements.data)).toBe(
      `CREATE TABLE smart_hub_data_parquet
WITH (
  format = 'PARQUET',
  write_compression = 'SNAPPY',
  external_location = 's3://smart-hub-data/smart_hub_data_parquet/',
  partitioned_by = ARRAY['dt']
) AS
SELECT loc_id, ts, data, dt
FROM smart_hub_data_json`,
    );
  });

  test('of the locations', () => {
    expect(textOf(statements.locations)).toBe(
      `CREATE TABLE smart_hub_locations_parquet
WITH (
  format = 'PARQUET',
  write_compression = 'SNAPPY',
  external_location = 's3://smart-hub-data/smart_hub_locations_parquet/',
  partitioned_by = ARRAY['state']
) AS
SELECT lon, lat, number, street, unit, city, district, region, postcode, id, hash, tz, state
FROM smart_hub_locations_csv`,
    );
  });

  test('of the sensor mappings', () => {
    expect(textOf(statements.mappings)).toBe(
      `CREATE TABLE sensor_mappings_parquet
WITH (
  format = 'PARQUET',
  write_compression = 'SNAPPY',
  external_location = 's3://smart-hub-data/sensor_mappings_parquet/',
  partitioned_by = ARRAY['state']
) AS
SELECT loc_id, id, description, location, watts, last_modified, state
FROM sensor_mappings_json`,
    );
  });

  test.each([
    [statements.data, catalog.readings],
    [statements.locations, catalog.locations],
    [statements.mappings, catalog.mappings],
    [statements.compact, catalog.enriched],
  ])('%#: selects every column of its source, the partition column last', (statement, source) => {
    const [, columns = ''] = /SELECT (.*)\nFROM (\w+)/.exec(sqlOf(statement.file)) ?? [];
    expect(columns.split(', ')).toEqual([...Object.keys(source.columns), ...Object.keys(source.partitionKeys)]);
    expect(statement.partitionedBy).toEqual(Object.keys(source.partitionKeys));
  });
});

test.each([
  ['athena-json-to-parquet-data', convertReadings, statements.data],
  ['athena-csv-to-parquet-locations', convertLocations, statements.locations],
  ['athena-json-to-parquet-mappings', convertMappings, statements.mappings],
  ['athena-parquet-to-parquet-elt-data', compact, statements.compact],
])('the function %s sends its own statement', async (_, handler, statement) => {
  await expect(handler({})).resolves.toEqual({ statusCode: 200, executions: [{ id: 'q-1', table: statement.table, state: 'SUCCEEDED' }] });
  expect(started()).toEqual([expect.objectContaining({ QueryString: textOf(statement), WorkGroup: 'functions' })]);
});

test('the function athena-complex-etl-query sends an INSERT for each circuit', async () => {
  await enrich({ loc_id: 'b6a8d42425fde548', date_from: '2019-12-21', date_to: '2019-12-22', wait: false });

  const values = (sensor: string) => ({ loc_id: 'b6a8d42425fde548', date_from: '2019-12-21', date_to: '2019-12-22', sensor });
  expect(started().map(({ QueryString: sql, ExecutionParameters: parameters }) => ({ sql, parameters }))).toEqual(
    SENSORS.map((sensor) => bindParameters(textOf(statements.enrich), values(sensor))),
  );
});

describe('acceptance 13: before any query starts, the enrichment refuses', () => {
  const good = { loc_id: 'b6a8d42425fde548', date_from: '2019-12-21', date_to: '2019-12-22' };

  test.each([
    [
      'a hub of fifteen digits',
      { loc_id: 'b6a8d42425fde54' },
      'loc_id is not valid; got "b6a8d42425fde54"; allowed: sixteen lower-case hexadecimal digits',
    ],
    ['a hub in upper case', { loc_id: 'B6A8D42425FDE548' }, 'loc_id is not valid'],
    ['a hub with SQL behind it', { loc_id: "b6a8d42425fde548' OR '1'='1" }, 'loc_id is not valid'],
    ['a hub with a line behind it', { loc_id: 'b6a8d42425fde548\n' }, 'loc_id is not valid'],
    ['no hub', { loc_id: undefined }, 'loc_id is not valid; got nothing'],
    ['a day that is none', { date_from: '2019-02-29' }, 'date_from is not valid; got "2019-02-29"; allowed: a date such as 2019-12-21'],
    ['a day in another order', { date_from: '21.12.2019' }, 'date_from is not valid'],
    ['a day with a time', { date_to: '2019-12-22T00:00:00Z' }, 'date_to is not valid'],
    ['a number for a day', { date_to: 20191222 }, 'date_to is not valid; got 20191222'],
    ['a last day before the first', { date_to: '2019-12-20' }, 'date_to is not valid; got "2019-12-20"; allowed: not before date_from'],
  ])('%s', async (_, wrong, message) => {
    await expect(enrich({ ...good, ...wrong })).rejects.toThrow(message);
    expect([...athena.calls(), ...glue.calls(), ...s3.calls()]).toEqual([]);
  });
});

test('every SQL file has parameters only where Athena allows them, and belongs to a statement, a query or the dashboard', () => {
  const values: Record<string, readonly string[]> = Object.fromEntries(
    Object.values(queries).map(({ file, input }) => [file, Object.keys((input as unknown as { shape: object }).shape)]),
  );
  for (const statement of Object.values(statements)) values[statement.file] = [];
  values[statements.enrich.file] = ['loc_id', 'date_from', 'date_to', 'sensor'];

  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sql'));
  expect(files.filter((file) => !file.startsWith('dashboard/')).sort()).toEqual(Object.keys(values).sort());
  for (const file of files) {
    const names = values[file] ?? [];
    expect(() => bindParameters(sqlOf(file), Object.fromEntries(names.map((name) => [name, 'x'])))).not.toThrow();
  }
});
