import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { traceTrees } from '../../../lib/scenarios/istio-observability/rehearsal/trace';
import { answerOrder, type ServiceLetter } from '../../../workloads/greeting-service/graph';
import {
  type GreetingRequest,
  type GreetingResponse,
  greetingService,
  type HealthCheckResponse,
  healthService,
} from '../../../workloads/greeting-service/proto/definition';
import type { GreetingDocument } from '../../../workloads/greeting-service/service/store';
import { openRoot } from '../../../workloads/greeting-service/service/tracing';
import { load } from '../../../workloads/load-generator/load';
import { logLines, servicesOf, until } from './support/lines';
import { type Platform, startPlatform } from './support/platform';
import { drawn, spanRecorder } from './support/spans';

const TRACE = '463ac35c9f6413ad48485a3953bb6124';
const spans = spanRecorder();
const said = logLines();
const clients: Client[] = [];
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform({
    protocol: 'grpc',
    spans,
    log: said.log,
    logLevel: 'debug',
    allowedOrigins: 'https://ui.example.com',
  });
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

function greet(client: Client, request: GreetingRequest = {}, metadata = new Metadata()): Promise<GreetingResponse> {
  const { path, requestSerialize, responseDeserialize } = greetingService.Greeting;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, { deadline: Date.now() + 5_000 }, (error, response) =>
      error ? reject(error) : resolve(response as GreetingResponse),
    );
  });
}

test('the gateway answers with an object of seven greetings in the order A, B, D, E, G, H, C', async () => {
  const response = await fetch(platform.url);
  const answer = await response.json();
  expect(response.status).toBe(200);
  expect(Object.keys(answer as object)).toEqual(['greeting']);
  expect(servicesOf(answer)).toEqual(['Service A', 'Service B', 'Service D', 'Service E', 'Service G', 'Service H', 'Service C']);
  expect(servicesOf(answer)).toEqual(answerOrder('grpc'));
});

test('a direct call to A gives the same seven, to C exactly one, to F exactly one', async () => {
  expect(servicesOf((await greet(clientOf('a'))) as never)).toEqual(answerOrder('grpc'));
  expect(servicesOf((await greet(clientOf('c'))) as never)).toEqual(['Service C']);
  expect(servicesOf((await greet(clientOf('f'))) as never)).toEqual(['Service F']);
});

test("1,000 calls at concurrency 25: none fails or is mixed, and the collections hold the callers' greetings: A, E, E, D", async () => {
  const stored = new Map<string, GreetingDocument[]>();
  const before = (['c', 'f', 'g', 'h'] as const).map((letter) => platform.stored(letter));
  const expected = answerOrder('grpc').join();
  const check = ({ body }: { body: string }) => (servicesOf(JSON.parse(body)).join() === expected ? undefined : 'mixed');
  const result = await load({ target: platform.url, requests: 1_000, concurrency: 25, check });
  expect(result).toMatchObject({ requests: 1_000, succeeded: 1_000, errors: {} });
  for (const [index, letter] of (['c', 'f', 'g', 'h'] as const).entries()) {
    await until(`1,000 documents of ${letter}`, () => platform.stored(letter) - (before[index] ?? 0) === 1_000);
    stored.set(letter, platform.documents(letter).slice(-1_000));
  }
  const services = (letter: string) => [...new Set(stored.get(letter)?.map((document) => ('service' in document ? document.service : 'REST')))];
  expect(['c', 'g', 'h', 'f'].map(services)).toEqual([['Service A'], ['Service E'], ['Service E'], ['Service D']]);
});

test('one call is one trace of 16 spans over 9 components, rooted at the mesh gateway, without F', async () => {
  const first = spans.spans.length;
  const root = openRoot('Ingress gateway', 'GET /api/greeting', spans);
  await (await fetch(platform.url, { headers: root.headers as Record<string, string> })).arrayBuffer();
  root.end(false);
  const trace = spans.spans.slice(first);
  const [tree, ...others] = traceTrees(trace);
  expect([trace.length, others.length, new Set(trace.map(({ service }) => service)).size]).toEqual([16, 0, 9]);
  expect(trace.some(({ service }) => service === 'Service F')).toBe(false);
  expect(
    tree &&
      drawn(tree)
        .slice(0, 4)
        .map((line) => line.replace(/ [\d.]+ ms$/, '')),
  ).toEqual([
    'Ingress gateway client GET /api/greeting',
    '  gRPC Gateway server GET /api/greeting',
    '    gRPC Gateway client service-a',
    '      Service A server greeting.v3.GreetingService/Greeting',
  ]);
});

test('only listed headers reach F through the queue, with the same trace', async () => {
  said.lines.length = 0;
  await fetch(platform.url, { headers: { 'x-b3-traceid': TRACE, 'x-b3-spanid': 'a2fb4a1d1a96d312', 'x-b3-sampled': '0', cookie: 'a=1' } });
  await until('the message is stored', () => said.saying('debug', 'a message was stored').length > 0);
  expect(said.saying('debug', 'a message was stored')[0]).toMatchObject({ service: 'Service F', trace_id: TRACE });
});

test("stores the caller's greeting, and refuses a malformed one", async () => {
  const client = clientOf('c');
  const caller = { id: crypto.randomUUID(), service: 'Me', message: 'Hi', created: new Date().toISOString(), hostname: 'here' };
  await greet(client, { greeting: caller });
  expect(platform.documents('c').at(-1)).toEqual(caller);
  const refused = greet(client, { greeting: { ...caller, id: 'one' } });
  await expect(refused).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: 'the id of a greeting is a UUID',
  } satisfies Partial<ServiceError>);
});

function check(client: Client, service: string): Promise<HealthCheckResponse['status']> {
  const { path, requestSerialize, responseDeserialize } = healthService.Check;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service }, (error, response) =>
      error ? reject(error) : resolve(response?.status ?? 'UNKNOWN'),
    );
  });
}

test('every service is SERVING by the health protocol, and alive and ready over HTTP', async () => {
  for (const [letter, { metricsPort }] of platform.services) {
    for (const name of ['', 'liveness', 'readiness', 'greeting.v3.GreetingService']) expect(await check(clientOf(letter), name)).toBe('SERVING');
    const at = (path: string) => fetch(`http://127.0.0.1:${metricsPort}/api/${path}`);
    expect(await (await at('health')).json()).toEqual({ alive: true });
    expect(await (await at('ready')).json()).toEqual({ ready: true });
    expect((await at('nothing')).status).toBe(404);
  }
  await expect(check(clientOf('a'), 'something')).rejects.toMatchObject({ code: status.NOT_FOUND });
});

test('notifies a health watcher at once', async () => {
  const client = clientOf('a');
  const { path, requestSerialize, responseDeserialize } = healthService.Watch;
  const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service: '' });
  const first = await new Promise<HealthCheckResponse>((resolve) => call.once('data', resolve));
  call.on('error', () => {});
  call.cancel();
  expect(first).toEqual({ status: 'SERVING' });
});

test('labels metrics with the gRPC status', async () => {
  const text = await (await fetch(`http://127.0.0.1:${platform.services.get('c')?.metricsPort}/api/metrics`)).text();
  expect(text).toMatch(
    /greeting_request_duration_seconds_count\{service="Service C",method="POST",route="\/greeting\.v3\.GreetingService\/Greeting",code="OK"\} \d+/,
  );
  expect(text).toContain('code="INVALID_ARGUMENT"} 1');
});

test('the gateway is alive and ready, has metrics, and describes its one path', async () => {
  const base = platform.url.replace('/greeting', '');
  expect(await (await fetch(`${base}/health`)).json()).toEqual({ alive: true });
  expect(await (await fetch(`${base}/ready`)).json()).toEqual({ ready: true });
  expect(await (await fetch(`${base}/metrics`)).text()).toContain('child="service-a",outcome="ok"');
  const document = (await (await fetch(`${base}/openapi.json`)).json()) as {
    paths: Record<string, object>;
    components: { schemas: Record<string, { properties: object }> };
  };
  expect(Object.entries(document.paths).map(([path, methods]) => [path, Object.keys(methods)])).toEqual([['/api/greeting', ['get']]]);
  expect(Object.keys(document.components.schemas['Greeting']?.properties ?? {})).toEqual(['id', 'service', 'message', 'created', 'hostname']);
});

test('answers a preflight from the page, and none from other origins', async () => {
  const preflight = async (origin: string) =>
    (await fetch(platform.url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } })).headers;
  expect((await preflight('https://ui.example.com')).get('access-control-allow-origin')).toBe('https://ui.example.com');
  expect((await preflight('https://elsewhere.example.com')).get('access-control-allow-origin')).toBeNull();
});

test('answers without a child that is down, in time; with A down the gateway returns 503 and recovers', async () => {
  await platform.stopService('e');
  const partial = await fetch(platform.url);
  expect(servicesOf(await partial.json())).toEqual(['Service A', 'Service B', 'Service D', 'Service C']);
  expect(said.saying('error', 'service-e did not answer')[0]).toMatchObject({ service: 'Service B', error: expect.stringMatching(/^UNAVAILABLE: /) });
  await platform.startService('e');
  await until('all seven are back', async () => servicesOf(await (await fetch(platform.url)).json()).length === 7);

  await platform.stopService('a');
  const failed = await fetch(platform.url);
  expect([failed.status, await failed.json()]).toEqual([503, { code: status.UNAVAILABLE, message: 'UNAVAILABLE', details: [] }]);
  await platform.startService('a');
  await until('A is back', async () => (await fetch(platform.url)).status === 200);
});
