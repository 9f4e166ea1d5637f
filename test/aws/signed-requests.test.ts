import timers from 'node:timers/promises';
import { STSClient } from '@aws-sdk/client-sts';
import { signedRequests } from '../../lib/aws/signed-requests';
import { StagecraftError } from '../../lib/errors';

/** Records requests, and returns the given answers in order, repeating the last one. */
function service(...answers: readonly (Response | Error)[]) {
  const sent: { url: string; method?: string; headers: Record<string, string>; body?: unknown }[] = [];
  const left = [...answers];
  const fetch = (async (url: URL, { method, headers, body }: RequestInit) => {
    sent.push({ url: String(url), method, headers: headers as Record<string, string>, body });
    const answer = left.length > 1 ? left.shift() : left[0];
    if (answer instanceof Error) throw new TypeError('fetch failed', { cause: answer });
    return answer?.clone();
  }) as typeof globalThis.fetch;
  return { sent, fetch };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers });
const { sha256 } = new STSClient({ region: 'eu-central-1' }).config;
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const look = { operation: 'MWAA GetEnvironment', method: 'GET', hostPrefix: 'api.', path: '/environments/jobs' } as const;
const requests = (fetch: typeof globalThis.fetch, { region = 'eu-central-1', endpoint }: { region?: string; endpoint?: string } = {}) =>
  signedRequests({ credentials, region, sha256, service: 'airflow', context: { endpoint, principal: 'arn:ada' }, fetch, retryMs: 1 });

test('signs a request for its service and region, and returns the answer', async () => {
  const { fetch, sent } = service(json({ ok: true }));

  await expect(requests(fetch)({ ...look, method: 'POST', body: { a: 1 } })).resolves.toEqual({ ok: true });
  const [request] = sent;
  expect(request).toMatchObject({ url: 'https://api.airflow.eu-central-1.amazonaws.com/environments/jobs', method: 'POST', body: '{"a":1}' });
  expect(request?.headers['authorization']).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/airflow\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
  );
  expect(request?.headers['x-amz-content-sha256']).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
});

test('signs the query of a request, and sends it', async () => {
  const { fetch, sent } = service(json({}));
  const signatureOf = async (path: string) => {
    await requests(fetch)({ ...look, path });
    return /Signature=(\w+)/.exec(sent.at(-1)?.headers['authorization'] ?? '')?.[1];
  };
  jest.useFakeTimers({ now: Date.UTC(2026, 11, 1), doNotFake: ['setTimeout', 'nextTick', 'setImmediate'] });
  try {
    const [plain, one, other] = [
      await signatureOf('/v1/options'),
      await signatureOf('/v1/options?type=a%20b'),
      await signatureOf('/v1/options?type=c'),
    ];
    expect(sent.map(({ url }) => new URL(url).search)).toEqual(['', '?type=a%20b', '?type=c']);
    expect(new Set([plain, one, other]).size).toBe(3);
  } finally {
    jest.useRealTimers();
  }
});

test('returns an empty object for an empty answer', async () => {
  await expect(requests(service(new Response('')).fetch)(look)).resolves.toEqual({});
});

test('uses the host of the partition, or the endpoint override', async () => {
  const china = service(json({}));
  await requests(china.fetch, { region: 'cn-north-1' })(look);
  expect(china.sent[0]?.url).toBe('https://api.airflow.cn-north-1.amazonaws.com.cn/environments/jobs');

  const local = service(json({}));
  await requests(local.fetch, { endpoint: 'http://127.0.0.1:4566' })(look);
  expect(local.sent[0]?.url).toBe('http://127.0.0.1:4566/environments/jobs');
});

test('retries a throttled request with a new signature', async () => {
  const { fetch, sent } = service(json({ message: 'slow down' }, 429, { 'x-amzn-errortype': 'ThrottlingException:' }), json({ done: true }));

  await expect(requests(fetch)(look)).resolves.toEqual({ done: true });
  expect(sent).toHaveLength(2);
});

test.each([500, 502, 503, 504])('repeats a request that the service answers with status %i', async (status) => {
  const { fetch, sent } = service(json({ message: 'try again' }, status), json({ done: true }));

  await expect(requests(fetch)(look)).resolves.toEqual({ done: true });
  expect(sent).toHaveLength(2);
});

test('sends once what Airflow itself fails at, and what an emulator has not', async () => {
  for (const answer of [json({}, 500, { 'x-amzn-errortype': 'RestApiServerException' }), json({}, 501)]) {
    const { fetch, sent } = service(answer);
    await expect(requests(fetch)(look)).rejects.toThrow();
    expect(sent).toHaveLength(1);
  }
});

test('waits a random part of a time that doubles, so that requests spread', async () => {
  const { fetch } = service(json({}, 503), json({}, 503), json({ done: true }));
  const waiting = jest.spyOn(timers, 'setTimeout');
  const context = { principal: 'arn:ada' };

  await signedRequests({ credentials, sha256, region: 'eu-central-1', service: 'airflow', context, fetch, retryMs: 8, random: () => 0.25 })(look);

  expect(waiting.mock.calls.map(([ms]) => ms)).toEqual([2, 4]);
});

test('one that stays throttled is a refusal that says so', async () => {
  const { fetch, sent } = service(json({ message: 'slow down' }, 429, { 'x-amzn-errortype': 'ThrottlingException' }));

  await expect(requests(fetch)(look)).rejects.toThrow(/MWAA GetEnvironment is still throttled/);
  expect(sent).toHaveLength(6);
});

test('names the principal that lacks permission', async () => {
  const { fetch } = service(json({ message: 'no' }, 403, { 'x-amzn-errortype': 'AccessDeniedException:http://internal' }));

  await expect(requests(fetch)(look)).rejects.toThrow(/access denied: arn:ada may not perform MWAA GetEnvironment/);
});

test.each([
  ['in a header', json({ Message: 'not found' }, 404, { 'x-amzn-errortype': 'ResourceNotFoundException' })],
  ['in the body', json({ __type: 'com.amazon#ResourceNotFoundException', message: 'not found' }, 404)],
])('keeps the name of a service error, given %s, and does not retry', async (_, answer) => {
  const { fetch, sent } = service(answer);

  await expect(requests(fetch)(look)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'not found',
    $metadata: { httpStatusCode: 404 },
  });
  expect(sent).toHaveLength(1);
});

test('reports an error without a message by its status', async () => {
  const { fetch } = service(new Response('null', { status: 500 }));

  await expect(requests(fetch)(look)).rejects.toMatchObject({ name: 'HTTP 500', message: 'status 500', $fault: 'client' });
});

test('passes on an interruption', async () => {
  const interrupted = new DOMException('This operation was aborted', 'AbortError');
  const fetch = (() => Promise.reject(interrupted)) as typeof globalThis.fetch;

  await expect(requests(fetch)(look)).rejects.toBe(interrupted);
});

test("where nothing else is given, requests go by Node's own fetch, and a throttled one waits half a second at most", async () => {
  const { fetch, sent } = service(json({}, 429), json({ done: true }));
  const spy = jest.spyOn(globalThis, 'fetch').mockImplementation(fetch);
  const random = jest.spyOn(Math, 'random').mockReturnValue(1);
  const began = performance.now();
  const send = signedRequests({ credentials, sha256, region: 'eu-central-1', service: 'airflow', context: {} });

  await expect(send(look)).resolves.toEqual({ done: true });
  expect(performance.now() - began).toBeGreaterThan(490);
  expect(sent).toHaveLength(2);
  spy.mockRestore();
  random.mockRestore();
});

test('quotes an answer that is not JSON', async () => {
  const { fetch } = service(new Response('<html>Bad gateway</html>', { status: 502 }));

  await expect(requests(fetch)(look)).rejects.toMatchObject({ name: 'HTTP 502', message: '<html>Bad gateway</html>' });
});

test('reports an unreachable host', async () => {
  const { fetch } = service(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }));

  const failing = requests(fetch)(look);
  await expect(failing).rejects.toThrow(/the AWS endpoint cannot be reached; got ECONNREFUSED: MWAA GetEnvironment/);
  await expect(failing.catch((error) => StagecraftError.is(error))).resolves.toBe(true);
});
