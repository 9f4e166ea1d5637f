import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../../../lib/rehearsal/checks';
import type { EngineModule, SupersetEngine } from '../../../lib/rehearsal/engine';
import { engines } from '../../../lib/rehearsal/engines';
import type { DataOrigin, StepReport } from '../../../lib/rehearsal/result';
import { runSteps } from '../../../lib/rehearsal/runner';
import { scenario } from '../../../lib/scenarios/emr-superset/scenario';
import { recordingSteps } from '../../support/steps';

/** Superset on a machine that has no Python for it. */
export const noSuperset: EngineModule<SupersetEngine> = {
  title: 'Apache Superset',
  install: '',
  find: async () => undefined,
  open: () => Promise.reject(new Error('not to be opened')),
};

/** Runs the steps of the rehearsal on a folder with the sales of a bakery. */
export async function rehearse(data: string, superset: EngineModule<SupersetEngine>) {
  const { steps, tables } = await runSteps(
    {
      preparations: [],
      steps: scenario.rehearsal.steps as never,
      config: scenario.config.parse({}),
      params: {},
      data,
      workspace: mkdtempSync(join(tmpdir(), 'work ')),
      engines: { ...engines, superset },
      now: () => performance.now(),
    },
    recordingSteps(),
  );
  const step = (id: string): StepReport => steps.find((candidate) => candidate.id === id)!;
  const failures = (kind: DataOrigin['kind'], defaults = false) =>
    evaluate(scenario.rehearsal.checks, steps, { kind, folder: data, defaults }).filter(({ state }) => state === 'failed');
  return { step, tables, failures };
}
