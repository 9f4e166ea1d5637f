import { athenaHandler } from '../../athena/handler';
import sql from '../sql/etl_output_parquet.sql';
import { statements } from '../statements';

/** Compacts the enriched readings, many small files after the INSERTs, into one file per hub. */
export const handler = athenaHandler({ statement: statements.compact, sql });
