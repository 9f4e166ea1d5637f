import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServicesEngine } from '../../../lib/rehearsal/engine';
import { documentDouble } from '../../../lib/rehearsal/engines/document-double';
import { services } from '../../../lib/rehearsal/engines/services';
import { greetingUrl, localServices, NODE_FLAGS } from '../../../lib/scenarios/greeting-platform/local-services';
import { spanCollector } from '../../../lib/scenarios/istio-observability/rehearsal/span-collector';
import { traceTrees } from '../../../lib/scenarios/istio-observability/rehearsal/trace';
import { answerOrder } from '../../../workloads/greeting-service/graph';
import { descriptor } from '../../../workloads/greeting-service/proto/descriptor';
import { root } from '../../support/files';
import { recordingTask } from '../../support/task';
import { logLines, servicesOf, until } from './support/lines';

const folder = mkdtempSync(join(tmpdir(), 'stagecraft-services-'));
const bundle = join(folder, 'greeting-service');
const program = join(bundle, 'main.mjs');
const task = recordingTask();

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/bundle-services.mjs'), folder]);
});
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

describe('as processes', () => {
  let engine: ServicesEngine;
  beforeEach(async () => {
    engine = await services.open(folder, task);
  });
  afterEach(() => engine.close());
  const start = (options: Parameters<typeof localServices>[0]) => engine.start(localServices({ bundle, ...options }), task);
  const answered = async (protocol: 'rest' | 'grpc') => servicesOf(await (await fetch(greetingUrl(protocol, engine.running.portOf))).json());

  test('answers, sends its spans by OTLP, stores documents, survives a killed child, and stops with exit code 0', async () => {
    const said = logLines();
    const [mongo, collector] = await Promise.all([documentDouble(), spanCollector()]);
    const running = await start({ protocol: 'rest', mongo: mongo.url, otlp: collector.url });
    running.onLine(said.log);
    try {
      expect(await answered('rest')).toEqual(answerOrder('rest'));
      await until('its documents', async () =>
        (await Promise.all(['c', 'g', 'h'].map((letter) => mongo.count(`service-${letter}`, 'greetings')))).every((count) => count === 1),
      );
      await until('its 13 spans', () => collector.spans.length === 13);
      expect(traceTrees(collector.spans)).toEqual([
        expect.objectContaining({ span: expect.objectContaining({ service: 'Service A', kind: 'server' }) }),
      ]);

      await running.kill('Service E');
      expect(await answered('rest')).toEqual(['Service D', 'Service B', 'Service C', 'Service A']);
      await running.restart('Service E');
      expect(await answered('rest')).toEqual(answerOrder('rest'));

      const metrics = await (await fetch(greetingUrl('rest', running.portOf).replace('greeting', 'metrics'))).text();
      expect(metrics).toContain('process_resident_memory_bytes{service="Service A"}');
    } finally {
      expect(await running.stop()).toEqual(new Array(9).fill(0));
      await Promise.all([mongo.stop(), collector.stop()]);
    }
    expect(said.lines.length).toBeGreaterThan(0);
    for (const line of said.lines)
      expect(line).toMatchObject({
        function: expect.any(String),
        line: expect.any(Number),
        level: expect.any(String),
        msg: expect.any(String),
        time: expect.any(String),
      });
  }, 120_000);

  test('answers over gRPC through the gateway, and stops with exit code 0', async () => {
    const running = await start({ protocol: 'grpc' });
    expect(await answered('grpc')).toEqual(answerOrder('grpc'));
    expect(await running.stop()).toEqual(new Array(10).fill(0));
  }, 120_000);
});

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
