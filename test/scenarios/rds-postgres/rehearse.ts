import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../../../lib/rehearsal/checks';
import { engines } from '../../../lib/rehearsal/engines';
import type { DataOrigin, StepReport } from '../../../lib/rehearsal/result';
import { runSteps } from '../../../lib/rehearsal/runner';
import { scenario } from '../../../lib/scenarios/rds-postgres/scenario';
import { recordingTask } from '../../support/task';

/** Runs the steps of the rehearsal on a folder of data, without those servers that are said to be missing. */
export async function rehearse(data: string, missing: readonly ('postgres' | 'postgresServer')[] = []) {
  const workspace = mkdtempSync(join(tmpdir(), 'work '));
  const task = { ...recordingTask(), plan() {}, start() {}, end() {} };
  const without = Object.fromEntries(missing.map((id) => [id, { ...engines[id], find: async () => undefined }]));
  const { steps, tables } = await runSteps(
    {
      preparations: [],
      steps: scenario.rehearsal.steps as never,
      config: scenario.config.parse({}),
      params: {},
      data,
      workspace,
      engines: { ...engines, ...without },
      now: () => performance.now(),
    },
    task,
  );
  const step = (id: string): StepReport => steps.find((candidate) => candidate.id === id)!;
  const results = (kind: DataOrigin['kind'], defaults = true) => evaluate(scenario.rehearsal.checks, steps, { kind, folder: data, defaults });
  return { steps, tables, step, results };
}

export type Rehearsed = Awaited<ReturnType<typeof rehearse>>;
