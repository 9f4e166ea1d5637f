import type { Refusal } from 'stagecraft-constructs/errors';

/** The text of a refusal: one line for each part. */
export function refusalText({ problem, got, allowed, fix }: Refusal): string {
  const parts = Object.entries({ error: problem, got, allowed, next: fix }).filter(([, text]) => text !== undefined);
  return parts.map(([name, text]) => `${name.padEnd(8)} ${text}`).join('\n');
}
