import type { Refusal } from 'stagecraft-constructs/errors';

/** A refusal as people read it: one line a part. */
export function refusalText({ problem, got, allowed, fix }: Refusal): string {
  const parts = Object.entries({ error: problem, got, allowed, next: fix }).filter(([, text]) => text !== undefined);
  return parts.map(([name, text]) => `${name.padEnd(8)} ${text}`).join('\n');
}
