import type { Table } from '../contract/table';

/** A table as CSV (RFC 4180) with a header. An absent value is an empty field. */
export function csvText({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => row.map((value) => field(value === null ? '' : String(value))).join(',')).join('\r\n');
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
