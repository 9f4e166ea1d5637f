import { createServer as httpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { loadParams, runLoad } from '../../../lib/scenarios/greeting-platform/traffic';
import { answerOrder } from '../../../workloads/greeting-service/graph';
import { recordingTask } from '../../support/task';

const GREETINGS = JSON.stringify(
  answerOrder('rest').map((service, index) => ({
    id: `463ac35c-9f64-43ad-8848-5a3953bb612${index}`,
    service,
    message: 'Hello',
    created: '2026-11-21T10:00:00.000Z',
    hostname: 'here',
  })),
);

let server: Server;
afterEach(() => server.close());

async function listening(started: Server): Promise<string> {
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(started.address() as AddressInfo).port}`;
}

function load(api: string, params: Record<string, unknown>) {
  return runLoad('rest', { ui: '', api }, loadParams.parse({ requests: '4', concurrency: '1', ...params }), recordingTask());
}

test('reports how many requests of a load failed, and why', async () => {
  let asked = 0;
  const place = await listening(
    httpServer((_, response) => {
      asked += 1;
      response.statusCode = asked === 2 ? 503 : 200;
      response.setHeader('connection', 'close').end(asked === 4 ? '[]' : GREETINGS);
    }),
  );

  await expect(load(`http://${place}`, {})).resolves.toMatchObject({
    target: `http://${place}/api/greeting`,
    requests: 4,
    succeeded: 2,
    errors: 'status 503: 1, 0 greetings instead of 7, or in another order: 1',
    p50Ms: expect.any(Number),
    slowestMs: expect.any(Number),
  });
});

test('fails with the reason when no service answers the load', async () => {
  const place = await listening(createServer((socket) => socket.destroy()));

  await expect(load(`http://${place}`, {})).rejects.toMatchObject({
    exitCode: 1,
    refusal: {
      problem: 'no request succeeded',
      got: 'reset: 4',
      allowed: 'status 200 with 7 greetings',
      fix: `open http://${place}/api/greeting`,
    },
  });
});

/** The ALPN name of HTTP/2 with its length, as in the TLS ClientHello. */
const HTTP2 = '\x02h2';

test.each<[string, string, string, (said: string) => boolean]>([
  ['HTTP/1.1 for http', 'http', 'auto', (said) => said.startsWith('GET /api/greeting HTTP/1.1\r\n')],
  ['HTTP/2 for http where it is asked for', 'http', 'http2', (said) => said.startsWith('PRI * HTTP/2.0\r\n')],
  ['HTTP/2 for https', 'https', 'auto', (said) => said.includes(HTTP2)],
  ['HTTP/1.1 for https where it is asked for', 'https', 'http1', (said) => said.startsWith('\x16\x03') && !said.includes(HTTP2)],
])('a load speaks %s', async (_, scheme, protocol, isSpoken) => {
  const said: string[] = [];
  const place = await listening(
    createServer((socket) => {
      socket.once('data', (data) => {
        said.push(data.toString('latin1'));
        socket.destroy();
      });
    }),
  );

  await expect(load(`${scheme}://${place}`, { protocol, requests: '1' })).rejects.toThrow('no request succeeded');
  expect(said).toHaveLength(1);
  expect(said.filter(isSpoken)).toEqual(said);
});
