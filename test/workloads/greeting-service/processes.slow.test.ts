import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerOrder } from '../../../workloads/greeting-service/graph';
import { localBroker } from '../../../workloads/greeting-service/local/amqp-broker';
import { localMongo } from '../../../workloads/greeting-service/local/mongo-server';
import { otlpReceiver } from '../../../workloads/greeting-service/local/otlp-receiver';
import { NODE_FLAGS, startProcesses } from '../../../workloads/greeting-service/local/processes';
import { traceTrees } from '../../../workloads/greeting-service/local/trace-tree';
import { descriptor } from '../../../workloads/greeting-service/proto/descriptor';
import { root } from '../../support/files';
import { logLines, servicesOf, until } from './support/lines';

const folder = mkdtempSync(join(tmpdir(), 'stagecraft-services-'));
const bundle = join(folder, 'greeting-service');
const program = join(bundle, 'main.mjs');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/bundle-services.mjs'), folder]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the bundle is an image context: program, page, and a Dockerfile with a non-root user', () => {
  const files = readdirSync(bundle);
  expect(files).toEqual(expect.arrayContaining(['Dockerfile', 'main.mjs', 'ui']));
  expect(readdirSync(join(bundle, 'ui')).sort()).toEqual(['index.html', 'page.css', 'page.js']);
  const dockerfile = readFileSync(join(bundle, 'Dockerfile'), 'utf8');
  expect(dockerfile).toMatch(/^USER 65532:65532$/m);
  expect(dockerfile).toMatch(/^ARG NODE_IMAGE=\S+:(?!latest)\S+$/m);
  expect(dockerfile).not.toContain('HEALTHCHECK');
  // Benchmarks and rehearsals start services as the image does.
  expect(dockerfile).toContain(`CMD ${JSON.stringify([...NODE_FLAGS, 'main.mjs']).replaceAll(',', ', ')}`);
});

test('the descriptor equals the .proto files', () => {
  const printed = execFileSync(process.execPath, [join(root, 'workloads/greeting-service/proto/generate.mjs'), '--print'], { encoding: 'utf8' });
  expect(descriptor).toEqual(JSON.parse(printed));
  expect(descriptor.nested.greeting.nested.v3.nested.Greeting.fields).toEqual(
    Object.fromEntries(['id', 'service', 'message', 'created', 'hostname'].map((name, index) => [name, { type: 'string', id: index + 1 }])),
  );
});

test('REST processes: the response, the OTLP trace, documents, recovery from a killed child, and exit code 0 on stop', async () => {
  const said = logLines();
  const [mongo, broker, collector] = await Promise.all([localMongo(), localBroker(), otlpReceiver()]);
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const processes = await startProcesses({ protocol: 'rest', program, mongo: mongo.url, rabbitmq: broker.url, log: said.log, environment });
  const answered = async () => servicesOf(await (await fetch(processes.url)).json());
  try {
    const f = processes.services.get('f')?.port;
    await until('F is ready', async () => (await fetch(`http://127.0.0.1:${f}/api/ready`)).status === 200);
    expect(await answered()).toEqual(answerOrder('rest'));
    await until('its documents', () => ['c', 'g', 'h'].every((letter) => mongo.documents(`service-${letter}`, 'greetings').length === 1));
    await until('its message', () => mongo.documents('service-f', 'messages').length === 1);
    await until('its 13 spans', () => collector.spans.length === 13);
    expect(traceTrees(collector.spans)).toEqual([
      expect.objectContaining({ span: expect.objectContaining({ service: 'Service A', kind: 'server' }) }),
    ]);

    await processes.kill('e');
    expect(await answered()).toEqual(['Service D', 'Service B', 'Service C', 'Service A']);
    await processes.startService('e');
    expect(await answered()).toEqual(answerOrder('rest'));

    const metrics = await (await fetch(processes.url.replace('greeting', 'metrics'))).text();
    expect(metrics).toContain('process_resident_memory_bytes{service="Service A"}');
  } finally {
    expect(await processes.stop()).toEqual(new Array(8).fill(0));
    await Promise.all([mongo.stop(), broker.stop(), collector.stop()]);
  }
  for (const line of said.lines)
    expect(line).toMatchObject({
      function: expect.any(String),
      line: expect.any(Number),
      level: expect.any(String),
      msg: expect.any(String),
      time: expect.any(String),
    });
}, 120_000);

test('gRPC processes: the response through the gateway, and exit code 0 on stop', async () => {
  const processes = await startProcesses({ protocol: 'grpc', program });
  try {
    expect(servicesOf(await (await fetch(processes.url)).json())).toEqual(answerOrder('grpc'));
  } finally {
    expect(await processes.stop()).toEqual(new Array(9).fill(0));
  }
}, 120_000);

test('serves the page with a CSP that allows no foreign code', async () => {
  const { startPage } = await import('./support/page');
  const page = await startPage(join(bundle, 'ui'), 'https://api.example.com');
  const at = (path: string) => fetch(`http://127.0.0.1:${page.port}${path}`);
  const index = await at('/');
  expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(index.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(await index.text()).toContain('<script type="module" src="page.js">');
  expect((await at('/page.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await (await at('/settings.json')).json()).toEqual({ apiUrl: 'https://api.example.com' });
  expect((await at('/../main.mjs')).status).toBe(404);
  await page.stop();
});

test.each<[string, Record<string, string>, number, string]>([
  ['an invalid port', { PORT: 'http' }, 2, "PORT is not valid: got 'http', allowed is a port, 0 to 65535"],
  ['a page that has not been built', { ROLE: 'page', PORT: '0', PAGE_FOLDER: '/nowhere' }, 1, 'ENOENT'],
])(
  'a start with %s exits with one line and an exit code',
  (_, environment, code, message) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', ...environment },
      encoding: 'utf8',
      timeout: 20_000,
    });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([status, stderr]).toEqual([code, '']);
    expect(lines.filter(({ level }) => level === 'fatal')).toEqual([
      expect.objectContaining({ level: 'fatal', msg: expect.stringContaining(message) }),
    ]);
  },
  30_000,
);
