import { createServer as createServer2 } from 'node:http2';
import type { Server } from 'node:net';
import { LatencyRecorder } from '../../../workloads/load-generator/latency';
import { load } from '../../../workloads/load-generator/load';
import { type Profile, profiles } from '../../../workloads/load-generator/profile';
import { report } from '../../../workloads/load-generator/report';
import { startPlatform } from '../greeting-service/support/platform';
import { closeNewest, closeTargets, listening, target } from './targets';

afterEach(closeTargets);

test('the profiles are those of the articles', () => {
  expect(profiles).toEqual({ burst: { requests: 1_000, concurrency: 25 }, steady: { requests: 25_000, concurrency: 25, ratePerWorker: 1 } });
});

test('makes the given number of requests with the given concurrency', async () => {
  const { seen, url } = await target(() => 5);
  const result = await load({ target: url, requests: 103, concurrency: 10, headers: { 'x-request-id': 'r' } });
  expect(result).toMatchObject({ requests: 103, succeeded: 103, statuses: { 200: 103 }, errors: {}, stopped: false });
  expect(seen).toMatchObject({ requests: 103, most: 10, headers: { 'x-request-id': 'r' } });
  expect(result.latency?.distribution.reduce((sum, { count }) => sum + count, 0)).toBe(103);
  expect(result.latency?.min).toBeGreaterThanOrEqual(4);
});

test('HTTP/2 workers share one connection', async () => {
  let sessions = 0;
  const server = createServer2((_, response) => response.end('[]'));
  server.on('session', () => {
    sessions += 1;
  });
  const url = await listening(server as unknown as Server);
  expect(await load({ target: url, requests: 50, concurrency: 10, protocol: 'http2' })).toMatchObject({ succeeded: 50, statuses: { 200: 50 } });
  expect(sessions).toBe(1);
});

test('calls the greeting service over gRPC', async () => {
  const platform = await startPlatform({ protocol: 'grpc' });
  const bodies: string[] = [];
  const check = ({ body }: { body: string }) => void bodies.push(body);
  const result = await load({ target: `127.0.0.1:${platform.services.get('a')?.port}`, requests: 10, concurrency: 2, protocol: 'grpc', check });
  await platform.stop();
  expect(result).toMatchObject({ succeeded: 10, statuses: { 0: 10 } });
  expect(JSON.parse(bodies[0] ?? '').greeting).toHaveLength(7);
});

test('counts errors by kind', async () => {
  const slow = await target(() => 5_000);
  const wrong = await target(() => 0, 503);
  const { url: gone } = await target();
  await closeNewest();
  const ask = (url: string, more = {}) => load({ target: url, requests: 3, concurrency: 3, timeoutMs: 100, ...more });
  expect(await ask(slow.url)).toMatchObject({ succeeded: 0, errors: { timeout: 3 }, latency: undefined });
  expect(await ask(wrong.url)).toMatchObject({ succeeded: 0, statuses: { 503: 3 }, errors: { 'status 503': 3 } });
  expect(await ask(gone)).toMatchObject({ errors: { refused: 3 } });
  expect(await ask(gone, { protocol: 'http2' })).toMatchObject({ errors: { refused: 3 } });
  expect(await ask(new URL(gone).host, { protocol: 'grpc' })).toMatchObject({ errors: { refused: 3 } });
  const right = await target();
  expect(await ask(right.url, { check: () => 'mixed' })).toMatchObject({ succeeded: 0, errors: { mixed: 3 } });
});

test('a rate limits each worker', async () => {
  const { url } = await target();
  const result = await load({ target: url, requests: 20, concurrency: 2, ratePerWorker: 20 });
  expect(result.seconds).toBeGreaterThan(0.4);
  expect(result.throughput).toBeLessThan(50);
});

test('with a rate, latency counts from the scheduled time, so a stall shows', async () => {
  const { url } = await target((request) => (request === 1 ? 400 : 0));
  const { latency } = await load({ target: url, requests: 10, concurrency: 1, ratePerWorker: 50 });
  expect(latency?.percentiles['50']).toBeGreaterThan(100);
});

test('a signal ends it with the results so far', async () => {
  const { url } = await target(() => 20);
  const signal = AbortSignal.timeout(200);
  const result = await load({ target: url, requests: 10_000, concurrency: 5, signal });
  expect(result.stopped).toBe(true);
  expect(result.requests).toBeGreaterThan(5);
  expect(result).toMatchObject({ succeeded: result.requests, errors: {} });
});

test.each<[string, Partial<Profile> & { target?: string; protocol?: 'grpc'; timeoutMs?: number }, string]>([
  ['no requests', { requests: 0 }, 'requests is not valid: got 0'],
  ['half a worker', { concurrency: 0.5 }, 'concurrency is not valid: got 0.5'],
  ['a rate of nothing', { ratePerWorker: 0 }, 'ratePerWorker is not valid: got 0, allowed is more than 0'],
  ['an invalid timeout', { timeoutMs: Number.NaN }, 'timeout is not valid: got NaN'],
  [
    'a target without a scheme',
    { target: 'api.example.com' },
    "target is not valid: got 'api.example.com', allowed is an address that begins with http:// or https://",
  ],
  ['an address for gRPC', { target: 'http://a:1', protocol: 'grpc' }, "target is not valid: got 'http://a:1', allowed is host:port for gRPC"],
])('refuses %s', async (_, options, message) => {
  await expect(load({ target: 'http://127.0.0.1:9', requests: 1, concurrency: 1, ...options })).rejects.toThrow(message);
});

test('percentiles match the recorded values to three digits', () => {
  const recorder = new LatencyRecorder();
  for (let milliseconds = 1; milliseconds <= 1_000; milliseconds += 1) recorder.record(milliseconds);
  const summary = recorder.summary();
  expect(summary?.percentiles['50']).toBeCloseTo(500, -1);
  expect(summary?.percentiles['99']).toBeCloseTo(990, -1);
  expect(summary?.max).toBeCloseTo(1_000, -1);
  expect(summary?.distribution).toHaveLength(41);
  expect(summary?.distribution.at(-1)?.count).toBeGreaterThan(5);
  expect(new LatencyRecorder().summary()).toBeUndefined();
});

test('a report shows counts, latencies and errors', async () => {
  const { url } = await target(() => 1, 503);
  const text = report(await load({ target: url, requests: 5, concurrency: 5 }));
  expect(text).toMatch(/^5 requests in \d+\.\d s, [\d.]+ a second\n0 succeeded\n {2}status 503: 5\n {2}error status 503: 5\n/);
  expect(text).toMatch(/ {2}p99 +[\d.]+ ms\n/);
  expect(text).toContain('█');
});
