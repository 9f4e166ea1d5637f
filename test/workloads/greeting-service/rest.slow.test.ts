import { traceTrees } from '../../../lib/scenarios/istio-observability/rehearsal/trace';
import { answerOrder } from '../../../workloads/greeting-service/graph';
import { openRoot } from '../../../workloads/greeting-service/service/tracing';
import { load } from '../../../workloads/load-generator/load';
import { logLines, servicesOf, until } from './support/lines';
import { type Platform, startPlatform } from './support/platform';
import { drawn, spanRecorder } from './support/spans';

const TRACE = '463ac35c9f6413ad48485a3953bb6124';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the eight services over REST', () => {
  const spans = spanRecorder();
  const said = logLines();
  let platform: Platform;
  const base = () => platform.url.replace('/api/greeting', '');

  beforeAll(async () => {
    platform = await startPlatform({ protocol: 'rest', spans, log: said.log, allowedOrigins: 'https://ui.example.com' });
  });
  afterAll(() => platform.stop());

  test('one call: seven greetings in the order D, G, H, E, B, C, A, each with its five fields', async () => {
    const response = await fetch(platform.url);
    const answer = (await response.json()) as Record<string, string>[];
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(servicesOf(answer)).toEqual(['Service D', 'Service G', 'Service H', 'Service E', 'Service B', 'Service C', 'Service A']);
    expect(servicesOf(answer)).toEqual(answerOrder('rest'));
    for (const greeting of answer) {
      expect(Object.keys(greeting)).toEqual(['id', 'service', 'message', 'created', 'hostname']);
      expect(greeting['id']).toMatch(UUID);
      expect(greeting['created']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
      expect(greeting['message']).toContain(`from ${greeting['service']}!`);
      expect(greeting['hostname']).not.toBe('');
    }
  });

  test('1,000 calls at concurrency 25: none fails or is mixed, and each of the four collections grows by 1,000', async () => {
    const before = (['c', 'f', 'g', 'h'] as const).map((letter) => platform.stored(letter));
    const ids = new Set<string>();
    const expected = answerOrder('rest').join();
    const check = ({ body }: { body: string }) => {
      const answer = JSON.parse(body) as { id: string }[];
      for (const { id } of answer) ids.add(id);
      return servicesOf(answer).join() === expected ? undefined : 'mixed';
    };
    const result = await load({ target: platform.url, requests: 1_000, concurrency: 25, check });
    expect(result).toMatchObject({ requests: 1_000, succeeded: 1_000, statuses: { 200: 1_000 }, errors: {} });
    expect(ids.size).toBe(7_000);
    const grown = () => (['c', 'f', 'g', 'h'] as const).map((letter, index) => platform.stored(letter) - (before[index] ?? 0));
    await until('1,000 documents in each collection', () => grown().every((number) => number === 1_000));
  });

  test('one call is one trace of 14 spans over 8 components, rooted at the gateway, without F', async () => {
    const first = spans.spans.length;
    const root = openRoot('Ingress gateway', 'GET /api/greeting', spans);
    await (await fetch(platform.url, { headers: root.headers as Record<string, string> })).arrayBuffer();
    root.end(false);

    const trace = spans.spans.slice(first);
    const [tree, ...others] = traceTrees(trace);
    expect(trace).toHaveLength(14);
    expect(others).toEqual([]);
    expect(new Set(trace.map(({ service }) => service))).toEqual(
      new Set(['Ingress gateway', ...['A', 'B', 'C', 'D', 'E', 'G', 'H'].map((letter) => `Service ${letter}`)]),
    );
    expect(tree && drawn(tree).map((line) => line.replace(/ [\d.]+ ms$/, ''))).toEqual([
      'Ingress gateway client GET /api/greeting',
      '  Service A server GET /api/greeting',
      '    Service A client service-b',
      '      Service B server GET /api/greeting',
      '        Service B client service-d',
      '          Service D server GET /api/greeting',
      '        Service B client service-e',
      '          Service E server GET /api/greeting',
      '            Service E client service-g',
      '              Service G server GET /api/greeting',
      '            Service E client service-h',
      '              Service H server GET /api/greeting',
      '    Service A client service-c',
      '      Service C server GET /api/greeting',
    ]);
  });

  test('each service is alive and ready, and has metrics in the text format', async () => {
    for (const [letter, { port, isReady }] of platform.services) {
      const at = (path: string) => fetch(`http://127.0.0.1:${port}/api/${path}`);
      expect(await (await at('health')).json()).toEqual({ alive: true });
      expect(await (await at('ready')).json()).toEqual({ ready: isReady });
      const metrics = await at('metrics');
      expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      const name = `Service ${letter.toUpperCase()}`;
      expect(await metrics.text()).toContain(`greeting_ready{service="${name}"} 1`);
    }
    const a = await (await fetch(`${base()}/api/metrics`)).text();
    expect(a).toMatch(/greeting_request_duration_seconds_count\{service="Service A",method="GET",route="\/api\/greeting",code="200"\} \d{4}/);
    expect(a).toMatch(/greeting_call_duration_seconds_bucket\{le="10",service="Service A",child="service-b",outcome="ok"\} \d{4}/);
  });

  test('F answers with its own greeting, and stores it', async () => {
    const before = platform.stored('f');
    const port = platform.services.get('f')?.port;
    expect(servicesOf(await (await fetch(`http://127.0.0.1:${port}/api/greeting`)).json())).toEqual(['Service F']);
    expect(platform.stored('f')).toBe(before + 1);
  });

  test('request-echo returns the request as it arrived, with body and trace headers', async () => {
    const headers = { 'x-b3-traceid': TRACE, 'content-type': 'application/json' };
    const response = await fetch(`${base()}/api/request-echo?a=1`, { method: 'POST', headers, body: '{not json' });
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const text = await response.text();
    expect(text).toMatch(/^POST \/api\/request-echo\?a=1 HTTP\/1\.1\r\n/);
    expect(text).toContain(`x-b3-traceid: ${TRACE}\r\n`);
    expect(text).toMatch(/\r\n\r\n\{not json$/);
  });

  test.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('request-echo accepts %s', async (method) => {
    const response = await fetch(`${base()}/api/request-echo`, { method });
    expect(response.status).toBe(200);
    expect((await response.text()).startsWith(method)).toBe(method !== 'HEAD');
  });

  test.each([200, 204, 404, 418, 503, 599])('status/%d answers with that status only', async (code) => {
    const response = await fetch(`${base()}/api/status/${code}`);
    expect([response.status, await response.text()]).toEqual([code, '']);
  });

  test.each(['100', '600', 'abc', '20'])('refuses status/%s', async (code) => {
    const response = await fetch(`${base()}/api/status/${code}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: `status ${code} is not valid: allowed is 200 to 599` });
  });

  test('only the edge has the extra routes', async () => {
    const port = platform.services.get('b')?.port;
    for (const path of ['request-echo', 'status/200']) expect((await fetch(`http://127.0.0.1:${port}/api/${path}`)).status).toBe(404);
  });

  test('answers a preflight from the page, and none from other origins', async () => {
    const preflight = (origin: string) => fetch(platform.url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } });
    const allowed = await preflight('https://ui.example.com');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://ui.example.com');
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    expect(allowed.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-b3-traceid');
    const refused = await preflight('https://elsewhere.example.com');
    expect([...refused.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(refused.headers.get('vary')).toBe('Origin');
  });

  test('refuses a body that is too large, and stays up', async () => {
    const response = await fetch(`${base()}/api/request-echo`, { method: 'POST', body: 'x'.repeat(70_000) });
    expect(response.status).toBe(413);
    expect((await fetch(platform.url)).status).toBe(200);
  });

  test('logs no failure in the tests above', () => {
    expect(said.saying('error', '')).toEqual([]);
  });
});
