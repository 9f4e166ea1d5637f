import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { z } from 'zod';
import { bindParameters } from '../../../workloads/postgres/bind';
import { copyInto, plainValue, type Session } from '../../../workloads/postgres/session';
import type { SqlValues } from '../../contract/values';
import { JobError } from '../../errors';
import type { EngineModule, PostgresEngine } from '../engine';

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

const PACKAGE = '@electric-sql/pglite';

/** PostgreSQL in this process, compiled to WebAssembly: one connection, nothing on disk. */
export const postgres: EngineModule<PostgresEngine> = {
  title: 'PostgreSQL in this process (PGlite)',
  install: 'npm install @electric-sql/pglite',

  async find() {
    try {
      return await versionIn(dirname(require.resolve(PACKAGE)));
    } catch {
      return undefined;
    }
  },

  async open() {
    const { PGlite } = await import('@electric-sql/pglite');
    const database = await PGlite.create();
    await database.exec("SET TimeZone = 'UTC'");
    return new PostgresSql(await sessionOn(database));
  },
};

/** The database as the workloads see any PostgreSQL. */
async function sessionOn(database: PGlite): Promise<Session> {
  const { rows: types } = await database.query<{ oid: number }>('SELECT oid::integer FROM pg_type');
  // Its own parsers make dates and lists of values; as text they are the same on each server.
  const parsers = Object.fromEntries(types.map(({ oid }) => [oid, (text: string) => plainValue(oid, text)]));
  return {
    async query(sql, values = []) {
      const { fields, rows } = await database.query(sql, [...values], { rowMode: 'array', parsers });
      return { columns: fields.map(({ name }) => name), rows: rows as never };
    },
    async run(sql) {
      await database.exec(sql);
    },
    async copy(target, text) {
      const { affectedRows = 0 } = await database.query(`${copyInto(target)} '/dev/blob'`, [], { blob: new Blob([...text]) });
      return affectedRows;
    },
    close: () => database.close(),
  };
}

/** Version in the manifest above a folder. It cannot be asked for by name: the package exports its files one by one, and not this one. */
async function versionIn(folder: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')) as { name?: string; version?: string };
  if (name === PACKAGE && version !== undefined) return version;
  const above = dirname(folder);
  return above === folder ? 'installed' : versionIn(above);
}
