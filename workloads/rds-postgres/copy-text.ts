/** A value of a row. */
export type Cell = string | number | boolean | null;

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Formats a row as a line of PostgreSQL's COPY text format. */
export function copyLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join('\t')}\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '\\N';
  if (typeof cell === 'boolean') return cell ? 't' : 'f';
  return String(cell).replace(/[\\\t\n\r]/g, (char) => ESCAPED[char] ?? char);
}
