import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../errors';
import type { CallReport } from '../rehearsal/result';
import { writeOut } from '../rehearsal/workspace';

/** The calls of a rehearsal, with what it ran with: names of resources follow from stage and configuration. */
export interface RecordedCalls {
  readonly scenario: string;
  /** ISO time of the start. */
  readonly rehearsed: string;
  readonly stage: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly calls: readonly CallReport[];
}

const FILE = 'calls.json';

const refusal = z.object({ problem: z.string(), got: z.string().optional(), allowed: z.string().optional(), fix: z.string() });
const schema = z.object({
  scenario: z.string(),
  rehearsed: z.string(),
  stage: z.string(),
  config: z.record(z.string(), z.unknown()),
  calls: z.array(
    z.object({
      workload: z.object({ type: z.string(), id: z.string(), use: z.string().optional() }),
      service: z.string(),
      operation: z.string(),
      requests: z.array(
        z.object({
          action: z.string(),
          resource: z.string(),
          context: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
        }),
      ),
      count: z.number(),
      error: refusal.optional(),
    }),
  ),
});

/** Keeps the calls of a rehearsal in its folder. */
export async function writeCalls(root: string, calls: RecordedCalls): Promise<void> {
  await writeOut(join(root, FILE), `${JSON.stringify(calls, undefined, 2)}\n`);
}

/** The calls of the last rehearsal in a folder; undefined when there was none. @throws ConfigError when the file is not one of a rehearsal */
export async function readCalls(root: string): Promise<RecordedCalls | undefined> {
  const path = join(root, FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text)) as RecordedCalls;
  } catch (cause) {
    throw new ConfigError(
      { problem: 'the recorded calls cannot be read', got: path, allowed: 'what a rehearsal wrote', fix: 'rehearse again' },
      { cause },
    );
  }
}
