import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { quoted } from '../../../workloads/athena/bind';
import type { SqlValues } from '../../contract/values';
import type { CatalogTable, TableStatement } from '../engine';
import { duckdbType, named } from './glue-types';

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

/**
 * Files of a table, relative to its folder, in order.
 *
 * As in Athena: names that begin with a dot or an underscore do not count, and a partitioned table has only what lies in its partition folders.
 */
async function filesOf(folder: string, partitionKeys: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep))
    .filter((path) => path.every((part) => !/^[._]/.test(part)) && partitionKeys.every((key, at) => path[at]?.startsWith(`${key}=`)))
    .map((path) => path.join('/'))
    .sort();
}

/** A query that reads a table's files with the given types, which are DuckDB's. Nothing is guessed from the files. */
function reading({ format, columns, partitionKeys }: CatalogTable, folder: string, files: readonly string[]): string {
  if (files.length === 0) {
    const types = Object.entries({ ...columns, ...partitionKeys });
    return `SELECT ${types.map(([name, type]) => `CAST(NULL AS ${type}) AS ${named(name)}`).join(', ')} WHERE false`;
  }
  const paths = `[${files.map((file) => quoted(pattern(join(folder, file)))).join(', ')}]`;
  const hive = `hive_partitioning = true, hive_types_autocast = false, hive_types = ${record(partitionKeys, (type) => type)}`;
  const options = Object.keys(partitionKeys).length > 0 ? hive : 'hive_partitioning = false';
  const list = (expression: (name: string, type: string) => string) =>
    [...Object.entries(columns).map(([name, type]) => expression(name, type)), ...Object.keys(partitionKeys).map(named)].join(', ');

  switch (format) {
    case 'parquet':
      return `SELECT ${list(named)} FROM read_parquet(${paths}, ${options})`;
    case 'json': {
      const types = record(columns, quoted);
      return `SELECT ${list(named)} FROM read_json(${paths}, format = 'newline_delimited', columns = ${types}, ${options})`;
    }
    case 'csv': {
      // Hive's plain text reader: no quotes, an empty text is a text, and what is no number is NULL.
      const texts = record(columns, () => quoted('VARCHAR'));
      const reader = `read_csv(${paths}, header = false, skip = 1, delim = ',', quote = '', escape = '', nullstr = '\\N', strict_mode = false, null_padding = true, auto_detect = false, columns = ${texts}, ${options})`;
      return `SELECT ${list((name, type) => `TRY_CAST(${named(name)} AS ${type}) AS ${named(name)}`)} FROM ${reader}`;
    }
  }
}

function record(entries: Readonly<Record<string, string>>, value: (type: string) => string): string {
  return `{${Object.entries(entries)
    .map(([name, type]) => `${named(name)}: ${value(type)}`)
    .join(', ')}}`;
}

/** A path as a pattern that stands for this path alone. */
function pattern(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}
