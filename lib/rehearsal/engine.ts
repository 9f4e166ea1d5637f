import type { z } from 'zod';
import type { Task } from '../task';

export type SqlValues = Readonly<Record<string, string | number | boolean>>;

/** An engine that runs SQL. */
export interface SqlEngine {
  /** Runs a statement; values are bound to its `$name` parameters, never pasted in. */
  execute(sql: string, values?: SqlValues): Promise<void>;
  /** Runs a query and checks each row against `row`. */
  select<Row extends z.ZodType>(row: Row, sql: string, values?: SqlValues): Promise<z.infer<Row>[]>;
  close(): Promise<void>;
}

/** A table as a catalog knows it: files below a folder, and the types of their columns in Glue's words. */
export interface CatalogTable {
  readonly name: string;
  readonly format: 'json' | 'csv' | 'parquet';
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that the folders name (`dt=2019-12-21`), and their types. */
  readonly partitionKeys: Readonly<Record<string, string>>;
}

/** What stands around the SELECT of a statement that writes a table. */
export interface TableStatement {
  /** `create` replaces the table (CTAS into an empty place), `insert` adds files to it. */
  readonly kind: 'create' | 'insert';
  readonly table: string;
  readonly partitionedBy: readonly string[];
}

/** An engine that works on tables of files as Athena does: a catalog says what they are, CTAS and INSERT write Parquet. */
export interface LakeEngine extends SqlEngine {
  /** Makes the files below a folder a table, as an entry in the catalog would. Files outside of the partition folders are not part of it. */
  table(table: CatalogTable, folder: string): Promise<void>;
  /** Runs a statement that writes a table, as Parquet below the folder of that name in the workspace. All its files appear at its end, or none. */
  write(statement: TableStatement, select: string, values?: SqlValues): Promise<void>;
  /** Files of a table, relative to its folder. */
  files(table: string): Promise<readonly string[]>;
}

/** An engine that runs PySpark programs. */
export interface SparkEngine {
  /** Runs a program as `spark-submit` would. @returns what it printed */
  submit(program: string, args: readonly string[], task: Task): Promise<string>;
  close(): Promise<void>;
}

/** The engines of a rehearsal by id. */
export interface Engines {
  readonly duckdb: LakeEngine;
  readonly spark: SparkEngine;
}
export type EngineId = keyof Engines;

/** How the rehearsal finds an engine, or says how to get it. */
export interface EngineModule<Engine> {
  readonly title: string;
  /** The command that installs it, shown when it is missing. */
  readonly install: string;
  /** Version found, or undefined. Never throws, never downloads. */
  find(): Promise<string | undefined>;
  open(workspace: string, task: Task): Promise<Engine>;
}

/** Thrown by `open`: the engine was found and cannot work here. Its steps are skipped, as if it were missing; the message says why. */
export class EngineUnavailable extends Error {}
