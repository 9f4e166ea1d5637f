import type { Refusal } from 'stagecraft-constructs/errors';
import { printable } from '../printable';

/** The text of a refusal: one line for each part. */
export function refusalText({ problem, got, allowed, fix }: Refusal): string {
  const parts = Object.entries({ error: problem, got, allowed, next: fix }).filter(([, text]) => text !== undefined);
  return printable(parts.map(([name, text]) => `${name.padEnd(8)} ${text}`).join('\n'));
}
