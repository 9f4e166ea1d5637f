import CliTable from 'cli-table3';
import type { Table } from '../contract/values';

const NO_BORDER = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
];

/**
 * A table as text: two spaces between columns, numbers right-aligned, no borders.
 *
 * @param widths maximum width of each column, beyond which text wraps; without them columns fit their content
 */
export function tableText({ columns, rows }: Table, widths?: readonly number[]): string {
  const isNumber = (column: number) => rows.length > 0 && rows.every((row) => row[column] === null || typeof row[column] === 'number');
  const table = new CliTable({
    head: [...columns],
    colAligns: columns.map((_, column) => (isNumber(column) ? 'right' : 'left')),
    ...(widths && { colWidths: [...widths], wordWrap: true }),
    chars: { ...Object.fromEntries(NO_BORDER.map((name) => [name, ''])), middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(row.map((value) => (value === null ? '' : String(value))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
