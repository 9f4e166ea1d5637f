import type { SqlValues } from '../rehearsal/engine';
import type { Table } from '../table';
import type { Task } from '../task';

/** A statement for Athena. */
export interface Statement {
  readonly workgroup: string;
  readonly database: string;
  /** SQL with `$name` parameters, which Athena allows in WHERE clauses only. */
  readonly sql: string;
  readonly values: SqlValues;
}

/** A query that Athena has finished. */
export interface FinishedQuery {
  readonly id: string;
  readonly bytesScanned: number;
  readonly milliseconds: number;
}

/** What a job can ask Athena. */
export interface AthenaVerbs {
  /** Waits for queries that are under way. Ctrl-C stops them in Athena too. @throws JobError when one failed, with Athena's reason */
  wait(ids: readonly string[], task: Task): Promise<readonly FinishedQuery[]>;
  /** Runs a statement and waits for it. */
  run(statement: Statement, task: Task): Promise<FinishedQuery>;
  /** Runs a query and returns all its rows. */
  query(statement: Statement, task: Task): Promise<Table>;
  /** Stops every query of a workgroup that is queued or running. @returns their ids */
  stopAll(workgroup: string): Promise<readonly string[]>;
}
