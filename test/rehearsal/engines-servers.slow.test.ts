import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineUnavailable } from '../../lib/rehearsal/engine';
import { freePorts } from '../../lib/rehearsal/engines/loopback';
import { mongoOn } from '../../lib/rehearsal/engines/mongo';
import { ServerProcess } from '../../lib/rehearsal/engines/process';
import { rabbitmqOn } from '../../lib/rehearsal/engines/rabbitmq';

const folder = mkdtempSync(join(tmpdir(), 'stagecraft-engines-'));
const task = { progress: () => {}, signal: new AbortController().signal };

/** A folder for the PATH with a program in it. */
function pathWith(name: string, script: string): string {
  const bin = mkdtempSync(join(folder, 'bin-'));
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function serverProcess(program: string, signal = task.signal) {
  const [port = 0] = await freePorts(1);
  const options = {
    title: 'The server',
    command: process.execPath,
    args: ['-e', program, String(port)],
    env: process.env,
    cwd: folder,
    port,
    signal,
  };
  return { port, server: new ServerProcess(options) };
}
const LISTENS = "require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1')";

test('free ports differ', async () => {
  const ports = await freePorts(5);
  expect(new Set(ports).size).toBe(5);
  expect(ports.every((port) => port > 0)).toBe(true);
});

test('a server process accepts connections after its start, none after a kill, and again after a restart', async () => {
  const { port, server } = await serverProcess(LISTENS);
  await server.start();
  expect(await answers(port)).toBe(true);
  await server.kill();
  expect(await answers(port)).toBe(false);
  await server.start();
  expect(await answers(port)).toBe(true);
  await server.kill();
  expect(await answers(port)).toBe(false);
});

test('child processes of a server process end with it', async () => {
  const [port = 0] = await freePorts(1);
  const args = ['-c', `${process.execPath} -e "${LISTENS}" ${port} & wait`];
  const server = new ServerProcess({ title: 'The server', command: 'sh', args, env: process.env, cwd: folder, port, signal: task.signal });
  await server.start();
  await server.kill();
  expect(await answers(port)).toBe(false);
});

test('a server process that ends during its start is unavailable, with its last line of output', async () => {
  const { server } = await serverProcess("console.error('first'); console.error('no room on the disk'); process.exit(3)");
  const failure = server.start();
  await expect(failure).rejects.toThrow(EngineUnavailable);
  await expect(failure).rejects.toThrow('The server did not start: it ended with 3: no room on the disk');
  await server.kill();
});

test('a start that is interrupted leaves nothing running', async () => {
  const stopped = new AbortController();
  const { port, server } = await serverProcess(`setTimeout(() => ${LISTENS}, 700)`, stopped.signal);
  setTimeout(() => stopped.abort(new Error('Ctrl-C')), 200);
  await expect(server.start()).rejects.toThrow('Ctrl-C');
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(await answers(port)).toBe(false);
});

test('finds mongod with its version, or else the double', async () => {
  expect(await mongoOn({ PATH: `${pathWith('mongod', 'echo "db version v7.0.14"')}:/bin` }).find()).toBe('7.0.14');
  expect(await mongoOn({ PATH: `${pathWith('mongod', 'exit 1')}:/bin` }).find()).toMatch(/^double over mingo \d+\./);
  expect(await mongoOn({ PATH: '/nowhere' }).find()).toMatch(/^double over mingo \d+\./);
});

test('opens the double without mongod, and reports that it is a double', async () => {
  const double = await mongoOn({ PATH: '/nowhere' }).open(folder, task);
  expect(double.isDouble).toBe(true);
  expect(await double.count('any', 'thing')).toBe(0);
  await double.close();
});

test('finds no RabbitMQ if none is installed, and open refuses', async () => {
  const rabbitmq = rabbitmqOn({ PATH: '/nowhere' }, ['/nowhere']);
  expect(await rabbitmq.find()).toBeUndefined();
  await expect(rabbitmq.open(folder, task)).rejects.toThrow(EngineUnavailable);
});

test('a database that ends when it is started is unavailable', async () => {
  const script = '[ "$1" = --version ] && echo "db version v7.0.14" && exit 0\necho "address in use" >&2; exit 48';
  const mongo = mongoOn({ PATH: `${pathWith('mongod', script)}:/bin` });
  await expect(mongo.open(folder, task)).rejects.toThrow(/^MongoDB did not start: it ended with 48: address in use$/);
});

test('RabbitMQ without Erlang is not found', async () => {
  expect(await rabbitmqOn({ PATH: '/nowhere' }, [pathWith('rabbitmq-server', 'exit 0')]).find()).toBeUndefined();
});
