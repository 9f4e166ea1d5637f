import type { z } from 'zod';
import { bindParameters } from '../../../workloads/postgres/bind';
import type { Session } from '../../../workloads/postgres/session';
import type { SqlValues } from '../../contract/sql-values';
import { JobError } from '../../errors';
import type { PostgresEngine } from '../engine';

/** A connection to PostgreSQL as an engine of a rehearsal. */
export class PostgresSql implements PostgresEngine {
  constructor(public readonly session: Session) {}

  public async execute(sql: string, values: SqlValues = {}): Promise<void> {
    await this.ask(sql, values);
  }

  public async select<Row extends z.ZodType>(row: Row, sql: string, values: SqlValues = {}): Promise<z.infer<Row>[]> {
    const { columns, rows } = await this.ask(sql, values);
    return rows.map((cells) => row.parse(Object.fromEntries(columns.map((column, index) => [column, cells[index]]))));
  }

  public close(): Promise<void> {
    return this.session.close();
  }

  private async ask(sql: string, values: SqlValues) {
    const statement = bindParameters(sql, values);
    try {
      return await this.session.query(statement.sql, statement.values);
    } catch (cause) {
      throw new JobError(
        {
          problem: 'PostgreSQL refused a statement',
          got: cause instanceof Error ? cause.message : String(cause),
          fix: 'correct the data or the statement, and repeat the rehearsal',
        },
        { cause },
      );
    }
  }
}
