import { quoted } from '../../../../workloads/athena/bind';

interface CsvOptions {
  readonly delimiter: string;
  /** Escape character of CSV. */
  readonly escape: string;
}

const RAW_CSV: CsvOptions = { delimiter: ',', escape: '"' };

/** Spark's default CSV format, except for the delimiter. */
export const GOLD_CSV: CsvOptions = { delimiter: '|', escape: '\\' };

/** A query of CSV files with a header, all columns as text. Short rows are padded, and line breaks within quotes are kept. */
export function csv(pattern: string, { delimiter, escape: before } = RAW_CSV): string {
  return (
    `SELECT * FROM read_csv(${quoted(pattern)}, header = true, delim = ${quoted(delimiter)}, quote = '"', escape = ${quoted(before)}, all_varchar = true, ` +
    'strict_mode = false, null_padding = true, parallel = false, filename = true, max_line_size = 16777216)'
  );
}

/** A query of the Parquet files below a folder. */
export function parquet(folder: string): string {
  return `SELECT * FROM read_parquet(${quoted(`${folder}/*.parquet`)})`;
}
