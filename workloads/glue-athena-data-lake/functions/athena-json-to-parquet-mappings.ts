import { athenaHandler } from '../../athena/handler';
import sql from '../sql/sensor_mappings_parquet.sql';
import { statements } from '../statements';

/** Devices on each circuit of a hub: JSON to Parquet, one folder per state. */
export const handler = athenaHandler({ statement: statements.mappings, sql });
