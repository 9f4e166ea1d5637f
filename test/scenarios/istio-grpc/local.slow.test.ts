import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { loadParams, runLoad, runSmoke } from '../../../lib/scenarios/greeting-platform/traffic';
import { traceTrees } from '../../../lib/scenarios/istio-observability/rehearsal/trace';
import { graph, type ServiceLetter } from '../../../workloads/greeting-service/graph';
import {
  type GreetingResponse,
  greetingService,
  type HealthCheckResponse,
  healthService,
} from '../../../workloads/greeting-service/proto/definition';
import { propagated, propagatedHeaders } from '../../../workloads/greeting-service/service/propagation';
import { openRoot } from '../../../workloads/greeting-service/service/tracing';
import { recordingTask } from '../../support/task';
import { logLines, servicesOf, until } from '../../workloads/greeting-service/support/lines';
import { type Platform, startPlatform } from '../../workloads/greeting-service/support/platform';
import { spanRecorder } from '../../workloads/greeting-service/support/spans';

const STORING = ['c', 'g', 'h', 'f'] as const;
const TRACE = '463ac35c9f6413ad48485a3953bb6124';
const spans = spanRecorder();
const said = logLines();
const clients: Client[] = [];
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform({ protocol: 'grpc', spans, log: said.log, logLevel: 'debug', allowedOrigins: 'https://ui.example.com' });
});
afterAll(async () => {
  for (const client of clients) client.close();
  await platform.stop();
});

function clientOf(letter: ServiceLetter): Client {
  const client = new Client(`127.0.0.1:${platform.services.get(letter)?.port}`, credentials.createInsecure());
  clients.push(client);
  return client;
}

function greet(letter: ServiceLetter): Promise<GreetingResponse> {
  const { path, requestSerialize, responseDeserialize } = greetingService.Greeting;
  return new Promise((resolve, reject) => {
    clientOf(letter).makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      {},
      new Metadata(),
      { deadline: Date.now() + 5_000 },
      (error, response) => (error ? reject(error) : resolve(response as GreetingResponse)),
    );
  });
}

const lettersOf = (answer: unknown) =>
  servicesOf(answer)
    .map((name) => name.slice(-1))
    .join(' ');

test('acceptance 6: the gateway returns greeting with seven entries in the order A, B, D, E, G, H, C', async () => {
  const answer = await fetch(platform.url);
  const body = await answer.json();

  expect(answer.status).toBe(200);
  expect(Object.keys(body as object)).toEqual(['greeting']);
  expect(lettersOf(body)).toBe('A B D E G H C');
});

test('acceptance 7: a direct call to A returns the same seven greetings, to C one, to F one', async () => {
  expect(lettersOf(await greet('a'))).toBe('A B D E G H C');
  expect(lettersOf(await greet('c'))).toBe('C');
  expect(lettersOf(await greet('f'))).toBe('F');
});

test("acceptance 8: the job load sends 1,000 calls at concurrency 25 without mixed responses, and each collection stores 1,000 documents of its callers' greetings", async () => {
  const before = STORING.map((letter) => platform.stored(letter));
  const origin = platform.url.replace('/api/greeting', '');
  const facts = await runLoad('grpc', { ui: origin, api: origin }, loadParams.parse({}), recordingTask());

  expect(facts).toMatchObject({ requests: 1_000, succeeded: 1_000 });
  for (const [index, letter] of STORING.entries()) {
    await until(`1,000 documents of ${letter}`, () => platform.stored(letter) - (before[index] ?? 0) === 1_000);
  }
  const senders = STORING.map((letter) => [
    ...new Set(
      platform
        .documents(letter)
        .slice(-1_000)
        .map((document) => ('service' in document ? document.service : 'REST')),
    ),
  ]);
  expect(senders).toEqual([['Service A'], ['Service E'], ['Service E'], ['Service D']]);
});

describe('acceptance 9: headers', () => {
  test('acceptance 9: passes on only listed headers that are present and not empty', () => {
    const incoming: Record<string, string> = { 'x-b3-traceid': TRACE, 'x-b3-flags': '', 'x-request-id': 'r', cookie: 'a=1', authorization: 'secret' };

    expect(propagated((name) => incoming[name])).toEqual({ 'x-b3-traceid': TRACE, 'x-request-id': 'r' });
    expect(propagatedHeaders).not.toContain('cookie');
  });

  test('acceptance 9: every span down to H has the incoming trace id, and cookies are not passed on', async () => {
    const first = spans.spans.length;
    said.lines.length = 0;
    await fetch(platform.url, { headers: { 'x-b3-traceid': TRACE, 'x-b3-spanid': 'a2fb4a1d1a96d312', 'x-b3-sampled': '1', cookie: 'a=1' } });
    await until('the message is stored', () => said.saying('debug', 'a message was stored').length > 0);
    const recorded = spans.spans.slice(first);

    expect([...new Set(recorded.map(({ traceId }) => traceId))]).toEqual([TRACE]);
    expect(recorded.map(({ service }) => service)).toEqual(expect.arrayContaining(['Service A', 'Service H']));
    expect(said.saying('debug', 'a message was stored')[0]).toMatchObject({ service: 'Service F', trace_id: TRACE });
    expect(JSON.stringify(said.lines)).not.toContain('a=1');
  });
});

test('acceptance 10: with one service down the others respond within the deadline, and no process exits', async () => {
  await platform.stopService('e');
  const started = Date.now();
  const answer = await fetch(platform.url);

  expect(lettersOf(await answer.json())).toBe('A B D C');
  expect(Date.now() - started).toBeLessThan(5_000);
  await platform.startService('e');
  await until('all seven are back', async () => lettersOf(await (await fetch(platform.url)).json()) === 'A B D E G H C');
});

test("acceptance 11: allows CORS preflights of the page's origin only", async () => {
  const preflight = async (origin: string) =>
    (await fetch(platform.url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } })).headers;

  expect((await preflight('https://ui.example.com')).get('access-control-allow-origin')).toBe('https://ui.example.com');
  expect((await preflight('https://elsewhere.example.com')).get('access-control-allow-origin')).toBeNull();
});

test('acceptance 12: every service is SERVING', async () => {
  const { path, requestSerialize, responseDeserialize } = healthService.Check;
  for (const letter of platform.services.keys()) {
    const status = await new Promise<HealthCheckResponse['status'] | undefined>((resolve, reject) => {
      clientOf(letter).makeUnaryRequest(path, requestSerialize, responseDeserialize, { service: 'readiness' }, (error, response) =>
        error ? reject(error) : resolve(response?.status),
      );
    });
    expect([letter, status]).toEqual([letter, 'SERVING']);
  }
});

test('acceptance 13: one call is one trace of 16 spans over 9 components from the ingress gateway on, without F', async () => {
  const first = spans.spans.length;
  const root = openRoot('Ingress gateway', 'GET /api/greeting', spans);
  await (await fetch(platform.url, { headers: root.headers as Record<string, string> })).arrayBuffer();
  root.end(false);
  const trace = spans.spans.slice(first);
  const calls = Object.values(graph).reduce((sum, service) => sum + service.calls.length, 0);

  expect(trace).toHaveLength(2 * (2 + calls));
  expect(trace).toHaveLength(16);
  expect(traceTrees(trace)).toHaveLength(1);
  expect(new Set(trace.map(({ service }) => service)).size).toBe(9);
  expect(trace.some(({ service }) => service === 'Service F')).toBe(false);
});

test('the job smoke accepts a gRPC response, and refuses a REST response', async () => {
  const greeting = await (await fetch(platform.url)).text();
  const { createServer } = await import('node:http');
  const server = createServer(({ url }, response) => response.end(url === '/api/greeting' ? greeting : '<html></html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

  await expect(runSmoke('grpc', { ui: origin, api: origin }, recordingTask())).resolves.toMatchObject({ greetings: 7, order: 'A B D E G H C' });
  await expect(runSmoke('rest', { ui: origin, api: origin }, recordingTask())).rejects.toThrow(
    /unexpected response of the API: not a response of the platform/,
  );
  server.close().closeAllConnections();
});
