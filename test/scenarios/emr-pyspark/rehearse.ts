import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../../../lib/rehearsal/checks';
import type { EngineModule, SparkEngine } from '../../../lib/rehearsal/engine';
import { engines } from '../../../lib/rehearsal/engines';
import type { DataOrigin, StepReport } from '../../../lib/rehearsal/result';
import { runSteps } from '../../../lib/rehearsal/runner';
import { rehearsal } from '../../../lib/scenarios/emr-pyspark/rehearsal';
import { recordingTask } from '../../support/task';

/** Spark on a machine that has none. */
export const noSpark: EngineModule<SparkEngine> = {
  title: 'Apache Spark',
  install: 'install it',
  find: async () => undefined,
  open: () => Promise.reject(new Error('not to be opened')),
};

/** Runs the steps of the rehearsal on a folder of raw files. */
export async function rehearse(data: string, spark: EngineModule<SparkEngine> = noSpark) {
  const workspace = mkdtempSync(join(tmpdir(), 'work '));
  const task = { ...recordingTask(), plan() {}, start() {}, end() {} };
  const { steps, tables } = await runSteps(
    {
      preparations: [],
      steps: rehearsal.steps as never,
      config: {},
      params: rehearsal.params.parse({}),
      data,
      workspace,
      engines: { ...engines, spark },
      now: () => performance.now(),
    },
    task,
  );
  const step = (id: string): StepReport => steps.find((candidate) => candidate.id === id)!;
  const results = (kind: DataOrigin['kind']) => evaluate(rehearsal.checks, steps, { kind, folder: data, defaults: true });
  return { workspace, steps, tables, step, results, failures: (kind: DataOrigin['kind']) => results(kind).filter(({ state }) => state === 'failed') };
}

export type Rehearsed = Awaited<ReturnType<typeof rehearse>>;
