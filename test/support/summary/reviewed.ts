import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../files';

/**
 * Compares a summary with its reviewed file. `UPDATE_SUMMARIES=1` writes the file; a missing one is written as well, except where `CI` is set.
 */
export function expectReviewed(file: string, summary: string, env: NodeJS.ProcessEnv = process.env): void {
  const path = relative(root, file);
  const update = 'UPDATE_SUMMARIES=1 npx jest test/registry/scenarios';
  const isMissing = !existsSync(file);
  if (isMissing && env['CI']) throw new Error(`${path} is missing; write it with: ${update}`);
  if (isMissing || env['UPDATE_SUMMARIES'] === '1') writeFileSync(file, summary);
  const reviewed = readFileSync(file, 'utf8');
  if (reviewed !== summary)
    throw new Error(`${path} differs from the templates; review the change, then: ${update}\n\n${difference(reviewed, summary)}`);
}

/** Lines that only one of two texts has. */
function difference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const removed = old.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
  const added = now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  return [...removed, ...added].join('\n') || 'lines have another order';
}
