import { faultIn, loadParams, runLoad, runSmoke } from '../../../lib/scenarios/greeting-platform/traffic';
import { traceTrees } from '../../../lib/scenarios/istio-observability/rehearsal/trace';
import { answerOrder, graph, placeOf } from '../../../workloads/greeting-service/graph';
import { propagated } from '../../../workloads/greeting-service/service/propagation';
import { openRoot } from '../../../workloads/greeting-service/service/tracing';
import { recordingTask } from '../../support/task';
import { logLines, until } from '../../workloads/greeting-service/support/lines';
import { type Platform, startPlatform } from '../../workloads/greeting-service/support/platform';
import { spanRecorder } from '../../workloads/greeting-service/support/spans';

const STORING = ['c', 'g', 'h', 'f'] as const;
const spans = spanRecorder();
const said = logLines();
let platform: Platform;
const origin = () => platform.url.replace('/api/greeting', '');

beforeAll(async () => {
  platform = await startPlatform({ protocol: 'rest', spans, log: said.log });
});
afterAll(() => platform.stop());

test('acceptance 10: a response has seven services in order, each with five fields and a UUID, and the job refuses any other', async () => {
  const answer = await fetch(platform.url);
  const body = await answer.text();
  const greetings = JSON.parse(body) as Record<string, string>[];

  expect(answer.status).toBe(200);
  expect(greetings.map(({ service }) => service?.slice(-1)).join(' ')).toBe('D G H E B C A');
  for (const greeting of greetings) {
    expect(Object.keys(greeting)).toEqual(['id', 'service', 'message', 'created', 'hostname']);
    expect(greeting['id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  }
  expect(faultIn('rest', body)).toBeUndefined();
  expect(faultIn('rest', JSON.stringify(greetings.slice(1)))).toBe('6 greetings instead of 7, or in another order');
  expect(faultIn('rest', JSON.stringify([...greetings].reverse()))).toBe('7 greetings instead of 7, or in another order');
  expect(faultIn('rest', JSON.stringify(greetings.map((each) => ({ ...each, id: '1' }))))).toBe('not a response of the platform');
  expect(faultIn('rest', '<html>')).toBe('not a response of the platform');
  expect(faultIn('grpc', body)).toBe('not a response of the platform');
});

test('acceptance 11: the job load sends 1,000 calls at concurrency 25 without mixed responses, and each of four collections stores 1,000 documents', async () => {
  const before = STORING.map((letter) => platform.stored(letter));
  const task = recordingTask();
  const facts = await runLoad('rest', { ui: origin(), api: origin() }, loadParams.parse({}), task);

  expect(facts).toMatchObject({ target: platform.url, requests: 1_000, succeeded: 1_000 });
  expect(facts).not.toHaveProperty('errors');
  expect(facts['p99Ms']).toBeGreaterThan(0);
  expect(STORING.map((letter) => `${placeOf(letter).database}.${placeOf(letter).collection}`)).toEqual([
    'service-c.greetings',
    'service-g.greetings',
    'service-h.greetings',
    'service-f.messages',
  ]);
  const grown = () => STORING.map((letter, index) => platform.stored(letter) - (before[index] ?? 0));
  await until('1,000 documents in each collection', () => grown().every((number) => number === 1_000));
});

describe('acceptance 12: headers and errors on demand', () => {
  test('acceptance 12: /api/status/503 returns 503, and request-echo shows the incoming trace', async () => {
    const echo = await fetch(`${origin()}/api/request-echo`, { headers: { 'x-b3-traceid': '463ac35c9f6413ad48485a3953bb6124' } });

    expect((await fetch(`${origin()}/api/status/503`)).status).toBe(503);
    expect(await echo.text()).toMatch(/^x-b3-traceid: 463ac35c9f6413ad48485a3953bb6124$/im);
  });

  test('acceptance 12: an absent or empty header is not passed on', () => {
    const incoming: Record<string, string> = { 'x-b3-traceid': '463ac35c9f6413ad48485a3953bb6124', 'x-b3-flags': '', cookie: 'a=1' };

    expect(propagated((name) => incoming[name])).toEqual({ 'x-b3-traceid': '463ac35c9f6413ad48485a3953bb6124' });
  });
});

test('acceptance 13: every service passes its health check, has metrics as text, and logs JSON with function and line', async () => {
  for (const { port } of platform.services.values()) {
    const at = (path: string) => fetch(`http://127.0.0.1:${port}/api/${path}`);
    const metrics = await at('metrics');

    expect(await (await at('health')).json()).toEqual({ alive: true });
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await metrics.text()).toMatch(/^# HELP .*\n# TYPE /m);
  }
  expect(said.lines.length).toBeGreaterThanOrEqual(8);
  for (const line of said.lines)
    expect(line).toMatchObject({
      level: 'info',
      function: expect.any(String),
      line: expect.any(Number),
      msg: expect.any(String),
      time: expect.any(String),
    });
});

test('acceptance 14: one call is one trace of 14 spans over 8 components from the gateway on, two per hop, without F', async () => {
  const first = spans.spans.length;
  const root = openRoot('Ingress gateway', 'GET /api/greeting', spans);
  await (await fetch(platform.url, { headers: root.headers as Record<string, string> })).arrayBuffer();
  root.end(false);
  const trace = spans.spans.slice(first);

  const calls = Object.values(graph).reduce((sum, service) => sum + service.calls.length, 0);
  expect(trace).toHaveLength(2 * (1 + calls));
  expect(trace).toHaveLength(14);
  expect(traceTrees(trace)).toHaveLength(1);
  expect([...new Set(trace.map(({ service }) => service))].sort()).toEqual(['Ingress gateway', ...answerOrder('rest').sort()]);
});

describe('the jobs', () => {
  test('smoke requests the page and one greeting', async () => {
    const task = recordingTask();
    const page = { ...(await pageAt('<!doctype html><html lang="en"></html>')) };
    const facts = await runSmoke('rest', { ui: page.url, api: origin() }, task);
    await page.close();

    expect(facts).toMatchObject({ page: `${page.url}/`, greetings: 7, order: 'D G H E B C A' });
  });

  test('smoke reports the failure', async () => {
    const nobody = await pageAt('nothing');
    await nobody.close();
    const blank = await pageAt('nothing');
    const origins = { ui: blank.url, api: origin() };

    await expect(runSmoke('rest', origins, recordingTask())).rejects.toThrow(/the page is not available; got nothing/);
    await expect(runSmoke('rest', { ...origins, ui: nobody.url }, recordingTask())).rejects.toThrow(/does not respond; got connect ECONNREFUSED/);
    await expect(runSmoke('rest', { ...origins, ui: `${origin()}/api/status/404?` }, recordingTask())).rejects.toThrow(/responds with 404/);
    await blank.close();
  });

  test('load counts failures, and fails when every request failed', async () => {
    const wrong = await pageAt('[]');
    const few = loadParams.parse({ requests: '5', concurrency: '2', rate: '1000' });

    await expect(runLoad('rest', { ui: '', api: wrong.url }, few, recordingTask())).rejects.toThrow(
      /no request succeeded; got 0 greetings instead of 7, or in another order: 5; allowed: status 200 with 7 greetings/,
    );
    await wrong.close();
  });

  test('load stops at Ctrl-C', async () => {
    const task = recordingTask();
    const loading = runLoad('rest', { ui: '', api: origin() }, loadParams.parse({ profile: 'steady' }), task);
    setTimeout(() => task.abort(), 200);

    await expect(loading).rejects.toThrow(/abort/i);
  });

  test.each([
    [{ profile: 'slow' }, /profile/],
    [{ requests: '0' }, /a whole number from 1/],
    [{ concurrency: '1001' }, /a whole number from 1 to 1000/],
    [{ rate: '0' }, /more than 0/],
  ])('load refuses %j', (params, message) => {
    expect(loadParams.safeParse(params).error?.message).toMatch(message);
  });
});

/** A server that answers every request with the same body. */
async function pageAt(body: string): Promise<{ url: string; close(): Promise<void> }> {
  const { createServer } = await import('node:http');
  const server = createServer((_, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, close: async () => void server.close().closeAllConnections() };
}
