import { tableNamed } from './catalog';
import { copyLine } from './copy-text';
import type { TableInput } from './table-input';

/** Start of a COPY block, as pg_dump writes it. */
const COPY = /^COPY (?:public\.)?"?(\w+)"? \(([^)]*)\) FROM stdin;$/;

/** Start of an INSERT statement. */
const INSERT = /^INSERT INTO (?:public\.)?"?(\w+)"?\s*(?:\(([^)]*)\)\s*)?VALUES\s*/i;

/** Column order of the real Pagila for statements without column names: the film's full text comes last. */
const FULL: Readonly<Record<string, readonly string[]>> = { film: ['fulltext'] };

/**
 * Extracts the rows from a dump of Pagila, as COPY blocks or INSERT statements. Ignores everything else, because the schema is our own.
 *
 * @throws Error for a statement that pg_dump does not write
 */
export function rowsInDump(text: string, name: string): readonly TableInput[] {
  const found = new Map<string, { columns: readonly string[]; lines: string[] }>();
  const of = (table: string, list: string | undefined) => {
    const columns = list === undefined ? columnsOf(table) : list.split(',').map((column) => column.trim().replaceAll('"', ''));
    const known = found.get(table) ?? { columns, lines: [] };
    if (known.columns.join() !== columns.join()) throw new Error(`${name} names the columns of ${table} in two orders; use the published file`);
    found.set(table, known);
    return known.lines;
  };

  // Blocks and statements consume their own lines from the iterator.
  const lines = text.split(/\r?\n/).values();
  const next = (within: string) => {
    const { done, value } = lines.next();
    if (done) throw new Error(`${name} ends within ${within}; fetch it again`);
    return value;
  };
  for (const line of lines) {
    const [, copied, list] = COPY.exec(line) ?? [];
    if (copied !== undefined) {
      const rows = of(copied, list);
      const within = `the rows of ${copied}`;
      for (let row = next(within); row !== '\\.'; row = next(within)) rows.push(row);
      continue;
    }
    const [beginning, table, columns] = INSERT.exec(line) ?? [];
    if (beginning === undefined || table === undefined) continue;
    let statement = line.slice(beginning.length);
    let rows = tuplesIn(statement);
    while (rows === undefined) {
      statement += `\n${next(`a statement for ${table}`)}`;
      rows = tuplesIn(statement);
    }
    of(table, columns).push(...rows);
  }
  return [...found].map(([table, { columns, lines: rows }]) => ({ table, columns, lines: rows }));
}

function columnsOf(table: string): readonly string[] {
  return [...(tableNamed(table)?.columns ?? []), ...(FULL[table] ?? [])];
}

/** A value: NULL, a Boolean, a number, or text with or without escapes, optionally with a type cast. */
const LITERAL = /\s*(?:(NULL)|(true|false)|(-?\d+(?:\.\d+)?)|(?:E'((?:[^'\\]|''|\\[\s\S])*)'|'((?:[^']|'')*)')(?:::[\w. ]+)?)\s*[,)]/giy;

/** Separator between two rows. */
const SEPARATOR = /\s*,?\s*/y;

/** The rows after VALUES as COPY lines; undefined when the statement continues on the next line. */
function tuplesIn(statement: string): string[] | undefined {
  if (!/;\s*$/.test(statement)) return undefined;
  const rows: string[] = [];
  let position = 0;
  while (statement[position] === '(') {
    const cells: (string | boolean | null)[] = [];
    for (position++; statement[position - 1] !== ')'; position = LITERAL.lastIndex) {
      LITERAL.lastIndex = position;
      const match = LITERAL.exec(statement);
      // Text may contain a semicolon at the end of a line; the statement then continues.
      if (!match) return undefined;
      const [, none, truth, number, escaped, plain = ''] = match;
      if (none !== undefined) cells.push(null);
      else if (truth !== undefined) cells.push(truth.toLowerCase() === 'true');
      else if (escaped !== undefined) cells.push(unescaped(escaped));
      else cells.push(number ?? plain.replaceAll("''", "'"));
    }
    rows.push(copyLine(cells).slice(0, -1));
    SEPARATOR.lastIndex = position;
    SEPARATOR.test(statement);
    position = SEPARATOR.lastIndex;
  }
  return rows.length > 0 && /^;\s*$/.test(statement.slice(position)) ? rows : undefined;
}

function unescaped(text: string): string {
  return text.replaceAll("''", "'").replace(/\\([\s\S])/g, (_, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char);
}
