import { mkdtempSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { z } from 'zod';
import { openInBrowser } from '../../lib/cli/browser';
import { rehearseCommand } from '../../lib/cli/rehearse';
import type { RehearsalResult } from '../../lib/rehearsal/result';
import { registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import type { ScenarioStage } from '../../lib/scenarios/stage';
import { recordingUi } from '../support/recording-ui';
import { toy } from '../support/toy-scenario';

// Tests must not open the browser.
jest.mock('../../lib/cli/browser', () => ({ openInBrowser: jest.fn() }));
const opening = jest.mocked(openInBrowser);

const folder = () => mkdtempSync(join(tmpdir(), 'rehearse-options-'));

const data: Partial<NonNullable<Scenario['data']>> = {
  summary: 'lines',
  params: z.object({ scale: z.coerce.number().max(9, 'at most 9').default(1), name: z.string().default('lines') }),
  async generate({ folder: to, params }) {
    await mkdir(to, { recursive: true });
    await writeFile(join(to, `${params['name']}.csv`), 'x\n'.repeat(Number(params['scale'])));
    return { lines: Number(params['scale']), name: String(params['name']) };
  },
};

const build = (stage: ScenarioStage) => new ssm.StringParameter(new Stack(stage, 'store'), 'Note', { stringValue: 'x' });

beforeAll(() => {
  const checks = [{ description: 'the lines are few', fact: 'data.lines', expected: 3, tolerance: 3 }];
  const scenario = { ...toy, config: z.object({}), contract: {}, data, rehearsal: { ...toy.rehearsal, checks } } as unknown as Scenario;
  const entry = { title: 'Toy', summary: '', services: [], load: async () => ({ scenario }), stacks: async () => ({ build: build as never }) };
  Object.assign(registry, { toy: entry });
});

/** Rehearses the toy, which needs no engine. */
async function rehearsed(...args: readonly string[]) {
  const ui = recordingUi();
  await rehearseCommand(ui).parseAsync(['toy', '--out', folder(), ...args], { from: 'user' });
  const result = ui.values[0] as RehearsalResult;
  return { text: ui.texts.join(), facts: result.steps.find(({ id }) => id === 'data')?.facts, report: result.report };
}

test('--scale sets the data parameter of that name, beside the others', async () => {
  expect((await rehearsed('--scale', '3')).facts).toEqual({ lines: 3, name: 'lines' });
  expect((await rehearsed('--scale', '4', '--data-param', 'name=mine')).facts).toEqual({ lines: 4, name: 'mine' });
  expect((await rehearsed('--data-param', 'scale=2')).facts).toEqual({ lines: 2, name: 'lines' });
  await expect(rehearsed('--scale', '10')).rejects.toThrow(/scale is not valid; got "10"; allowed: at most 9/);
});

describe('--open', () => {
  beforeEach(() => opening.mockReset());

  test.each([
    ['reports that the report is open', true, /\nreport: .*report\.html, opened in the browser$/],
    ['only prints the path where there is no browser', false, /\nreport: .*report\.html$/],
  ])('%s', async (_, works, last) => {
    opening.mockResolvedValue(works);
    const { text, report } = await rehearsed('--open');

    expect(opening.mock.calls).toEqual([[report]]);
    expect(text).toMatch(last);
  });

  test('is off by default', async () => {
    expect((await rehearsed()).text).toMatch(/\nreport: .*report\.html$/);
    expect(opening).not.toHaveBeenCalled();
  });
});

test('prints a failed check after the result, and exits 1', async () => {
  const ui = recordingUi();
  const failing = rehearseCommand(ui).parseAsync(['toy', '--out', folder(), '--scale', '9'], { from: 'user' });

  await expect(failing).rejects.toMatchObject({ exitCode: 1, refusal: { problem: '1 of 1 checks failed, first: the lines are few' } });
  expect(ui.texts).toHaveLength(1);
});
