import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../../../../lib/rehearsal/checks';
import type { EngineModules } from '../../../../lib/rehearsal/engine-room';
import { engines } from '../../../../lib/rehearsal/engines';
import { mongoOn } from '../../../../lib/rehearsal/engines/mongo';
import { rabbitmqOn } from '../../../../lib/rehearsal/engines/rabbitmq';
import { drawCharts } from '../../../../lib/rehearsal/report/charts';
import { runSteps } from '../../../../lib/rehearsal/runner';
import { rehearsalOf } from '../../../../lib/scenarios/istio-observability/rehearsal';
import { config } from '../../../../lib/scenarios/istio-observability/settings';
import { root } from '../../../support/files';
import { describeWithRabbitmq } from '../../../support/rabbitmq';

const folder = mkdtempSync(join(tmpdir(), 'stagecraft-rehearsal-'));
beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/bundle-services.mjs'), folder]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nodeAlone: EngineModules = {
  ...engines,
  mongo: mongoOn({ PATH: '/nowhere' }),
  rabbitmq: rabbitmqOn({ PATH: '/nowhere' }, []),
};

async function rehearsed(protocol: 'rest' | 'grpc', modules: EngineModules, params: Record<string, number> = {}) {
  const rehearsal = rehearsalOf(protocol, join(folder, 'greeting-service'));
  const nothing = () => {};
  const result = await runSteps(
    {
      preparations: [],
      steps: rehearsal.steps,
      config: config.parse({}),
      params: rehearsal.params.parse(params),
      data: folder,
      workspace: mkdtempSync(join(folder, 'work-')),
      engines: modules,
      now: () => performance.now(),
    },
    { progress: nothing, plan: nothing, start: nothing, end: nothing, signal: new AbortController().signal },
  );
  const checks = evaluate(rehearsal.checks, result.steps, { kind: 'none', folder, defaults: true });
  return { ...result, checks, charts: await drawCharts(rehearsal.charts, result.tables) };
}

type Rehearsed = Awaited<ReturnType<typeof rehearsed>>;

const factsOf = ({ steps }: Rehearsed, id: string) => steps.find((step) => step.id === id)?.facts ?? {};
const statesOf = ({ steps }: Rehearsed) => Object.fromEntries(steps.map(({ id, state }) => [id, state]));

describe.each(['rest', 'grpc'] as const)('%s, with Node alone', (protocol) => {
  let result: Awaited<ReturnType<typeof rehearsed>>;
  beforeAll(async () => {
    result = await rehearsed(protocol, nodeAlone);
  }, 180_000);

  test('skips steps that need the queue, names RabbitMQ with its install command, and passes all others', () => {
    expect(statesOf(result)).toEqual({
      manifests: 'passed',
      start: 'passed',
      probes: 'passed',
      call: 'passed',
      trace: 'passed',
      load: 'passed',
      messages: 'skipped',
      outages: 'passed',
      queueOutages: 'skipped',
      stop: 'passed',
    });
    const skipped = result.steps.filter(({ state }) => state === 'skipped');
    for (const { missing } of skipped)
      expect(missing).toEqual([expect.objectContaining({ title: 'RabbitMQ', install: expect.stringContaining('rabbitmq-server') })]);
    expect(result.engines).toContainEqual({ id: 'mongo', title: 'MongoDB', version: expect.stringMatching(/^double over mingo \d/), isDouble: true });
  });

  test('passes every check that is not about messages', () => {
    const others = result.checks.filter(({ state }) => state !== 'passed');
    expect(others.map(({ state, fact }) => [state, fact.split('.')[0]])).toEqual([
      ['skipped', 'messages'],
      ['skipped', 'messages'],
      ['skipped', 'queueOutages'],
      ['skipped', 'queueOutages'],
      ['skipped', 'queueOutages'],
    ]);
  });

  test('1,000 calls at concurrency 25 store 1,000 documents in each of three collections', () => {
    expect(factsOf(result, 'load')).toMatchObject({
      calls: 1_000,
      concurrency: 25,
      succeeded: 1_000,
      distinctGreetings: 7_000,
      'documents of c': 1_000,
      'documents of g': 1_000,
      'documents of h': 1_000,
    });
  });

  test('detects outages: missing greetings and documents that are not stored', () => {
    const { incompleteAnswers, callsWithoutTheService, notStored } = factsOf(result, 'outages');
    for (const seen of [incompleteAnswers, callsWithoutTheService, notStored]) expect(seen).toBeGreaterThan(0);
    const away = result.tables.get('Errors while things were away')?.rows.filter(([, , what]) => String(what).endsWith(' away'));
    expect(away?.map(([, , what]) => what)).toEqual(['service H away', 'the database away']);
  });

  test('draws every chart except that of the queue, and the trace with one line per span', () => {
    expect(result.charts.filter((chart) => 'missing' in chart).map(({ table }) => table)).toEqual(['Errors while the queue was away']);
    expect(result.tables.get('Trace of one call')?.rows).toHaveLength(protocol === 'rest' ? 14 : 16);
  });
});

describeWithRabbitmq('with RabbitMQ', () => {
  test('runs every step and passes every check', async () => {
    const { rabbitmq } = engines;
    const result = await rehearsed('rest', { ...nodeAlone, rabbitmq }, { calls: 100 });
    expect(result.steps.filter(({ state }) => state !== 'passed')).toEqual([]);
    expect(result.checks.filter(({ state }) => state !== 'passed')).toEqual([]);
    expect(factsOf(result, 'messages')).toMatchObject({ calls: 101, documents: 101 });
    expect(factsOf(result, 'queueOutages')['notPublished']).toBeGreaterThan(0);
    expect(result.charts.filter((chart) => 'missing' in chart)).toEqual([]);
  }, 240_000);
});
