import type { Refusal } from 'stagecraft-constructs/errors';
import type { Facts, Table } from '../contract/values';
import { printable } from '../printable';

/** The text of a refusal: one line for each part. */
export function refusalText({ problem, got, allowed, fix }: Refusal): string {
  const parts = Object.entries({ error: problem, got, allowed, next: fix }).filter(([, text]) => text !== undefined);
  return printable(parts.map(([name, text]) => `${name.padEnd(8)} ${text}`).join('\n'));
}

/** Facts as text: one line each, values aligned. */
export function factsText(title: string, facts: Facts): string {
  const width = Math.max(0, ...Object.keys(facts).map((name) => name.length));
  return [title, ...Object.entries(facts).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join('\n');
}

/** A table as CSV (RFC 4180) with a header. An absent value is an empty field. */
export function csvText({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => row.map((value) => field(value === null ? '' : String(value))).join(',')).join('\r\n');
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
