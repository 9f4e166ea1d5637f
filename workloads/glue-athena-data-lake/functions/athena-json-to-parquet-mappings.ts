import { athenaHandler } from '../../athena/handler';
import sql from '../sql/sensor_mappings_parquet.sql';
import { statements } from '../statements';

/** What each circuit of a hub feeds: JSON to Parquet, a folder a state. */
export const handler = athenaHandler({ statement: statements.mappings, sql });
