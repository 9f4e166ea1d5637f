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

/** An engine that runs PySpark programs. */
export interface SparkEngine {
  /** Runs a program as `spark-submit` would. @returns what it printed */
  submit(program: string, args: readonly string[], task: Task): Promise<string>;
  close(): Promise<void>;
}

/** The engines of a rehearsal by id. */
export interface Engines {
  readonly duckdb: SqlEngine;
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
