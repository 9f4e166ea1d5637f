import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineModules } from '../../../../lib/rehearsal/engine-room';
import { engines } from '../../../../lib/rehearsal/engines';
import { mongoOn } from '../../../../lib/rehearsal/engines/mongo';
import { rabbitmqOn } from '../../../../lib/rehearsal/engines/rabbitmq';
import { servicesFrom } from '../../../../lib/rehearsal/engines/services';
import { drawCharts } from '../../../../lib/rehearsal/report/charts';
import { rehearsalOf } from '../../../../lib/scenarios/istio-observability/rehearsal';
import { root } from '../../../support/files';
import { type Rehearsed, rehearse } from '../../../support/scenario';

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
  const run = await rehearse(protocol === 'rest' ? 'istio-observability' : 'istio-grpc', folder, { params, engines: modules });
  return { ...run, checks: run.results('none'), charts: await drawCharts(rehearsalOf(protocol).charts, run.tables) };
}

const factsOf = ({ steps }: Rehearsed, id: string) => steps.find((step) => step.id === id)?.facts ?? {};
const statesOf = ({ steps }: Rehearsed) => Object.fromEntries(steps.map(({ id, state }) => [id, state]));

describe.each(['rest', 'grpc'] as const)('%s, with Node alone', (protocol) => {
  let result: Awaited<ReturnType<typeof rehearsed>>;
  beforeAll(async () => {
    result = await rehearsed(protocol, nodeAlone);
  }, 180_000);

  test('skips the steps that need a real server, names their stand-in, and passes the others', () => {
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

  test('detects an outage: missing greetings, refused messages and documents', () => {
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
