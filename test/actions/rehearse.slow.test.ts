import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { z } from 'zod';
import { failureOf, type RehearseOptions, rehearseLoaded } from '../../lib/actions/rehearse';
import type { Check, Step } from '../../lib/rehearsal/rehearsal';
import type { RehearsalResult } from '../../lib/rehearsal/result';
import { scenarioKit } from '../../lib/scenarios/kit';
import type { LoadedScenario } from '../../lib/scenarios/load';
import type { Scenario } from '../../lib/scenarios/scenario';
import type { ScenarioStage } from '../../lib/scenarios/stage';
import { engineModules } from '../rehearsal/engines';
import { recordingSteps } from '../support/steps';

const { data, step } = scenarioKit({ config: z.object({}), contract: {} });

const count = step({
  title: 'Count the lines',
  needs: ['duckdb'],
  async run({ engines: { duckdb }, data: folder, params, publish }) {
    const sql = "SELECT count(*) AS n FROM read_csv($files, header = false, columns = {'n': 'INTEGER'}) WHERE n <= $most";
    const [row] = await duckdb.select(z.object({ n: z.coerce.number() }), sql, { files: join(folder, '*.csv'), most: Number(params['most']) });
    publish('lines', { columns: ['n'], rows: [[row?.n ?? 0]] });
    return { lines: row?.n ?? 0, files: readdirSync(folder).length };
  },
});
const convert = step({
  title: 'Convert',
  needs: ['spark'],
  run: async () => ({ rows: 3 }),
  standIn: { title: 'conversion by DuckDB', needs: ['duckdb'], run: async () => ({ rows: 3 }) },
});
const checks: readonly Check[] = [
  { description: 'every line is counted', fact: 'count.lines', expected: { fact: 'data.lines' }, data: 'generated' },
  { description: 'the sample of the article has seven lines', fact: 'count.lines', expected: 7, data: 'original' },
  { description: 'there is a file', fact: 'count.files', expected: 1 },
];

function loaded(
  over: { steps?: Record<string, Step<never>>; checks?: readonly Check[]; build?: (stage: ScenarioStage) => void; noData?: boolean } = {},
): LoadedScenario {
  const lines = data({
    summary: 'lines of numbers',
    params: z.object({ lines: z.coerce.number().int().min(1, 'at least 1').default(3) }),
    async generate({ folder, params }) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'lines.csv'), Array.from({ length: params.lines }, (_, at) => `${at}\n`).join(''));
      return { files: 1, lines: params.lines };
    },
    upload: async () => ({}),
  });
  const scenario: Partial<Scenario> = {
    id: 'lines',
    article: { title: 'Counting', published: '2020-01' },
    story: 'Counts lines.',
    config: z.object({}),
    contract: {},
    ...(!over.noData && { data: lines }),
    rehearsal: {
      params: z.object({ most: z.coerce.number().default(100) }),
      steps: (over.steps ?? { count }) as Scenario['rehearsal']['steps'],
      checks: over.checks ?? checks,
      charts: [{ title: 'Lines', table: 'lines', spec: { mark: 'bar', encoding: { x: { field: 'n', type: 'quantitative' } } } }],
    },
    changes: [],
  };
  const build = over.build ?? ((stage) => new ssm.StringParameter(new Stack(stage, 'store'), 'Note', { stringValue: 'x' }));
  const entry = {
    title: 'Lines',
    summary: '',
    services: [],
    load: async () => ({ scenario: scenario as Scenario }),
    stacks: async () => ({ build: build as never }),
  };
  return { entry, scenario: scenario as Scenario, stage: 'dev', config: { ttlHours: 24 } };
}

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'rehearse-'));
});

function run(scenario: LoadedScenario, options: Omit<RehearseOptions, 'scenario'> = {}, task = recordingSteps()): Promise<RehearsalResult> {
  const surroundings = { engines: engineModules([]), started: new Date('2026-11-21T10:00:00Z'), now: () => performance.now() };
  return rehearseLoaded(scenario, { out, ...options }, surroundings, task);
}

const states = ({ steps, checks: all }: RehearsalResult) =>
  [...steps, ...all].map((one) => `${'id' in one ? one.id : one.description}: ${one.state}`);
const files = (name: string, count: number) => {
  const folder = join(out, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'mine.csv'), '1\n'.repeat(count));
  return folder;
};

test('synthesizes, validates, generates, runs the steps, checks, and writes the report', async () => {
  const result = await run(loaded());

  expect(states(result)).toEqual([
    'synthesize: passed',
    'validate: passed',
    'data: passed',
    'count: passed',
    'every line is counted: passed',
    'the sample of the article has seven lines: skipped',
    'there is a file: passed',
  ]);
  expect(result).toMatchObject({
    passed: true,
    started: '2026-11-21T10:00:00.000Z',
    data: { kind: 'generated', defaults: true },
    params: { most: 100 },
  });
  expect(result.steps[0]?.facts).toEqual({ stacks: 1, resources: 1 });
  expect(result.steps[1]?.facts).toEqual({ templates: 1, findings: 0, accepted: 0 });
  expect(failureOf(result)).toBeUndefined();

  expect(result.report).toBe(join(out, 'lines', 'report.html'));
  const page = readFileSync(result.report, 'utf8');
  expect(page).toContain('<h3>Lines</h3>');
  expect(page).toContain('there is a file');
});

test('writes to `out` below the working folder unless another is named, and counts a stack without resources', async () => {
  const before = process.cwd();
  process.chdir(out);
  try {
    const result = await run(loaded({ build: (stage) => new Stack(stage, 'empty') }), { out: undefined });

    expect(result.report).toBe(join(process.cwd(), 'out', 'lines', 'report.html'));
    expect(result.steps[0]?.facts).toEqual({ stacks: 1, resources: 0 });
  } finally {
    process.chdir(before);
  }
});

test('starts afresh: a second rehearsal with less data finds less', async () => {
  await run(loaded(), { dataParams: { lines: '9' } });
  const { steps } = await run(loaded(), { dataParams: { lines: '2' } });

  expect(steps.at(-1)?.facts).toEqual({ lines: 2, files: 1 });
});

test('numbers that hold for default parameters are not asked of others', async () => {
  const generatedCheck = (result: RehearsalResult) => result.checks[0];

  expect(generatedCheck(await run(loaded(), { params: { most: '0' } }))).toMatchObject({
    state: 'skipped',
    reason: 'about the default parameters',
  });
  expect(generatedCheck(await run(loaded(), { dataParams: { lines: '4' } }))).toMatchObject({ state: 'skipped' });
  expect(generatedCheck(await run(loaded(), { params: { most: '100' }, dataParams: { lines: '3' } }))).toMatchObject({ state: 'passed' });
});

describe('with --data', () => {
  test('reads the folder, generates nothing, and writes nothing to it', async () => {
    const folder = files('mine', 5);
    const result = await run(loaded(), { data: folder });

    expect(result.data).toEqual({ kind: 'given', folder, defaults: true });
    expect(result.steps[2]).toMatchObject({ id: 'data', title: `Read the data in ${folder}`, facts: { files: 1 } });
    expect(result.steps[3]?.facts).toEqual({ lines: 5, files: 1 });
    expect(readdirSync(folder)).toEqual(['mine.csv']);
    expect(existsSync(join(out, 'lines', 'data'))).toBe(false);
    expect(result.checks.map(({ state }) => state)).toEqual(['skipped', 'skipped', 'passed']);
  });

  test('and --original, what the article found must come out', async () => {
    const right = await run(loaded(), { data: files('right', 7), original: true });
    const wrong = await run(loaded(), { data: files('wrong', 6), original: true });

    expect(right.checks[1]).toMatchObject({ state: 'passed', got: 7, expected: 7 });
    expect(wrong.checks[1]).toMatchObject({ state: 'failed', got: 6, expected: 7 });
    expect(wrong.passed).toBe(false);
  });

  test.each<[string, () => Omit<RehearseOptions, 'scenario'>, RegExp]>([
    ['a folder that does not exist', () => ({ data: join(out, 'nowhere') }), /data folder cannot be read; got .*nowhere/],
    ['a folder around the output', () => ({ data: out }), /lie in each other/],
    ['a folder that the rehearsal empties', () => ({ data: join(out, 'lines', 'work', 'raw') }), /lie in each other/],
    ['parameters of generated data', () => ({ data: files('mine', 1), dataParams: { lines: '1' } }), /no effect on a folder/],
  ])('refuses %s', async (_, options, message) => {
    await expect(run(loaded(), options())).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
    expect(existsSync(join(out, 'lines'))).toBe(false);
  });
});

test.each<[string, Omit<RehearseOptions, 'scenario'>, RegExp]>([
  ['--original without a folder', { original: true }, /no --data is given; add --data/],
  ['an unknown parameter', { params: { mots: '1' } }, /parameters of the rehearsal: unknown key mots; .*did you mean 'most'/],
  ['a parameter that is no number', { params: { most: 'many' } }, /most is not valid; got "many"/],
  ['data parameters out of range', { dataParams: { lines: '0' } }, /parameters of the data: lines is not valid; got "0"; allowed: at least 1/],
])('refuses %s before anything is written', async (_, options, message) => {
  await expect(run(loaded(), options)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  expect(readdirSync(out)).toEqual([]);
});

test('a scenario without data needs none, and refuses parameters for it', async () => {
  const idle = step({ title: 'Idle', needs: [], run: async ({ data: folder }) => ({ files: readdirSync(folder).length }) });
  const without = loaded({ noData: true, steps: { idle }, checks: [] });

  expect(states(await run(without))).toEqual(['synthesize: passed', 'validate: passed', 'idle: passed']);
  await expect(run(without, { dataParams: { lines: '1' } })).rejects.toThrow(/lines generates no data/);
});

describe('fails', () => {
  test('when a check fails, naming it with both values', async () => {
    const result = await run(loaded({ checks: [{ description: 'four lines', fact: 'count.lines', expected: 4, tolerance: 0.5 }] }));

    expect(result.passed).toBe(false);
    expect(failureOf(result)).toEqual({
      problem: '1 of 1 checks failed, first: four lines',
      got: 'count.lines = 3',
      allowed: '4 ± 0.5',
      fix: `read ${result.report}`,
    });
  });

  test('when a step fails; the report is written and shows it', async () => {
    const broken = step({ title: 'Break', needs: [], run: () => Promise.reject(new Error('no such table')) });
    const result = await run(loaded({ steps: { broken, count } }));

    expect(states(result).slice(3, 5)).toEqual(['broken: failed', 'count: not run']);
    expect(failureOf(result)).toMatchObject({ problem: "the step 'Break' failed: no such table" });
    expect(readFileSync(result.report, 'utf8')).toContain('no such table');
  });

  test.each<[string, s3.BucketProps, RegExp]>([
    ['rules', {}, /^validation failed; 2 findings, first: ./],
    ['one rule', { enforceSSL: true }, /^validation failed; 1 finding: ./],
  ])('when a template breaks %s', async (_, props, problem) => {
    const build = (stage: ScenarioStage) => new s3.Bucket(new Stack(stage, 'store'), 'Open', props);
    const result = await run(loaded({ build }));

    expect(result.steps[1]).toMatchObject({
      id: 'validate',
      state: 'failed',
      error: { problem: expect.stringMatching(problem), got: expect.stringContaining('store'), fix: 'stagecraft validate lines' },
    });
    expect(result.steps.slice(2).every(({ state }) => state === 'not run')).toBe(true);
  });

  test('with requireAll, when a step was skipped, and says how to get its engine', async () => {
    const scenario = () => loaded({ steps: { convert, count } });
    const lenient = await run(scenario());
    const strict = await run(scenario(), { requireAll: true });

    expect([lenient.passed, strict.passed]).toEqual([true, false]);
    expect(strict.steps[3]).toMatchObject({ state: 'skipped', standIn: 'conversion by DuckDB' });
    expect(failureOf(strict)).toMatchObject({ problem: '1 step was skipped', got: 'Apache Spark missing', fix: 'pip install pyspark' });
  });
});
