import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import {
  type GreetingResponse,
  greetingService,
  type HealthCheckResponse,
  healthService,
} from '../../../workloads/greeting-service/proto/definition';
import { configurationOf, type ServiceConfiguration } from '../../../workloads/greeting-service/service/configuration';
import { Greeter } from '../../../workloads/greeting-service/service/greeter';
import { listenGrpc } from '../../../workloads/greeting-service/service/grpc-server';
import type { Listening } from '../../../workloads/greeting-service/service/listening';
import { createLog } from '../../../workloads/greeting-service/service/log';
import { createMetrics } from '../../../workloads/greeting-service/service/metrics';
import { createTracer, type Span } from '../../../workloads/greeting-service/service/tracing';
import { logLines, until } from './support/lines';

const said = logLines();
const spans: Span[] = [];
const log = createLog({ level: 'debug', service: 'Service C', write: said.log, now: () => new Date() });
const metrics = createMetrics({ service: 'Service C', isReady: () => true, ofProcess: false });
let isReady = true;
/** A greeting with this time cannot be serialized. */
let now = Date.now();
let listening: Listening;
let client: Client;

const listen = (port: number) =>
  listenGrpc(
    configurationOf({ HOST: '127.0.0.1', PORT: String(port), PROTOCOL: 'grpc' }, __dirname) as ServiceConfiguration,
    new Greeter({ protocol: 'grpc', name: 'Service C', greeting: 'Konnichiwa', hostname: 'pod', children: [], log, metrics, now: () => now }),
    createTracer('Service C', { record: (span) => spans.push(span), close: async () => {} }),
    { log, metrics, isReady: () => isReady },
  );

beforeAll(async () => {
  listening = await listen(0);
  client = new Client(`127.0.0.1:${listening.port}`, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await listening.close(1_000);
});
beforeEach(() => {
  isReady = true;
  now = Date.now();
  spans.length = 0;
  said.lines.length = 0;
});

function greet(): Promise<GreetingResponse | undefined> {
  const { path, requestSerialize, responseDeserialize } = greetingService.Greeting;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

function check(service: string): Promise<string | undefined> {
  const { path, requestSerialize, responseDeserialize } = healthService.Check;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service }, (error, answer) =>
      error ? reject(error) : resolve(answer?.status),
    );
  });
}

test('answers a caller without a deadline', async () => {
  await expect(greet()).resolves.toMatchObject({ greeting: [{ service: 'Service C', message: 'Konnichiwa' }] });
});

test('reports a failure as internal error, logs the reason, and answers the next request', async () => {
  now = Number.NaN;
  await expect(greet()).rejects.toMatchObject({ code: status.INTERNAL, details: 'internal error' } satisfies Partial<ServiceError>);
  await until('the span has ended', () => spans.length === 1);

  expect(said.saying('error', 'a request failed')).toEqual([
    expect.objectContaining({ error: expect.stringMatching(/./), trace_id: spans[0]?.traceId }),
  ]);
  expect(spans[0]).toMatchObject({ failed: true, attributes: { 'rpc.grpc.status_code': status.INTERNAL } });
  expect(await metrics.text()).toContain('code="INTERNAL"} 1');
  now = Date.now();
  await expect(greet()).resolves.toMatchObject({ greeting: [{ service: 'Service C' }] });
});

test.each([
  ['', 'NOT_SERVING'],
  ['readiness', 'NOT_SERVING'],
  ['greeting.v3.GreetingService', 'NOT_SERVING'],
  ['liveness', 'SERVING'],
])("answers a probe for '%s' with %s while not ready", async (service, expected) => {
  isReady = false;

  await expect(check(service)).resolves.toBe(expected);
});

test('names an unknown service in a probe', async () => {
  await expect(check('other')).rejects.toMatchObject({ code: status.NOT_FOUND, details: "there is no service 'other'" });
});

test('notifies a health watcher of changes only', async () => {
  jest.useFakeTimers({
    doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'],
  });
  const told: HealthCheckResponse['status'][] = [];
  const { path, requestSerialize, responseDeserialize } = healthService.Watch;
  const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service: '' });
  call.on('error', () => {});
  call.on('data', (answer: HealthCheckResponse) => told.push(answer.status));
  try {
    await until('the first is told', () => told.length === 1);
    jest.advanceTimersByTime(3_000);
    isReady = false;
    jest.advanceTimersByTime(3_000);
    await until('the change is told', () => told.length === 2);
    expect(told).toEqual(['SERVING', 'NOT_SERVING']);
  } finally {
    call.cancel();
    jest.useRealTimers();
  }
});

test('refuses an address in use', async () => {
  // The library reports the error there too.
  const library = jest.spyOn(console, 'error').mockImplementation(() => {});
  await expect(listen(listening.port)).rejects.toThrow(/EADDRINUSE|already in use|No address added/);
  library.mockRestore();
});
