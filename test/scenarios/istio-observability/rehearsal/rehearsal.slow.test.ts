import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../../../../lib/rehearsal/checks';
import type { EngineModules } from '../../../../lib/rehearsal/engine-room';
import { engines } from '../../../../lib/rehearsal/engines';
import { mongoOn } from '../../../../lib/rehearsal/engines/mongo';
import { rabbitmqOn } from '../../../../lib/rehearsal/engines/rabbitmq';
import { servicesFrom } from '../../../../lib/rehearsal/engines/services';
import { drawCharts } from '../../../../lib/rehearsal/report/charts';
import { type RunStepsResult, runSteps } from '../../../../lib/rehearsal/runner';
import { rehearsalOf } from '../../../../lib/scenarios/istio-observability/rehearsal';
import { config } from '../../../../lib/scenarios/istio-observability/settings';
import { root } from '../../../support/files';

const folder = mkdtempSync(join(tmpdir(), 'stagecraft-rehearsal-'));
beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/bundle-services.mjs'), folder]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nodeAlone: EngineModules = {
  ...engines,
  services: servicesFrom(join(folder, 'greeting-service')),
  mongo: mongoOn({ PATH: '/nowhere' }),
  rabbitmq: rabbitmqOn({ PATH: '/nowhere' }, []),
};

async function rehearsed(protocol: 'rest' | 'grpc', modules: EngineModules, params: Record<string, number> = {}) {
  const rehearsal = rehearsalOf(protocol);
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

const factsOf = ({ steps }: RunStepsResult, id: string) => steps.find((step) => step.id === id)?.facts ?? {};
const statesOf = ({ steps }: RunStepsResult) => Object.fromEntries(steps.map(({ id, state }) => [id, state]));

describe.each(['rest', 'grpc'] as const)('%s, with Node alone', (protocol) => {
  let result: Awaited<ReturnType<typeof rehearsed>>;
  beforeAll(async () => {
    result = await rehearsed(protocol, nodeAlone);
    if (process.env['SHOW'])
      console.log(result.steps.map(({ id, state, seconds, facts, error }) => JSON.stringify({ id, state, seconds, facts, error })).join('\n'));
  }, 180_000);

  test('what needs a real server is skipped, and says what stands in for it; all else passes', () => {
    expect(statesOf(result)).toEqual({
      manifests: 'passed',
      queue: 'skipped',
      database: 'skipped',
      start: 'passed',
      probes: 'passed',
      call: 'passed',
      trace: 'passed',
      load: 'passed',
      outages: 'passed',
      stop: 'passed',
    });
    const skipped = result.steps.filter(({ state }) => state === 'skipped');
    expect(skipped.map(({ standIn, missing }) => [standIn, missing.map(({ title }) => title)])).toEqual([
      [expect.stringContaining('in this process'), ['RabbitMQ']],
      [expect.stringContaining('in this process'), ['MongoDB-compatible server']],
    ]);
  });

  test('every check passes', () => {
    expect(result.checks.filter(({ state }) => state !== 'passed')).toEqual([]);
  });

  test('1,000 calls at concurrency 25 are 1,000 documents in each of the four collections', () => {
    expect(factsOf(result, 'load')).toMatchObject({
      calls: 1_000,
      concurrency: 25,
      succeeded: 1_000,
      distinctGreetings: 7_000,
      'documents of c': 1_000,
      'documents of f': 1_000,
      'documents of g': 1_000,
      'documents of h': 1_000,
    });
  });

  test('what is away is seen: greetings that are missing, messages and documents that are not taken', () => {
    const { incompleteAnswers, callsWithoutTheService, notPublished, notStored } = factsOf(result, 'outages');
    for (const seen of [incompleteAnswers, callsWithoutTheService, notPublished, notStored]) expect(seen).toBeGreaterThan(0);
    const away = result.tables.get('Errors while things were away')?.rows.filter(([, , what]) => String(what).endsWith(' away'));
    expect(away?.map(([, , what]) => what)).toEqual(['service H away', 'the queue away', 'the database away']);
  });

  test('every chart is drawn, and the trace has a line a span', () => {
    expect(result.charts.filter((chart) => 'missing' in chart)).toEqual([]);
    expect(result.tables.get('Trace of one call')?.rows).toHaveLength(protocol === 'rest' ? 14 : 16);
  });
});
