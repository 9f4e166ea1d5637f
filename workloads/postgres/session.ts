import type { SqlValue } from './bind';

/** Rows with plain values. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/** A connection to a PostgreSQL server: in this process, on this machine, or on RDS. */
export interface Session {
  /** One statement with numbered parameters. */
  query(sql: string, values?: readonly SqlValue[]): Promise<Rows>;
  /** Any number of statements without parameters. */
  run(sql: string): Promise<void>;
  /** `COPY … FROM STDIN` in the text format. @returns number of rows */
  copy(table: CopyTarget, text: Iterable<string>): Promise<number>;
  close(): Promise<void>;
}

/** Target of a COPY. Names are quoted as identifiers. */
export interface CopyTarget {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Start of a COPY statement: `COPY "table" ("column", …) FROM`. */
export function copyInto({ table, columns }: CopyTarget): string {
  return `COPY ${quotedName(table)} (${columns.map(quotedName).join(', ')}) FROM`;
}

/** Quotes an identifier. */
function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const INT2 = 21;
const INT4 = 23;
const INT8 = 20;
const FLOAT4 = 700;
const FLOAT8 = 701;
const NUMERIC = 1700;
const BOOL = 16;
const NUMBERS: ReadonlySet<number> = new Set([INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC]);

/**
 * Converts PostgreSQL's text format to a plain value.
 *
 * All numeric types become numbers, which is exact for the amounts and counts in tables; SQL computes sums.
 */
export function plainValue(oid: number, text: string): SqlValue {
  if (oid === BOOL) return text === 't' || text === 'true';
  return NUMBERS.has(oid) ? Number(text) : text;
}

/** Runs a statement and returns the first column of its first row. */
export async function onlyValue(session: Session, sql: string, values?: readonly SqlValue[]): Promise<SqlValue> {
  const { rows } = await session.query(sql, values);
  return rows[0]?.[0] ?? null;
}

/** Runs work in one transaction. */
export async function inTransaction<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
  await session.run('BEGIN');
  try {
    const result = await work();
    await session.run('COMMIT');
    return result;
  } catch (error) {
    // A lost connection has rolled back already; the first error matters more.
    await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
