import type * as z from 'zod/mini';
import { quoted, type SqlValue } from './bind';

/** What a statement is given. */
export type SqlValues = Readonly<Record<string, SqlValue>>;

/** A statement that writes a table. Its `.sql` file holds the SELECT alone, which every engine understands; the rest is written around it. */
export interface Statement<Input extends z.ZodMiniType = z.ZodMiniType> {
  /** `create` replaces the table, `insert` adds to it. */
  readonly kind: 'create' | 'insert';
  /** Table that is written; its files lie in the folder of the same name. */
  readonly table: string;
  /** Columns that name the table's folders. They come last in the SELECT. */
  readonly partitionedBy: readonly string[];
  /** File of the SELECT, in the folder `sql` of the scenario. */
  readonly file: string;
  /** What has to be given to run it. */
  readonly input: Input;
  /** Values of each execution: one statement may be run several times. */
  executions(input: z.infer<Input>): readonly SqlValues[];
}

/** A statement that only reads. */
export interface Query<Input extends z.ZodMiniType = z.ZodMiniType> {
  /** File of the SELECT, in the folder `sql` of the scenario. */
  readonly file: string;
  /** Values of its parameters. */
  readonly input: Input;
}

/**
 * The statement in Athena's words, parameters still by name.
 *
 * The workgroup must allow `external_location`: Athena refuses it where the location of query results is enforced.
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
