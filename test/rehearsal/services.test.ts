import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceProgram, ServicesEngine } from '../../lib/rehearsal/engine';
import { services } from '../../lib/rehearsal/engines/services';
import { recordingTask } from '../support/task';

const folder = mkdtempSync(join(tmpdir(), 'services-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Answers on PORT with its process id, the names of its variables, and what BACKEND answers. SIGTERM ends it with exit code 0. */
const program = write(
  'service.cjs',
  `const { createServer } = require('node:http');
const { PORT, BACKEND, NAME, SLOW_MS = '0' } = process.env;
const ready = Date.now() + Number(SLOW_MS);
createServer(async (request, response) => {
  if (request.url === '/ready') return response.writeHead(Date.now() < ready ? 503 : 200).end();
  const behind = BACKEND === undefined ? '' : ' ' + (await (await fetch(BACKEND)).text());
  response.end(NAME + ' ' + process.pid + ' ' + Object.keys(process.env).sort().join() + behind);
}).listen(Number(PORT), '127.0.0.1', () => console.log(NAME + ' listens'));
process.on('SIGTERM', () => process.exit(0));`,
);

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function toy(name: string, more: Partial<ServiceProgram> & { readonly variables?: Record<string, string> } = {}): ServiceProgram {
  const { variables = {}, ...others } = more;
  return {
    name,
    program,
    ports: ['http'],
    readiness: { port: 'http', path: '/ready' },
    environment: (portOf) => ({ NAME: name, PORT: String(portOf(name, 'http')), ...variables }),
    ...others,
  };
}

/** A front that asks a back; the front is first in the list. */
const list = (slowMs = 0): readonly ServiceProgram[] => [
  toy('front', {
    needs: ['back'],
    environment: (portOf) => ({ NAME: 'front', PORT: String(portOf('front', 'http')), BACKEND: `http://127.0.0.1:${portOf('back', 'http')}/` }),
  }),
  toy('back', { variables: { SLOW_MS: String(slowMs) } }),
];

let engine: ServicesEngine;
beforeEach(async () => {
  engine = await services.open(folder, recordingTask());
});
afterEach(() => engine.close());

const ask = async (name: string) => (await fetch(`http://127.0.0.1:${engine.running.portOf(name, 'http')}/`)).text();

test('starts each program after its dependencies are ready, each on its own ports', async () => {
  const task = recordingTask();
  const began = Date.now();
  const running = await engine.start(list(400), task);

  expect(Date.now() - began).toBeGreaterThanOrEqual(400);
  expect(task.lines).toEqual(['back starts', 'front starts']);
  expect(running.names).toEqual(['front', 'back']);
  expect(await ask('back')).toContain(`back ${running.pidOf('back')} `);
  expect(running.portOf('front', 'http')).not.toBe(running.portOf('back', 'http'));
  expect(await ask('front')).toMatch(/^front \d+ .* back \d+ /);
});

test('gives a program its own variables and PATH, and nothing else of this process', async () => {
  process.env['SECRET_OF_THE_OPERATOR'] = 'x';
  await engine.start(list(), recordingTask());
  delete process.env['SECRET_OF_THE_OPERATOR'];
  expect((await ask('back')).split(' ')[2]).toBe('NAME,PATH,PORT,SLOW_MS');
});

test('kills a program and starts it again on its port', async () => {
  const running = await engine.start(list(), recordingTask());
  const [before, port] = [await ask('back'), running.portOf('back', 'http')];
  await running.kill('back');
  await expect(ask('back')).rejects.toThrow('fetch failed');
  await running.restart('back');

  expect(running.portOf('back', 'http')).toBe(port);
  expect(await ask('back')).not.toBe(before);
  expect(await ask('front')).toContain(' back ');
});

test('passes on the lines that programs print, until the listener is removed', async () => {
  const running = await engine.start(list(), recordingTask());
  const lines: string[] = [];
  const end = running.onLine((line, name) => lines.push(`${name}: ${line}`));
  await running.restart('back');
  end();
  await running.restart('back');
  expect(lines).toEqual(['back: back listens']);
});

test('returns the exit codes of stopped programs, and null for a killed one', async () => {
  const running = await engine.start(list(), recordingTask());
  await running.kill('back');
  expect(await running.stop()).toEqual([null, 0]);
});

test('closes what was registered after the programs', async () => {
  await engine.start(list(), recordingTask());
  let reachable: boolean | undefined;
  engine.onClose(async () => {
    reachable = await ask('back').then(
      () => true,
      () => false,
    );
  });
  await engine.close();
  expect(reachable).toBe(false);
});

test('refuses a program that ends before it is ready, with its last line, and stops the others', async () => {
  const ending = write('ending.cjs', "console.log('the disk is full'); process.exitCode = 3;");
  const [front, back] = list() as [ServiceProgram, ServiceProgram];
  await expect(engine.start([back, { ...front, program: ending }], recordingTask())).rejects.toThrow(
    'front ended with exit code 3: the disk is full',
  );
  await expect(ask('back')).rejects.toThrow('fetch failed');
});

test('ends a start that is interrupted', async () => {
  const task = recordingTask();
  const starting = engine.start(list(60_000), task);
  setTimeout(() => task.abort(), 300);
  await expect(starting).rejects.toMatchObject({ name: 'AbortError' });
  await expect(ask('back')).rejects.toThrow('fetch failed');
});

test.each<[string, readonly ServiceProgram[], string]>([
  ['a need that the list lacks', [toy('a', { needs: ['b'] })], 'the list has no program b'],
  ['needs in a circle', [toy('a', { needs: ['b'] }), toy('b', { needs: ['a'] })], 'programs need one another: a, b, a'],
  ['two programs of one name', [toy('a'), toy('a')], 'the list has two ports a http'],
  [
    'a port that the list lacks',
    [toy('a', { environment: (portOf) => ({ PORT: String(portOf('a', 'grpc')) }) })],
    'the list has no port grpc of a program a',
  ],
])('refuses %s', async (_, programs, message) => {
  await expect(engine.start(programs, recordingTask())).rejects.toThrow(message);
});

test('refuses to be used before the start, and a second start', async () => {
  expect(() => engine.running).toThrow('the services have not been started');
  await engine.start([toy('a')], recordingTask());
  await expect(engine.start([toy('b')], recordingTask())).rejects.toThrow('started already');
});
