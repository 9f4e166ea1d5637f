import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partitions, tableNamed, tables } from './catalog';
import { rowsInDump } from './dump';
import type { TableInput } from './table-input';

/** Thrown for input that cannot be loaded. The message names the file and gives advice. */
export class InputRefused extends Error {}

/** Columns of the real Pagila that the generator leaves to the server's defaults. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = { film: ['fulltext'] };

/**
 * Reads a folder with a rental shop: one generated file per table, or the real Pagila of 2017 as one of its two data files.
 *
 * @throws InputRefused when it is neither, or when a table or column is not part of Pagila
 */
export async function inputIn(folder: string): Promise<readonly TableInput[]> {
  const files = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  const dump = files.filter((name) => name.endsWith('.sql')).find((name) => /data/.test(name));
  if (dump !== undefined) return checked(rowsInDump(await readFile(join(folder, dump), 'utf8'), dump), dump);
  const found = files.filter((name) => name.endsWith('.tsv'));
  if (found.length === 0) {
    throw new InputRefused(
      `${folder} holds neither <table>.tsv nor pagila-data.sql or pagila-insert-data.sql; generate the data, or name the folder of Pagila`,
    );
  }
  const inputs = await Promise.all(found.map(async (name) => fileInput(name, await readFile(join(folder, name), 'utf8'))));
  return checked(inputs, folder);
}

/** Rows of a generated file. */
export function fileInput(name: string, text: string): TableInput {
  const [header = '', ...lines] = text.split('\n');
  if (lines.pop() !== '') throw new InputRefused(`${name} is cut off: its last line is incomplete; generate it again`);
  return { table: name.replace(/^.*\//, '').replace(/\.tsv$/, ''), columns: header.split('\t'), lines };
}

/** Validates tables and columns, and sorts the tables. */
export function checked(inputs: readonly TableInput[], source: string): readonly TableInput[] {
  for (const { table, columns } of inputs) {
    const definition = tableNamed(table);
    if (!definition) {
      throw new InputRefused(
        `${source} has the table ${table}, which Pagila 2.0 of June 2017 does not have; use that release: later ones have other tables`,
      );
    }
    const allowed = [...definition.columns, ...(OPTIONAL[definition.name] ?? [])];
    const unknown = columns.find((column) => !allowed.includes(column));
    if (unknown !== undefined)
      throw new InputRefused(`${source} has the column ${table}.${unknown}; allowed: ${allowed.join(', ')}; use Pagila 2.0 of June 2017`);
  }
  const order = (table: string) => tables.findIndex(({ name }) => name === tableNamed(table)?.name);
  const missing = tables.filter(({ name }) => !inputs.some(({ table }) => tableNamed(table)?.name === name)).map(({ name }) => name);
  if (missing.length > 0) throw new InputRefused(`${source} has no rows for ${missing.join(', ')}; complete it, or generate it again`);
  return [...inputs].sort((one, other) => order(one.table) - order(other.table) || partitions.indexOf(one.table) - partitions.indexOf(other.table));
}
