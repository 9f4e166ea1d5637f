import { athenaHandler } from '../../athena/handler';
import sql from '../sql/smart_hub_data_parquet.sql';
import { statements } from '../statements';

/** Readings: JSON to Parquet, one folder per day. */
export const handler = athenaHandler({ statement: statements.data, sql });
