import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EngineUnavailable } from '../../lib/rehearsal/engine';
import { type RunStepsOptions, runSteps } from '../../lib/rehearsal/runner';
import { scenarioKit } from '../../lib/scenarios/kit';
import { recordingSteps } from '../support/steps';
import { engineModules } from './engines';

const { step } = scenarioKit({ config: z.object({ factor: z.number() }), contract: {} });
const SPARK = { id: 'spark', title: 'Apache Spark', install: 'pip install pyspark' };

function options(steps: Record<string, unknown>, more: Partial<RunStepsOptions> = {}): RunStepsOptions {
  let time = 0;
  const now = () => {
    time += 250;
    return time;
  };
  const workspace = mkdtempSync(join(tmpdir(), 'runner-'));
  const parts = { preparations: [], config: { factor: 2 }, params: { hub: 'a' }, data: workspace, workspace, engines: engineModules([]), now };
  return { ...parts, steps: steps as RunStepsOptions['steps'], ...more };
}

const count = step({
  title: 'Count',
  needs: ['duckdb'],
  async run({ engines: { duckdb }, config, params, publish }) {
    const rows = await duckdb.select(z.object({ hub: z.string(), n: z.coerce.number() }), 'SELECT $hub AS hub, 21 AS n', {
      hub: String(params['hub']),
    });
    publish('counts', { columns: ['hub', 'n'], rows: rows.map(({ hub, n }) => [hub, n]) });
    return { n: (rows[0]?.n ?? 0) * config.factor };
  },
});
const double = step({ title: 'Double', needs: [], run: async ({ fact }) => ({ n: Number(fact('count.n')) * 2 }) });
const broken = step({ title: 'Break', needs: [], run: () => Promise.reject(new Error('no such table: hubs')) });
const convert = step({
  title: 'Convert',
  needs: ['spark'],
  run: async ({ engines: { spark }, task }) => ({ said: await spark.submit('convert.py', [], task), rows: 96 }),
  standIn: { title: 'conversion by DuckDB', needs: ['duckdb'], run: async () => ({ rows: 96 }) },
});
const convertOrNot = step({ title: 'Convert', needs: ['spark'], run: async () => ({ rows: 96 }) });
const useRates = step({ title: 'Use the rates', needs: [], run: async ({ fact }) => ({ rows: fact('convert.rows') }) });

test('runs the steps in order on real engines, and passes facts and tables on', async () => {
  const task = recordingSteps();
  const preparations = [{ id: 'synthesize', title: 'Synthesize', run: async () => ({ stacks: 2 }) }];
  const { steps, engines, tables } = await runSteps(options({ count, double }, { preparations }), task);

  expect(steps).toEqual([
    { id: 'synthesize', title: 'Synthesize', state: 'passed', seconds: 0.25, facts: { stacks: 2 }, missing: [] },
    { id: 'count', title: 'Count', state: 'passed', seconds: 0.25, facts: { n: 42 }, missing: [] },
    { id: 'double', title: 'Double', state: 'passed', seconds: 0.25, facts: { n: 84 }, missing: [] },
  ]);
  expect(engines).toEqual([{ id: 'duckdb', title: 'DuckDB', version: expect.stringMatching(/\d+\.\d+/) }]);
  expect(tables).toEqual(new Map([['counts', { columns: ['hub', 'n'], rows: [['a', 21]] }]]));
  expect(task.lines.filter((line) => !line.includes('starts'))).toEqual([
    'plan: Synthesize, Count, Double',
    'start: Synthesize',
    'end: passed, 0.3 s',
    'start: Count',
    'end: passed, 0.3 s',
    'start: Double',
    'end: passed, 0.3 s',
  ]);
});

test('opens only engines that a step needs', async () => {
  const events: string[] = [];
  await runSteps(options({ count }, { engines: engineModules(events, { version: '3.5' }) }), recordingSteps());

  expect(events).toEqual([]);
});

test('finds an engine once, opens it once and closes it', async () => {
  const events: string[] = [];
  const { steps } = await runSteps(options({ convert, again: convert }, { engines: engineModules(events, { version: '3.5' }) }), recordingSteps());

  expect(steps.map(({ state }) => state)).toEqual(['passed', 'passed']);
  expect(events).toEqual(['find', 'open', 'submit convert.py', 'submit convert.py', 'close']);
});

describe('a missing engine', () => {
  test('skips its step, runs the stand-in, and passes its facts to later steps', async () => {
    const { steps, engines } = await runSteps(options({ convert, useRates }), recordingSteps());

    expect(steps).toMatchObject([
      { state: 'skipped', missing: [SPARK], standIn: 'conversion by DuckDB', facts: { rows: 96 } },
      { state: 'passed', facts: { rows: 96 } },
    ]);
    expect(engines.map(({ id }) => id)).toEqual(['duckdb']);
  });

  test('skips a later step that needs a fact of the skipped one', async () => {
    const task = recordingSteps();
    const { steps } = await runSteps(options({ convert: convertOrNot, useRates, count }), task);

    expect(steps.map(({ state, missing, facts }) => ({ state, missing, facts }))).toEqual([
      { state: 'skipped', missing: [SPARK], facts: {} },
      { state: 'skipped', missing: [SPARK], facts: {} },
      { state: 'passed', missing: [], facts: { n: 42 } },
    ]);
    expect(task.lines).toContain('end: skipped, Apache Spark missing');
  });

  test('includes one that was found and cannot start', async () => {
    const events: string[] = [];
    const open = () => Promise.reject(new EngineUnavailable('Java 8 is too old'));
    const { steps } = await runSteps(
      options({ convert: convertOrNot }, { engines: engineModules(events, { version: '3.5', open }) }),
      recordingSteps(),
    );

    expect(steps[0]).toMatchObject({ state: 'skipped', missing: [{ ...SPARK, reason: 'Java 8 is too old' }] });
    expect(events).toEqual(['find', 'open']);
  });

  test('includes one that turns out to be unusable at work; the stand-in runs', async () => {
    const run = () => Promise.reject(new EngineUnavailable('boto3 cannot be installed', { engine: 'spark' }));
    const engines = engineModules([], { version: '3.5' });
    const { steps } = await runSteps(options({ convert: { ...convert, run }, useRates }, { engines }), recordingSteps());

    expect(steps[0]).toMatchObject({
      state: 'skipped',
      standIn: 'conversion by DuckDB',
      missing: [{ ...SPARK, reason: 'boto3 cannot be installed' }],
    });
    expect(steps[1]).toMatchObject({ state: 'passed' });
  });

  test('of a stand-in leaves the step skipped without facts', async () => {
    const withSpark = step({
      title: 'Convert',
      needs: ['spark'],
      run: async () => ({}),
      standIn: { title: 'Spark again', needs: ['spark'], run: async () => ({ rows: 1 }) },
    });
    const { steps } = await runSteps(options({ withSpark }), recordingSteps());

    expect(steps[0]).toMatchObject({ state: 'skipped', facts: {} });
    expect(steps[0]?.standIn).toBeUndefined();
  });

  test('a failed stand-in fails the rehearsal', async () => {
    const failing = { title: 'x', needs: [], run: () => Promise.reject(new Error('disk on fire')) };
    const { steps } = await runSteps(options({ convert: { ...convert, standIn: failing } }), recordingSteps());

    expect(steps[0]).toMatchObject({ state: 'failed', error: { problem: 'disk on fire' } });
  });
});

describe('a step that fails', () => {
  test('stops the run; the steps after it are not run', async () => {
    const task = recordingSteps();
    const { steps } = await runSteps(options({ count, broken, double }), task);

    expect(steps.map(({ id, state }) => `${id} ${state}`)).toEqual(['count passed', 'broken failed', 'double not run']);
    expect(steps[1]?.error).toMatchObject({ problem: 'no such table: hubs' });
    expect(task.lines.at(-1)).toBe('end: failed, no such table: hubs');
  });

  test('closes the engines', async () => {
    const events: string[] = [];
    await runSteps(options({ convert, broken }, { engines: engineModules(events, { version: '3.5' }) }), recordingSteps());

    expect(events.at(-1)).toBe('close');
  });

  test('includes one that reads a fact that no step returned', async () => {
    const { steps } = await runSteps(options({ double, count }), recordingSteps());

    expect(steps[0]).toMatchObject({ state: 'failed', error: { problem: 'no step before this one has returned the fact count.n' } });
  });

  test('with a full disk ends the rehearsal with one message', async () => {
    const full = step({ title: 'Fill', needs: [], run: () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' })) });

    await expect(runSteps(options({ full }), recordingSteps())).rejects.toThrow(/cannot write: the disk is full; got .*runner-.*--out/);
  });
});

describe('Ctrl-C', () => {
  const endless = step({
    title: 'Wait',
    needs: ['spark'],
    run: ({ task }) => new Promise((_, reject) => task.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })),
  });
  const deaf = step({ title: 'Wait', needs: ['spark'], run: () => new Promise(() => {}) });

  test.each([
    ['a step that listens', endless],
    ['a step that does not listen', deaf],
  ])('interrupts %s, and closes the engines', async (_, waiting) => {
    const events: string[] = [];
    const task = recordingSteps();
    const running = runSteps(options({ waiting, count }, { engines: engineModules(events, { version: '3.5' }), grace: 20 }), task);
    setTimeout(() => task.abort(), 20);

    await expect(running).rejects.toMatchObject({ refusal: { problem: 'the rehearsal was interrupted', got: "Ctrl-C during 'Wait'" } });
    expect(events).toEqual(['find', 'open', 'close']);
    expect(task.lines).not.toContain('start: Count');
  });
});

test('returns the result although an engine does not close', async () => {
  const task = recordingSteps();
  const close = () => Promise.reject(new Error('stuck'));
  const { steps } = await runSteps(options({ convert }, { engines: engineModules([], { version: '3.5', close }) }), task);

  expect(steps[0]?.state).toBe('passed');
  expect(task.lines.at(-1)).toBe('Apache Spark did not close: Error: stuck');
});

test('refuses a step with a reserved id', async () => {
  const preparations = [{ id: 'data', title: 'Generate', run: async () => ({}) }];

  await expect(runSteps(options({ data: count }, { preparations }), recordingSteps())).rejects.toThrow(/two steps .* have the id data/);
});
