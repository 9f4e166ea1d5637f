import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../../../lib/rehearsal/checks';
import type { EngineModules } from '../../../lib/rehearsal/engine-room';
import { engines } from '../../../lib/rehearsal/engines';
import type { DataOrigin, StepReport } from '../../../lib/rehearsal/result';
import { runSteps } from '../../../lib/rehearsal/runner';
import { scenario } from '../../../lib/scenarios/emr-zeppelin/scenario';
import { recordingSteps } from '../../support/steps';

/** Runs the steps of the rehearsal, or some of them, on a folder of sources. */
export async function rehearse(
  data: string,
  { only, without = {} }: { readonly only?: readonly string[]; readonly without?: Partial<EngineModules> } = {},
) {
  const all = Object.entries(scenario.rehearsal.steps);
  const workspace = mkdtempSync(join(tmpdir(), 'work '));
  const { steps, tables } = await runSteps(
    {
      preparations: [],
      steps: Object.fromEntries(all.filter(([id]) => only?.includes(id) ?? true)) as never,
      config: scenario.config.parse({}),
      params: scenario.rehearsal.params.parse({}),
      data,
      workspace,
      engines: { ...engines, ...without },
      now: () => performance.now(),
    },
    recordingSteps(),
  );
  const step = (id: string): StepReport => steps.find((candidate) => candidate.id === id)!;
  const failures = (kind: DataOrigin['kind'], defaults = false) =>
    evaluate(scenario.rehearsal.checks, steps, { kind, folder: data, defaults }).filter(({ state }) => state === 'failed');
  return { workspace, step, steps, tables, failures };
}
