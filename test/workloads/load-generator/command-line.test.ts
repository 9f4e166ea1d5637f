import { run } from '../../../workloads/load-generator/command-line';
import { closeTargets, target } from './targets';

afterEach(closeTargets);

async function ended(args: readonly string[], signal = new AbortController().signal) {
  const said = { out: '', err: '' };
  const into = (stream: keyof typeof said) => (text: string) => {
    said[stream] += text;
  };
  const code = await run(args, { out: into('out'), err: into('err'), signal });
  return { code, ...said };
}

test('exits with 0 when every request succeeded, and prints a report', async () => {
  const { seen, url } = await target();
  const { code, out, err } = await ended([url, '--requests', '5', '--concurrency', '2']);
  expect({ code, err, requests: seen.requests }).toEqual({ code: 0, err: '', requests: 5 });
  expect(out).toMatch(/^5 requests in \d+\.\d s, [\d.]+ a second\n5 succeeded\n/);
});

test('exits with 1 when one request failed', async () => {
  const { url } = await target(() => 0, 500);
  expect(await ended([url, '--requests', '1'])).toMatchObject({ code: 1, out: expect.stringContaining('error status 500: 1') });
});

test('prints the result as one line of JSON with --json', async () => {
  const { url } = await target();
  const { code, out } = await ended([url, '--requests', '3', '--json']);
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([expect.any(String), '']);
  expect(JSON.parse(out)).toMatchObject({ requests: 3, succeeded: 3, stopped: false });
});

test('sends each --header, trimmed, with colons in its value', async () => {
  const { seen, url } = await target();
  await ended([url, '--requests', '1', '--header', 'X-Request-Id:  r ', '--header', 'forwarded:for=a:1']);
  expect(seen.headers).toMatchObject({ 'x-request-id': 'r', forwarded: 'for=a:1' });
});

test('takes concurrency and rate from the profile by default', async () => {
  const one = await target(() => 10);
  await ended([one.url, '--profile', 'steady', '--requests', '3', '--concurrency', '1', '--rate', '1000']);
  expect(one.seen).toMatchObject({ requests: 3, most: 1 });

  const many = await target(() => 100, 200, 25);
  await ended([many.url, '--profile', 'burst', '--requests', '30']);
  expect(many.seen).toMatchObject({ requests: 30, most: 25 });
});

test('uses the given protocol', async () => {
  expect(await ended(['http://127.0.0.1:9', '--protocol', 'grpc'])).toMatchObject({
    code: 2,
    err: "error  target is not valid: got 'http://127.0.0.1:9', allowed is host:port for gRPC\n",
  });
});

test('an interruption exits with 130 and prints the results so far', async () => {
  const { url } = await target(() => 20);
  const { code, out } = await ended([url, '--requests', '10000', '--concurrency', '5'], AbortSignal.timeout(150));
  expect(code).toBe(130);
  expect(out).toMatch(/^\d+ requests in .* \(stopped before the end\)\n/);
});

test('an interruption before the first request prints only that', async () => {
  const { seen, url } = await target();
  const { code, out } = await ended([url], AbortSignal.abort());
  expect({ code, requests: seen.requests }).toEqual({ code: 130, requests: 0 });
  expect(out).toMatch(/^0 requests in .* \(stopped before the end\)\n0 succeeded\n$/);
});

test('help goes to stdout, with exit code 0', async () => {
  const { code, out, err } = await ended(['--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^Usage: load-generator <target> \[options\]\n[\s\S]* --profile <name> +burst or steady;/);
});

test('without a target, or with two, prints the usage and fails', async () => {
  for (const args of [
    ['--requests', '1'],
    ['http://127.0.0.1:9', 'http://127.0.0.1:10'],
  ]) {
    expect(await ended(args)).toEqual({ code: 2, out: '', err: expect.stringMatching(/^Usage: load-generator <target>/) });
  }
});

test.each([
  [['--profile', 'storm'], "--profile is not valid: got 'storm', allowed is burst, steady"],
  [['--protocol', 'smtp'], "--protocol is not valid: got 'smtp', allowed is http1, http2, grpc"],
  [['--requests', 'many'], 'requests is not valid: got NaN, allowed is a whole number from 1 to 100,000,000'],
  [['--concurrency', '0'], 'concurrency is not valid: got 0, allowed is a whole number from 1 to 10,000'],
  [['--rate', '0'], 'ratePerWorker is not valid: got 0, allowed is more than 0, at most 100,000 a second'],
  [['--timeout', 'soon'], 'timeout is not valid: got NaN, allowed is 1 to 3,600,000 ms'],
  [['--header', 'x'], "--header is not valid: got 'x', allowed is name:value"],
  [['--header', ':x'], "--header is not valid: got ':x', allowed is name:value"],
])('refuses %j without a request', async (args, problem) => {
  const { seen, url } = await target();
  expect(await ended([url, ...args])).toEqual({ code: 2, out: '', err: `error  ${problem}\n` });
  expect(seen.requests).toBe(0);
});

test('refuses an unknown option by name', async () => {
  expect(await ended(['http://127.0.0.1:9', '--jsn'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining("'--jsn'") });
});
