import type { DuckDBConnection } from '@duckdb/node-api';
import type { z } from 'zod';
import type { SqlValues } from '../../contract/values';
import { JobError } from '../../errors';
import type { CatalogTable, EngineModule, LakeEngine, TableStatement } from '../engine';
import { Lake } from './lake';

/** Functions of Trino that DuckDB has under other names. */
const MACROS = [
  'CREATE MACRO from_unixtime(seconds) AS to_timestamp(seconds)',
  'CREATE MACRO at_timezone(instant, zone) AS timezone(zone, instant)',
  "CREATE MACRO date_format(instant, format) AS strftime(instant, replace(replace(format, '%i', '%M'), '%s', '%S'))",
];

/** DuckDB in this process: stands in for Athena over CSV, JSON and Parquet files. */
export const duckdb: EngineModule<LakeEngine> = {
  title: 'DuckDB',
  install: 'npm install @duckdb/node-api',

  async find() {
    try {
      return (await import('@duckdb/node-api')).version();
    } catch {
      return undefined;
    }
  },

  async open(workspace) {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
    const engine = new DuckDb(await instance.connect(), workspace);
    // Athena works in UTC.
    for (const setting of ["SET TimeZone = 'UTC'", ...MACROS]) await engine.execute(setting);
    return engine;
  },
};

class DuckDb implements LakeEngine {
  private readonly lake: Lake;

  constructor(
    private readonly connection: DuckDBConnection,
    workspace: string,
  ) {
    const rows = async (sql: string) => (await this.read(sql)).getRowObjectsJS();
    this.lake = new Lake({ run: (sql, values) => this.execute(sql, values), rows }, workspace);
  }

  public async execute(sql: string, values?: SqlValues): Promise<void> {
    await this.connection.run(sql, values).catch(refused);
  }

  public async select<Row extends z.ZodType>(row: Row, sql: string, values?: SqlValues): Promise<z.infer<Row>[]> {
    return (await this.read(sql, values)).getRowObjectsJS().map((found) => row.parse(found));
  }

  public table(table: CatalogTable, folder: string): Promise<void> {
    return this.lake.table(table, folder);
  }

  public write(statement: TableStatement, select: string, values?: SqlValues): Promise<void> {
    return this.lake.write(statement, select, values);
  }

  public files(table: string): Promise<readonly string[]> {
    return this.lake.files(table);
  }

  public async close(): Promise<void> {
    this.connection.closeSync();
  }

  private read(sql: string, values?: SqlValues) {
    return this.connection.runAndReadAll(sql, values).catch(refused);
  }
}

function refused(cause: Error): never {
  const [first = ''] = cause.message.split('\n');
  throw new JobError(
    { problem: 'DuckDB refused a statement', got: first, fix: 'correct the data or the statement, and repeat the rehearsal' },
    { cause },
  );
}
