import type { ColumnInfo, ResultSet } from '@aws-sdk/client-athena';
import type { Table, Value } from '../contract/table';

const NUMBERS = ['tinyint', 'smallint', 'integer', 'bigint', 'float', 'real', 'double', 'decimal'];

/** Converts the result pages of a query to a table. Athena returns every value as text, and the column names as first row of a SELECT. */
export function tableOfResults(pages: readonly ResultSet[]): Table {
  const info = pages[0]?.ResultSetMetadata?.ColumnInfo ?? [];
  const columns = info.map(({ Name: name = '' }) => name);
  const cells = pages.flatMap(({ Rows: rows = [] }) => rows.map(({ Data: data = [] }) => columns.map((_, at) => data[at]?.VarCharValue)));
  const hasHeader = cells[0]?.every((cell, at) => cell === columns[at]) ?? false;
  return { columns, rows: cells.slice(hasHeader ? 1 : 0).map((row) => row.map((cell, at) => cellValue(cell, info[at]))) };
}

/** An integer beyond JavaScript's safe range stays text. */
function cellValue(cell: string | undefined, info: ColumnInfo | undefined): Value {
  const type = info?.Type?.toLowerCase() ?? '';
  if (cell === undefined) return null;
  if (type === 'boolean') return cell === 'true';
  if (!NUMBERS.includes(type)) return cell;
  const number = Number(cell);
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? number : cell;
}
