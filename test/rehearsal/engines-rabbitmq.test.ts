import { chmodSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineUnavailable } from '../../lib/rehearsal/engine';
import { rabbitmqOn } from '../../lib/rehearsal/engines/rabbitmq';
import { recordingTask } from '../support/task';

/** Listens on the port of its argument, for 20 seconds at most. */
const LISTENS = `exec ${process.execPath} -e "require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1'); setTimeout(process.exit, 20_000)"`;

function program(folder: string, name: string, body: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(folder, name), 0o755);
}

/** A machine with Erlang and a RabbitMQ whose server writes down its environment, and then does what `server` says. */
function machine({ server = `${LISTENS} $RABBITMQ_NODE_PORT`, lang }: { server?: string; lang?: string } = {}) {
  const bin = mkdtempSync(join(tmpdir(), 'rabbitmq-'));
  program(bin, 'erl', 'printf here');
  program(bin, 'epmd', `echo "$@" > ${bin}/epmd-args; ${LISTENS} $2`);
  program(bin, 'rabbitmq-server', `env > ${bin}/environment; ${server}`);
  const env: NodeJS.ProcessEnv = { PATH: `${bin}:/usr/bin:/bin`, SECRET: 'of the person', ...(lang !== undefined && { LANG: lang }) };
  const environment = () =>
    Object.fromEntries(
      readFileSync(join(bin, 'environment'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('=', 2)),
    ) as Record<string, string>;
  return { bin, env, environment, workspace: mkdtempSync(join(tmpdir(), 'workspace-')) };
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

describe('find', () => {
  test('takes the version from the path of the script, or reports it as unknown', async () => {
    const { bin } = machine();
    const release = join(mkdtempSync(join(tmpdir(), 'lib-')), 'rabbitmq_server-3.13.7', 'sbin');
    program(release, 'rabbitmq-server', '');
    const scripts = mkdtempSync(join(tmpdir(), 'scripts-'));
    symlinkSync(join(release, 'rabbitmq-server'), join(scripts, 'rabbitmq-server'));

    await expect(rabbitmqOn({ PATH: bin }, [scripts]).find()).resolves.toBe('3.13.7');
    await expect(rabbitmqOn({ PATH: bin }, []).find()).resolves.toBe('of unknown version');
  });

  test("finds nothing without Erlang's port mapper or without a PATH", async () => {
    const scripts = mkdtempSync(join(tmpdir(), 'scripts-'));
    program(scripts, 'rabbitmq-server', '');
    const erlang = mkdtempSync(join(tmpdir(), 'erlang-'));
    program(erlang, 'erl', 'printf here');

    await expect(rabbitmqOn({ PATH: erlang }, [scripts]).find()).resolves.toBeUndefined();
    await expect(rabbitmqOn({}, [scripts]).find()).resolves.toBeUndefined();
    await expect(rabbitmqOn({}, []).find()).resolves.toBeUndefined();
  });
});

test('a node has its own folder, ports, port mapper and home; it can be killed and restarted', async () => {
  const { bin, env, environment, workspace } = machine();
  const node = await rabbitmqOn(env, []).open(workspace, recordingTask());
  const own = environment();
  const port = Number(own['RABBITMQ_NODE_PORT']);
  const mapper = Number(own['ERL_EPMD_PORT']);

  expect(node.url).toBe(`amqp://guest:guest@127.0.0.1:${port}`);
  expect(new Set([port, mapper, Number(own['RABBITMQ_DIST_PORT'])]).size).toBe(3);
  expect(readFileSync(join(bin, 'epmd-args'), 'utf8')).toBe(`-port ${mapper}\n`);
  expect(own).toMatchObject({ HOME: join(workspace, '.rabbitmq'), RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1', LANG: 'C.UTF-8' });
  expect(own).not.toHaveProperty('SECRET');

  await node.stop();
  await expect(takesConnections(port)).resolves.toBe(false);
  await node.resume();
  await expect(takesConnections(port)).resolves.toBe(true);
  await node.close();
  await expect(Promise.all([port, mapper].map(takesConnections))).resolves.toEqual([false, false]);
});

test('is unavailable if the node ends during its start, and leaves no port mapper', async () => {
  const { env, environment, workspace } = machine({ server: 'echo "eacces" >&2; exit 1', lang: 'de_DE.UTF-8' });
  const opening = rabbitmqOn(env, []).open(workspace, recordingTask());

  await expect(opening).rejects.toBeInstanceOf(EngineUnavailable);
  await expect(opening).rejects.toThrow('RabbitMQ did not start: it ended with 1: eacces');
  expect(environment()['LANG']).toBe('de_DE.UTF-8');
  await expect(takesConnections(Number(environment()['ERL_EPMD_PORT']))).resolves.toBe(false);
});
