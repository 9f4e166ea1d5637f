import { athenaHandler } from '../../athena/handler';
import sql from '../sql/etl_output_parquet.sql';
import { statements } from '../statements';

/** The enriched readings, which the INSERTs left in many small files, as one file a hub. */
export const handler = athenaHandler({ statement: statements.compact, sql });
