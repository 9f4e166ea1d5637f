import { athenaHandler } from '../../athena/handler';
import sql from '../sql/smart_hub_locations_parquet.sql';
import { statements } from '../statements';

/** Locations of the hubs: CSV to Parquet, one folder per state. */
export const handler = athenaHandler({ statement: statements.locations, sql });
