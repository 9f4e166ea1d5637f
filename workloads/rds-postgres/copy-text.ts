/** A value of a row before it is written. */
export type Cell = string | number | boolean | null;

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A row as a line of PostgreSQL's text format for COPY, with its end. */
export function copyLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join('\t')}\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '\\N';
  if (typeof cell === 'boolean') return cell ? 't' : 'f';
  return String(cell).replace(/[\\\t\n\r]/g, (char) => ESCAPED[char] ?? char);
}
