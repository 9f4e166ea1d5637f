import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { quoted } from '../../../workloads/athena/bind';
import type { CatalogTable } from '../engine';
import { named } from './glue-types';

/**
 * Files of a table, relative to its folder, in order.
 *
 * As in Athena: names that begin with a dot or an underscore do not count, and a partitioned table has only what lies in its partition folders.
 */
export async function filesOf(folder: string, partitionKeys: readonly string[]): Promise<readonly string[]> {
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
export function reading({ format, columns, partitionKeys }: CatalogTable, folder: string, files: readonly string[]): string {
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
