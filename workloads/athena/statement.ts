import type * as z from 'zod/mini';
import { quoted, type SqlValue } from './bind';

/** Parameter values of a statement. */
export type SqlValues = Readonly<Record<string, SqlValue>>;

/** A statement that writes a table. Its `.sql` file holds only the SELECT, which every engine understands; the rest is rendered around it. */
export interface Statement<Input extends z.ZodMiniType = z.ZodMiniType> {
  /** `create` replaces the table, `insert` adds to it. */
  readonly kind: 'create' | 'insert';
  /** Target table; its files lie in the folder of the same name. */
  readonly table: string;
  /** Partition columns. They come last in the SELECT. */
  readonly partitionedBy: readonly string[];
  /** File of the SELECT, in the scenario's folder `sql`. */
  readonly file: string;
  /** Schema of the parameters. */
  readonly input: Input;
  /** Values of each execution: one statement may run several times. */
  executions(input: z.infer<Input>): readonly SqlValues[];
}

/** A statement that only reads. */
export interface Query<Input extends z.ZodMiniType = z.ZodMiniType> {
  /** File of the SELECT, in the scenario's folder `sql`. */
  readonly file: string;
  /** Parameter values. */
  readonly input: Input;
}

/**
 * Renders the statement in Athena's dialect, with named parameters.
 *
 * The workgroup must allow `external_location`: Athena refuses it when the workgroup enforces the location of query results.
 */
export function rendered(
  { kind, table, partitionedBy }: Pick<Statement, 'kind' | 'table' | 'partitionedBy'>,
  select: string,
  bucket: string,
): string {
  if (kind === 'insert') return `INSERT INTO ${table}\n${select.trim()}`;
  return [
    `CREATE TABLE ${table}`,
    'WITH (',
    "  format = 'PARQUET',",
    "  write_compression = 'SNAPPY',",
    `  external_location = ${quoted(`s3://${bucket}/${table}/`)},`,
    `  partitioned_by = ARRAY[${partitionedBy.map(quoted).join(', ')}]`,
    ') AS',
    select.trim(),
  ].join('\n');
}
