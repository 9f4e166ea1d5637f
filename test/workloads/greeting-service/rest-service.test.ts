import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configurationOf } from '../../../workloads/greeting-service/service/configuration';
import { createLog } from '../../../workloads/greeting-service/service/log';
import { propagatedHeaders } from '../../../workloads/greeting-service/service/propagation';
import { start } from '../../../workloads/greeting-service/service/start';
import { logLines, servicesOf, until } from './support/lines';

const TRACE = '463ac35c9f6413ad48485a3953bb6124';

describe('a single service', () => {
  const said = logLines();
  const log = createLog({ level: 'debug', service: 'Service E', write: said.log, now: () => new Date() });
  const running: { stop(): Promise<void> }[] = [];
  const startWith = async (environment: Record<string, string>) => {
    const service = await start(configurationOf({ HOST: '127.0.0.1', PORT: '0', STOP_TIMEOUT_MS: '2000', ...environment }, __dirname), { log });
    running.push(service);
    return service;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.stop()));
    said.lines.length = 0;
  });

  /** A child whose responses the test controls, and that records its headers. */
  async function childThat(answer: (url: string) => { status?: number; body?: string; afterMs?: number }) {
    const received: Record<string, unknown>[] = [];
    const server = createServer((request, response) => {
      received.push(request.headers);
      const { status = 200, body = '[]', afterMs = 0 } = answer(request.url ?? '');
      setTimeout(() => response.writeHead(status, { 'content-type': 'application/json' }).end(body), afterMs).unref();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    running.push({ stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()) });
    return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  test('forwards incoming trace headers unchanged to a child, and no other, absent or empty ones', async () => {
    const child = await childThat(() => ({}));
    const { port } = await startWith({ SERVICE_G_URL: child.url });
    const headers = {
      'x-b3-traceid': TRACE,
      'x-b3-spanid': 'a2fb4a1d1a96d312',
      'x-b3-sampled': '1',
      'x-request-id': '',
      cookie: 'a=1',
      authorization: 'Bearer x',
    };
    await fetch(`http://127.0.0.1:${port}/api/greeting`, { headers });
    const [received = {}] = child.received;
    const traced = Object.fromEntries(Object.entries(received).filter(([name]) => (propagatedHeaders as readonly string[]).includes(name)));
    expect(traced).toEqual({ 'x-b3-traceid': TRACE, 'x-b3-spanid': 'a2fb4a1d1a96d312', 'x-b3-sampled': '1' });
    expect(Object.keys(received).sort()).toEqual(['connection', 'host', 'x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid', 'x-request-timeout-ms']);
  });

  test('a child receives the remaining time, and passes on less', async () => {
    const child = await childThat(() => ({}));
    const { port } = await startWith({ SERVICE_G_URL: child.url });
    await fetch(`http://127.0.0.1:${port}/api/greeting`, { headers: { 'x-request-timeout-ms': '1000' } });
    await fetch(`http://127.0.0.1:${port}/api/greeting`, { headers: { 'x-request-timeout-ms': '999999' } });
    const [short, capped] = child.received.map((headers) => Number(headers['x-request-timeout-ms']));
    expect(short).toBeGreaterThan(700);
    expect(short).toBeLessThanOrEqual(800);
    expect(capped).toBeLessThanOrEqual(8_000);
  });

  test('a hanging child costs only its greeting, within the deadline', async () => {
    const slow = await childThat(() => ({ afterMs: 30_000 }));
    const { port } = await startWith({ SERVICE_G_URL: slow.url, REQUEST_TIMEOUT_MS: '300' });
    const started = performance.now();
    expect(servicesOf(await (await fetch(`http://127.0.0.1:${port}/api/greeting`)).json())).toEqual(['Service X']);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(said.saying('error', 'service-g did not answer')).toEqual([
      expect.objectContaining({ error: expect.stringMatching(/^no answer within 2\d\d ms$/) }),
    ]);
  });

  test.each<[string, { status?: number; body?: string }, RegExp]>([
    ['malformed JSON', { body: '[{"id":' }, /JSON/],
    ['JSON that is not a list', { body: '{"greeting":[]}' }, /an answer is a list of greetings/],
    ['a greeting without an id', { body: '[{"service":"Service G"}]' }, /the id of a greeting is a UUID/],
    ['an error', { status: 503, body: 'no' }, /^it answered 503$/],
    ['more than it may', { body: `[${'"x",'.repeat(300_000)}"x"]` }, /the answer is longer than 1000000 bytes/],
  ])('leaves out a child that answers with %s', async (_, answer, reason) => {
    const child = await childThat(() => answer);
    const { port } = await startWith({ SERVICE_G_URL: child.url });
    expect(servicesOf(await (await fetch(`http://127.0.0.1:${port}/api/greeting`)).json())).toEqual(['Service X']);
    expect(said.saying('error', 'service-g did not answer')).toEqual([expect.objectContaining({ error: expect.stringMatching(reason) })]);
  });

  test('calls a child with a base path below that path', async () => {
    const urls: string[] = [];
    const child = await childThat((url) => {
      urls.push(url);
      return {};
    });
    const { port } = await startWith({ SERVICE_G_URL: `${child.url}/team/` });
    await fetch(`http://127.0.0.1:${port}/api/greeting`);
    expect(urls).toEqual(['/team/api/greeting']);
  });

  test('a stop answers requests in flight, and is unready meanwhile', async () => {
    const slow = await childThat(() => ({ afterMs: 300 }));
    const service = await startWith({ SERVICE_G_URL: slow.url });
    const answer = fetch(`http://127.0.0.1:${service.port}/api/greeting`);
    await until('the child is asked', () => slow.received.length === 1);
    const stopped = service.stop();
    expect(service.isReady).toBe(false);
    expect((await answer).status).toBe(200);
    await stopped;
    await expect(fetch(`http://127.0.0.1:${service.port}/api/health`)).rejects.toThrow();
  });

  test('a stop waits no longer than its timeout', async () => {
    const hanging = await childThat(() => ({ afterMs: 30_000 }));
    const service = await startWith({ SERVICE_G_URL: hanging.url, STOP_TIMEOUT_MS: '300' });
    const answer = fetch(`http://127.0.0.1:${service.port}/api/greeting`).catch(() => 'cut off');
    await until('the child is asked', () => hanging.received.length === 1);
    const started = performance.now();
    await service.stop();
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await answer).toBe('cut off');
  });

  test('refuses an address in use, and leaves nothing running', async () => {
    const { port } = await startWith({});
    await expect(startWith({ PORT: String(port) })).rejects.toThrow('EADDRINUSE');
  });

  test("with '*' allows any origin, without credentials", async () => {
    const { port } = await startWith({ ALLOWED_ORIGINS: '*' });
    const { headers } = await fetch(`http://127.0.0.1:${port}/api/greeting`, { headers: { origin: 'https://anywhere.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
  });

  test('logs each response at debug level', async () => {
    const { port } = await startWith({});
    await fetch(`http://127.0.0.1:${port}/api/greeting`);
    await until('the line', () => said.saying('debug', 'answered').length === 1);
    expect(said.saying('debug', 'answered')[0]).toMatchObject({
      method: 'GET',
      route: '/api/greeting',
      code: 200,
      function: expect.any(String),
      line: expect.any(Number),
    });
  });
});
