import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CallReport } from '../../lib/rehearsal/result';
import { root } from './files';

/** What a workload asked: one for each operation and request, without how often. */
export type ReviewedCall = Pick<CallReport, 'workload' | 'service' | 'operation' | 'requests'>;

const fileOf = (id: string) => join(root, 'test/scenarios', id, 'calls.json');

/** The reviewed calls of a scenario's rehearsal; undefined for one whose workloads record none. */
export function reviewedCalls(id: string): readonly ReviewedCall[] | undefined {
  return existsSync(fileOf(id)) ? (JSON.parse(readFileSync(fileOf(id), 'utf8')) as readonly ReviewedCall[]) : undefined;
}

/**
 * Compares the calls of a rehearsal with the reviewed ones, in any order. `UPDATE_CALLS=1` writes them.
 *
 * @throws Error with each call that is new or gone
 */
export function expectReviewedCalls(id: string, calls: readonly CallReport[], env: NodeJS.ProcessEnv = process.env): void {
  const found = [...new Map(calls.flatMap(splitCalls).map((call) => [JSON.stringify(call), call])).entries()].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  if (env['UPDATE_CALLS'] === '1') {
    writeFileSync(fileOf(id), `[\n${found.map(([text]) => `  ${text}`).join(',\n')}\n]\n`);
    return;
  }
  const path = relative(root, fileOf(id));
  const [before, now] = [(reviewedCalls(id) ?? []).map((call) => JSON.stringify(call)), found.map(([text]) => text)];
  const lines = [
    ...before.filter((call) => !now.includes(call)).map((call) => `- ${call}`),
    ...now.filter((call) => !before.includes(call)).map((call) => `+ ${call}`),
  ];
  if (lines.length > 0)
    throw new Error(`the calls differ from ${path}; review them, then repeat the test with UPDATE_CALLS=1\n\n${lines.join('\n')}`);
}

/** The parts of a call that are reviewed, a line for each request. */
function splitCalls({ workload, service, operation, requests }: CallReport): readonly ReviewedCall[] {
  return requests.map((request) => ({ workload, service, operation, requests: [request] }));
}
