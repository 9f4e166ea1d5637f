import { createServer } from 'node:http';
import { listenOnLoopback } from '../../../lib/rehearsal/engines/loopback';
import { spanCollector, spansOf } from '../../../lib/scenarios/istio-observability/rehearsal/span-collector';
import { createLog } from '../../../workloads/greeting-service/service/log';
import { otlpOf, otlpSink } from '../../../workloads/greeting-service/service/otlp';
import type { Span } from '../../../workloads/greeting-service/service/tracing';
import { logLines, until } from './support/lines';

/** Longer than any test, so that only `close` sends. */
const NEVER = 3_600_000;

const root: Span = {
  traceId: 'a1'.repeat(16),
  spanId: 'b2'.repeat(8),
  service: 'Service A',
  name: 'GET /api/greeting',
  kind: 'server',
  start: 1_700_000_000_000,
  end: 1_700_000_000_005,
  failed: false,
  attributes: { 'http.response.status_code': 200, 'url.path': '/api/greeting' },
};
const call: Span = { ...root, spanId: 'c3'.repeat(8), parentSpanId: root.spanId, name: 'GET Service B', kind: 'client', failed: true };
const elsewhere: Span = { ...root, spanId: 'd4'.repeat(8), parentSpanId: call.spanId, service: 'Service B', attributes: {} };

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function stoppedLater<Server extends { stop(): Promise<void> }>(server: Server): Server {
  stops.push(server.stop);
  return server;
}

/** A collector that answers with one status after the other, the last one forever, and counts the spans of each request. */
async function collector({ statuses = [200], afterMs = 0 }: { readonly statuses?: readonly number[]; readonly afterMs?: number } = {}) {
  const batches: number[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    batches.push(spansOf(JSON.parse(Buffer.concat(parts).toString())).length);
    const status = statuses[Math.min(batches.length, statuses.length) - 1];
    setTimeout(() => response.writeHead(status ?? 200).end('{}'), afterMs);
  });
  const { port } = stoppedLater(await listenOnLoopback(server));
  return { batches, endpoint: `http://127.0.0.1:${port}` };
}

function sinkTo(endpoint: string, everyMs?: number) {
  const { lines, log } = logLines();
  const sink = otlpSink({ endpoint, everyMs, log: createLog({ level: 'info', service: 'Service A', write: log, now: () => new Date() }) });
  stops.push(() => sink.close());
  return { sink, lines };
}

test('spans arrive as they were recorded, within about a second and without anyone asking', async () => {
  const receiver = stoppedLater(await spanCollector());
  const { sink, lines } = sinkTo(receiver.url);
  for (const span of [root, call, elsewhere]) sink.record(span);

  await until('the spans arrive', () => receiver.spans.length === 3, 5_000);

  expect(receiver.spans).toEqual([root, call, elsewhere]);
  expect(lines).toEqual([]);
});

test('groups the spans of one service under a resource with its name', () => {
  const { resourceSpans } = otlpOf([root, elsewhere, call]);

  expect(resourceSpans.map(({ resource, scopeSpans }) => [resource, scopeSpans.flatMap(({ spans }) => spans.map(({ spanId }) => spanId))])).toEqual([
    [{ attributes: [{ key: 'service.name', value: { stringValue: 'Service A' } }] }, [root.spanId, call.spanId]],
    [{ attributes: [{ key: 'service.name', value: { stringValue: 'Service B' } }] }, [elsewhere.spanId]],
  ]);
});

test('encodes kinds, statuses, integer attributes and nanoseconds as OpenTelemetry does', () => {
  const spanOf = (span: Span) => otlpOf([span]).resourceSpans[0]?.scopeSpans[0]?.spans[0];

  expect(spanOf({ ...root, start: 1_700_000_000_000.25, end: 1_700_000_000_001.5 })).toEqual({
    traceId: root.traceId,
    spanId: root.spanId,
    name: root.name,
    kind: 2,
    startTimeUnixNano: '1700000000000250000',
    endTimeUnixNano: '1700000000001500000',
    attributes: [
      { key: 'http.response.status_code', value: { intValue: '200' } },
      { key: 'url.path', value: { stringValue: '/api/greeting' } },
    ],
    status: { code: 1 },
  });
  expect(spanOf(call)).toMatchObject({ parentSpanId: root.spanId, kind: 3, status: { code: 2 } });
});

test('closing flushes queued spans', async () => {
  const { batches, endpoint } = await collector();
  const { sink } = sinkTo(endpoint, NEVER);
  sink.record(root);
  await sink.close();

  expect(batches).toEqual([1]);
});

test('closing waits for a request in flight, and loses none of its spans', async () => {
  const { batches, endpoint } = await collector({ afterMs: 100 });
  const { sink, lines } = sinkTo(endpoint, 5);
  sink.record(root);
  await until('the request has begun', () => batches.length === 1);
  sink.record(call);
  await sink.close();

  expect(batches).toEqual([1, 1]);
  expect(lines).toEqual([]);
});

test('closing sends nothing when nothing is queued', async () => {
  const { batches, endpoint } = await collector();
  await sinkTo(endpoint, NEVER).sink.close();

  expect(batches).toEqual([]);
});

test('sends spans that queue up behind a slow request together', async () => {
  const { batches, endpoint } = await collector({ afterMs: 100 });
  const { sink } = sinkTo(endpoint, 5);
  sink.record(root);
  await until('the request has begun', () => batches.length === 1);
  for (const span of [call, elsewhere]) {
    sink.record(span);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await until('the next request', () => batches.length === 2);

  expect(batches).toEqual([1, 2]);
});

test('drops spans beyond 2,048, and counts them with the lost ones', async () => {
  const { batches, endpoint } = await collector({ statuses: [503] });
  const { sink, lines } = sinkTo(endpoint, NEVER);
  for (let count = 0; count < 2_050; count += 1) sink.record(root);
  await sink.close();

  expect(batches).toEqual([2_048]);
  expect(lines).toEqual([expect.objectContaining({ level: 'warning', error: 'it answered 503', dropped: 2_050 })]);
});

test('logs an outage of the collector once, and again after a recovery', async () => {
  const { batches, endpoint } = await collector({ statuses: [503, 503, 200, 503] });
  const { sink, lines } = sinkTo(endpoint, 5);
  for (const expected of [1, 2, 3, 4]) {
    sink.record(root);
    await until(`request ${expected}`, () => batches.length === expected);
  }
  await sink.close();

  expect(lines.map(({ msg, dropped }) => [msg, dropped])).toEqual([
    ['spans are lost: the collector does not accept them', 1],
    ['spans are lost: the collector does not accept them', 3],
  ]);
});

test('a collector that is not there costs its spans and nothing else', async () => {
  const gone = await spanCollector();
  await gone.stop();
  const { sink, lines } = sinkTo(gone.url, NEVER);
  sink.record(root);

  await expect(sink.close()).resolves.toBeUndefined();
  expect(lines).toEqual([expect.objectContaining({ level: 'warning', error: expect.stringContaining('ECONNREFUSED'), dropped: 1 })]);
});
