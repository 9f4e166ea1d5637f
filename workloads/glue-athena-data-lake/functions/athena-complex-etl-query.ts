import { athenaHandler } from '../../athena/handler';
import sql from '../sql/etl_tmp_output_parquet.sql';
import { statements } from '../statements';

/** Readings of a hub with local time, device and price: one INSERT per circuit. */
export const handler = athenaHandler({ statement: statements.enrich, sql });
