import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { quoted } from '../../../workloads/athena/bind';
import type { SqlValues } from '../../contract/sql-values';
import type { CatalogTable, TableStatement } from '../engine';
import { duckdbType, named } from './glue-types';
import { filesOf, reading } from './lake-files';

/** What the tables need of DuckDB. */
export interface Session {
  run(sql: string, values?: SqlValues): Promise<void>;
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

interface Known {
  /** The table with DuckDB's types. */
  readonly table: CatalogTable;
  readonly folder: string;
}

/** Tables of files in a workspace, each a view in DuckDB that names its present files. */
export class Lake {
  private readonly tables = new Map<string, Known>();
  private statements = 0;

  constructor(
    private readonly session: Session,
    private readonly workspace: string,
  ) {}

  public async table({ columns, partitionKeys, ...table }: CatalogTable, folder: string): Promise<void> {
    await this.register({ ...table, columns: translated(columns), partitionKeys: translated(partitionKeys) }, folder);
  }

  public async files(name: string): Promise<readonly string[]> {
    const { table, folder } = this.known(name);
    return filesOf(folder, Object.keys(table.partitionKeys));
  }

  public async write(statement: TableStatement, select: string, values: SqlValues = {}): Promise<void> {
    const { session } = this;
    const target = statement.kind === 'insert' ? this.known(statement.table) : undefined;
    const staging = join(this.workspace, `.statement-${++this.statements}`);
    try {
      if (target) {
        await session.run(`CREATE TEMP TABLE landing AS SELECT * FROM ${named(statement.table)} LIMIT 0`);
        await session.run(`INSERT INTO landing ${select}`, values);
      } else {
        await session.run(`CREATE TEMP TABLE landing AS ${select}`, values);
      }
      const { table, folder } = target ?? { table: await this.describe(statement), folder: join(this.workspace, statement.table) };
      await this.unload(target ? Object.keys(target.table.partitionKeys) : statement.partitionedBy, staging);
      if (!target) await rm(folder, { recursive: true, force: true });
      await move(staging, folder, `${statement.kind}-${String(this.statements).padStart(5, '0')}`);
      await this.register(table, folder);
    } finally {
      await session.run('DROP TABLE IF EXISTS landing');
      await rm(staging, { recursive: true, force: true });
    }
  }

  private async register(table: CatalogTable, folder: string): Promise<void> {
    const files = await filesOf(folder, Object.keys(table.partitionKeys));
    await this.session.run(`CREATE OR REPLACE VIEW ${named(table.name)} AS ${reading(table, folder, files)}`);
    this.tables.set(table.name, { table, folder });
  }

  /** The table that a CTAS defines by its columns. */
  private async describe({ table: name, partitionedBy }: TableStatement): Promise<CatalogTable> {
    const described = await this.session.rows('DESCRIBE landing');
    const types = described.map(({ column_name: column, column_type: type }) => [String(column), String(type)] as const);
    const own = types.length - partitionedBy.length;
    const last = types.slice(own).map(([column]) => column);
    if (own < 1 || last.join() !== partitionedBy.join()) {
      throw new Error(`the columns that partition ${name} must come last, in order: ${partitionedBy.join(', ')}`);
    }
    return { name, format: 'parquet', columns: Object.fromEntries(types.slice(0, own)), partitionKeys: Object.fromEntries(types.slice(own)) };
  }

  /** Writes the landed rows as Parquet, one file a partition. */
  private async unload(partitionedBy: readonly string[], folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const { session } = this;
    const partitions = partitionedBy.length > 0 ? `, PARTITION_BY (${partitionedBy.map(named).join(', ')})` : '';
    const to = quoted(partitionedBy.length > 0 ? folder : join(folder, 'data_0.parquet'));
    const [found] = await session.rows('SELECT count(*) AS n FROM landing');
    if (Number(found?.n) === 0) return;
    // Each thread writes its own files.
    await session.run('SET threads = 1');
    await session.run(`COPY landing TO ${to} (FORMAT parquet, COMPRESSION snappy${partitions})`);
    await session.run('RESET threads');
  }

  private known(name: string): Known {
    const known = this.tables.get(name);
    if (!known) throw new Error(`there is no table ${name}`);
    return known;
  }
}

function translated(types: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(types).map(([column, type]) => [column, duckdbType(type)]));
}

/** Moves the files of a statement to where the table keeps them; the statement's name keeps them apart from those that are there. */
async function move(from: string, to: string, statement: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const file of await filesOf(from, [])) {
    await mkdir(join(to, dirname(file)), { recursive: true });
    await rename(join(from, file), join(to, dirname(file), `${statement}-${basename(file)}`));
  }
}
