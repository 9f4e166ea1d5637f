import type { Child, ChildCall } from '../../../workloads/greeting-service/service/child';
import type { Protocol } from '../../../workloads/greeting-service/service/configuration';
import { Deadline, DeadlineExceeded, within } from '../../../workloads/greeting-service/service/deadline';
import { documentOf, Greeter } from '../../../workloads/greeting-service/service/greeter';
import { type Greeting, greetingOf, greetingsOf, rfc3339 } from '../../../workloads/greeting-service/service/greeting';
import { createLog } from '../../../workloads/greeting-service/service/log';
import { createMetrics } from '../../../workloads/greeting-service/service/metrics';
import { memoryQueue } from '../../../workloads/greeting-service/service/queue';
import { memoryStore } from '../../../workloads/greeting-service/service/store';
import { createTracer } from '../../../workloads/greeting-service/service/tracing';
import { logLines } from './support/lines';

const sample = (service: string): Greeting => ({ id: crypto.randomUUID(), service, message: 'Hi', created: rfc3339(Date.now()), hostname: 'h' });

function child(name: string, greet: (call: ChildCall) => Promise<Greeting[]>): Child & { calls: ChildCall[] } {
  const calls: ChildCall[] = [];
  return {
    name,
    calls,
    greet: (call) => {
      calls.push(call);
      return greet(call);
    },
    async close() {},
  };
}

function greeterWith(protocol: Protocol, parts: Partial<ConstructorParameters<typeof Greeter>[0]> = {}) {
  const said = logLines();
  const log = createLog({ level: 'debug', service: 'Service B', write: said.log, now: () => new Date() });
  const metrics = createMetrics({ service: 'Service B', isReady: () => true, ofProcess: false });
  const greeter = new Greeter({
    protocol,
    name: 'Service B',
    greeting: 'Namasté',
    hostname: 'pod',
    children: [],
    log,
    metrics,
    now: () => 1_790_000_000_123.25,
    ...parts,
  });
  return { greeter, said, metrics };
}

const call = (headers = {}, milliseconds = 1_000) => ({
  span: createTracer('Service B', undefined)('GET', headers),
  deadline: Deadline.in(milliseconds),
});

test('a greeting has five fields: a UUID, the service, its message, the time with nanoseconds, the host', async () => {
  const [own] = await greeterWith('rest').greeter.greet(call());
  expect(own).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    service: 'Service B',
    message: 'Namasté',
    created: '2026-09-21T14:13:20.123250000Z',
    hostname: 'pod',
  });
});

test('REST answers with the children in order and itself last; gRPC with itself first', async () => {
  const children = () => [
    child('service-d', async () => [sample('Service D')]),
    child('service-e', async () => [sample('Service G'), sample('Service E')]),
  ];
  const services = async (protocol: Protocol) =>
    (await greeterWith(protocol, { children: children() }).greeter.greet(call())).map(({ service }) => service);
  expect(await services('rest')).toEqual(['Service D', 'Service G', 'Service E', 'Service B']);
  expect(await services('grpc')).toEqual(['Service B', 'Service D', 'Service G', 'Service E']);
});

test('calls children sequentially', async () => {
  const events: string[] = [];
  const slow = (name: string) =>
    child(name, async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      events.push(`${name} ends`);
      return [];
    });
  await greeterWith('rest', { children: [slow('d'), slow('e')] }).greeter.greet(call());
  expect(events).toEqual(['d begins', 'd ends', 'e begins', 'e ends']);
});

test('does not mix responses of overlapping calls', async () => {
  const later = child('service-d', () => new Promise((resolve) => setTimeout(() => resolve([sample('Service D')]), Math.random() * 10)));
  const { greeter } = greeterWith('rest', { children: [later] });
  const answers = await Promise.all(Array.from({ length: 100 }, () => greeter.greet(call())));
  expect(answers.every((answer) => answer.length === 2)).toBe(true);
  expect(new Set(answers.flat().map(({ id }) => id)).size).toBe(200);
});

test('leaves a failed child out, logs the reason with the trace, and counts it', async () => {
  const headers = { 'x-b3-traceid': '463ac35c9f6413ad48485a3953bb6124' };
  const children = [child('service-d', () => Promise.reject(new Error('connection refused'))), child('service-e', async () => [sample('Service E')])];
  const { greeter, said, metrics } = greeterWith('rest', { children });
  expect((await greeter.greet(call(headers))).map(({ service }) => service)).toEqual(['Service E', 'Service B']);
  expect(said.saying('error', 'service-d did not answer')).toEqual([
    expect.objectContaining({ child: 'service-d', error: 'connection refused', trace_id: headers['x-b3-traceid'] }),
  ]);
  expect(await metrics.text()).toContain('greeting_call_duration_seconds_count{service="Service B",child="service-d",outcome="failed"} 1');
});

test('passes headers and four fifths of the remaining time to a call, so that the caller can still answer', async () => {
  const first = child('service-d', () => new Promise((resolve) => setTimeout(() => resolve([]), 100)));
  const second = child('service-e', async () => []);
  await greeterWith('rest', { children: [first, second] }).greeter.greet(call({ 'x-request-id': 'r-1' }, 1_000));
  expect(first.calls[0]?.headers).toEqual({ 'x-request-id': 'r-1' });
  expect(first.calls[0]?.timeoutMs).toBeGreaterThan(750);
  expect(first.calls[0]?.timeoutMs).toBeLessThanOrEqual(800);
  expect(second.calls[0]?.timeoutMs).toBeLessThanOrEqual(721);
});

test('gRPC passes its greeting to the children; REST does not', async () => {
  for (const [protocol, expected] of [
    ['grpc', 'Service B'],
    ['rest', undefined],
  ] as const) {
    const called = child('service-d', async () => []);
    await greeterWith(protocol, { children: [called] }).greeter.greet(call());
    expect(called.calls[0]?.caller?.service).toBe(expected);
  }
});

test("REST stores its own greeting; gRPC the caller's, or its own without one", async () => {
  const caller = sample('Service A');
  const rest = memoryStore();
  const grpc = memoryStore();
  const [own] = await greeterWith('rest', { store: rest }).greeter.greet(call());
  await greeterWith('grpc', { store: grpc }).greeter.greet({ ...call(), caller });
  await greeterWith('grpc', { store: grpc }).greeter.greet(call());
  const { id, created } = own as Greeting;
  expect([...rest.documents.values()]).toEqual([{ id, servicename: 'Service B', message: 'Namasté', createdat: new Date(created), hostname: 'pod' }]);
  expect([...grpc.documents.values()]).toEqual([caller, expect.objectContaining({ service: 'Service B', created: expect.any(String) })]);
});

test('answers although a greeting cannot be stored or published, and logs and counts the failure', async () => {
  const fails = () => Promise.reject(new Error('it is away'));
  const parts = { store: { isReady: true, insert: fails, async close() {} }, publisher: { isReady: true, publish: fails, async close() {} } };
  for (const protocol of ['rest', 'grpc'] as const) {
    const { greeter, said, metrics } = greeterWith(protocol, parts);
    expect(await greeter.greet(call())).toHaveLength(1);
    await greeter.settled();
    expect(said.saying('error', 'a greeting was not stored')).toEqual([expect.objectContaining({ error: 'it is away' })]);
    expect(said.saying('error', 'a greeting was not published')).toHaveLength(1);
    expect(await metrics.text()).toContain('greeting_messages_published_total{outcome="failed",service="Service B"} 1');
  }
});

test('REST publishes in the background, gRPC before it answers; a stop waits for both', async () => {
  for (const [protocol, expected] of [
    ['rest', false],
    ['grpc', true],
  ] as const) {
    let published = false;
    const publisher = {
      isReady: true,
      async publish() {
        await new Promise((resolve) => setTimeout(resolve, 30));
        published = true;
      },
      async close() {},
    };
    const { greeter } = greeterWith(protocol, { publisher });
    await greeter.greet(call());
    expect(published).toBe(expected);
    await greeter.settled();
    expect(published).toBe(true);
  }
});

test('a message is the greeting as JSON, with the trace headers beside it', async () => {
  const queue = memoryQueue();
  const received: { body: Buffer; headers: object }[] = [];
  const [own] = await greeterWith('grpc', { publisher: queue.publisher() }).greeter.greet(call({ b3: '0' }));
  queue.consumer(async (message) => void received.push(message));
  await new Promise((resolve) => setImmediate(resolve));
  expect(received).toEqual([expect.objectContaining({ headers: { b3: '0' } })]);
  expect(JSON.parse(String(received[0]?.body))).toEqual(own);
});

test.each<[string, unknown]>([
  ['text', 'hello'],
  ['null', null],
  ['an id that is not a UUID', { ...sample('Service A'), id: '1' }],
  ['no service', { ...sample(''), service: '' }],
  ['no message', { ...sample('Service A'), message: undefined }],
  ['an invalid time', { ...sample('Service A'), created: 'yesterday' }],
])('refuses %s as a greeting', (_, value) => {
  expect(() => greetingOf(value)).toThrow(/greeting/);
});

test('refuses a response that is not a list, and drops unknown fields', () => {
  expect(() => greetingsOf({ greeting: [] })).toThrow('an answer is a list of greetings');
  expect(greetingsOf([{ ...sample('Service A'), extra: 1 }])[0]).not.toHaveProperty('extra');
});

test('formats times as RFC 3339 with nine digits', () => {
  expect(rfc3339(0)).toBe('1970-01-01T00:00:00.000000000Z');
  expect(rfc3339(1_700_000_000_000.5)).toBe('2023-11-14T22:13:20.000500000Z');
});

test('documents of the two protocols differ in two fields', () => {
  const greeting = { ...sample('Service A'), created: '2026-11-21T10:00:00.000000000Z' };
  expect(Object.keys(documentOf(greeting, 'rest'))).toEqual(['id', 'servicename', 'message', 'createdat', 'hostname']);
  expect(Object.keys(documentOf(greeting, 'grpc'))).toEqual(['id', 'service', 'message', 'created', 'hostname']);
});

test('rejects work that exceeds its time limit', async () => {
  await expect(within(10, 'storing', new Promise(() => {}))).rejects.toThrow(new DeadlineExceeded('storing took longer than 10 ms'));
  await expect(within(1_000, 'storing', Promise.resolve('done'))).resolves.toBe('done');
  expect(Deadline.in(-5).left).toBe(0);
});
