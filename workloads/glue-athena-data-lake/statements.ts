import * as z from 'zod/mini';
import type { Query, Statement } from '../athena/statement';

/** Circuits of a hub, fields of the readings' column `data`. */
export const SENSORS = ['s_01', 's_02', 's_03', 's_04', 's_05', 's_06', 's_07', 's_08', 's_09', 's_10'] as const;

const nothing = z.object({});
const hub = z.string().check(z.regex(/^[0-9a-f]{16}$/, 'sixteen lower-case hexadecimal digits'));
const day = z.iso.date('a date such as 2019-12-21');
const minute = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, 'a local time such as 2019-12-21 08:45:00'));

/** A hub and a range of local days, inclusive. */
const period = z
  .object({ loc_id: hub, date_from: day, date_to: day })
  .check(z.refine(({ date_from, date_to }) => date_from <= date_to, { error: 'not before date_from', path: ['date_to'] }));

/** Statements that write tables, in order. */
export const statements = {
  data: create('smart_hub_data_parquet', 'dt'),
  locations: create('smart_hub_locations_parquet', 'state'),
  mappings: create('sensor_mappings_parquet', 'state'),
  /** Runs once per circuit. Adds only missing rows, so that a repeated or interrupted run adds nothing twice. */
  enrich: statement({
    kind: 'insert',
    table: 'etl_tmp_output_parquet',
    partitionedBy: ['loc_id'],
    file: 'etl_tmp_output_parquet.sql',
    input: period,
    executions: (given) => SENSORS.map((sensor) => ({ ...given, sensor })),
  }),
  compact: create('etl_output_parquet', 'loc_id'),
} as const;

/** Queries of the lake. */
export const queries = {
  preview: query({ file: 'preview.sql', input: nothing }),
  costByDevice: query({ file: 'cost-by-device.sql', input: z.object({ loc_id: hub, date: day }) }),
  hubsByPostcode: query({ file: 'hubs-by-postcode.sql', input: z.object({ states: z.string() }) }),
  deviceCosts: query({ file: 'device-costs.sql', input: z.object({ loc_id: hub, device: z.string(), ts_from: minute, ts_to: minute }) }),
  hubLocations: query({ file: 'hub-locations.sql', input: nothing }),
} as const;

function create(table: string, partition: string): Statement<typeof nothing> {
  return { kind: 'create', table, partitionedBy: [partition], file: `${table}.sql`, input: nothing, executions: () => [{}] };
}

function statement<Input extends z.ZodMiniType>(given: Statement<Input>): Statement<Input> {
  return given;
}

function query<Input extends z.ZodMiniType>(given: Query<Input>): Query<Input> {
  return given;
}
