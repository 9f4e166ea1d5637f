import { existsSync } from 'node:fs';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Task } from '../../contract/task';
import { type EngineModule, type Engines, EngineUnavailable } from '../engine';
import { freePorts } from './loopback';
import { runProcess, ServerProcess } from './process';

/** Where distributions keep the server's own script; the one that Debian puts on the path runs as its own user alone. */
const SCRIPTS = ['/usr/lib/rabbitmq/bin', '/usr/local/sbin', '/opt/homebrew/sbin'];

/** A RabbitMQ node with its own folder, ports, cookie and port mapper, on the loopback address, run by the current user. */
export function rabbitmqOn(env: NodeJS.ProcessEnv, scripts: readonly string[] = SCRIPTS): EngineModule<Engines['rabbitmq']> {
  const folderOf = () => [...scripts, ...pathOf(env)].find((folder) => existsSync(join(folder, 'rabbitmq-server')));
  return {
    title: 'RabbitMQ',
    install: 'install RabbitMQ 3.10 or newer; on Debian: apt-get install rabbitmq-server',

    async find() {
      const folder = folderOf();
      if (folder === undefined || !(await hasErlang(env))) return undefined;
      // Asking the server for its version would start one.
      const release = /rabbitmq_server-(\d[\w.]*)/.exec(await realpath(join(folder, 'rabbitmq-server')))?.[1];
      return release ?? 'of unknown version';
    },

    async open(workspace, task) {
      const folder = folderOf();
      if (folder === undefined) throw new EngineUnavailable('rabbitmq-server was not found');
      return startNode(join(folder, 'rabbitmq-server'), join(workspace, '.rabbitmq'), env, task);
    },
  };
}

export const rabbitmq = rabbitmqOn(process.env);

async function startNode(script: string, folder: string, env: NodeJS.ProcessEnv, { signal }: Task): Promise<Engines['rabbitmq']> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await Promise.all([
    writeFile(join(folder, 'rabbitmq.conf'), 'log.file.level = warning\nlog.console = true\n'),
    writeFile(join(folder, 'env.conf'), ''),
    writeFile(join(folder, 'plugins'), '[].\n'),
  ]);
  const [port, distribution, mapper] = (await freePorts(3)) as [number, number, number];
  const own: NodeJS.ProcessEnv = {
    PATH: env['PATH'],
    LANG: env['LANG'] ?? 'C.UTF-8',
    // Erlang makes its cookie in the home folder.
    HOME: folder,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(mapper),
    ERL_CRASH_DUMP: join(folder, 'crash.dump'),
    RABBITMQ_NODENAME: 'rehearsal@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'none.config'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'env.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}',
  };
  const shared = { env: own, cwd: folder, signal };
  // The one that Erlang starts outlives the node and listens on every address.
  const ports = new ServerProcess({ title: "Erlang's port mapper", command: 'epmd', args: ['-port', String(mapper)], port: mapper, ...shared });
  const node = new ServerProcess({ title: 'RabbitMQ', command: script, args: [], port, ...shared });
  const close = async () => {
    await node.kill();
    await ports.kill();
  };
  try {
    await ports.start();
    await node.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    stop: () => node.kill(),
    resume: () => node.start(),
    close,
  };
}

async function hasErlang(env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const program = 'io:put_chars("here"), halt().';
    const { stdout } = await runProcess('erl', ['-noshell', '-boot', 'no_dot_erlang', '-eval', program], {
      env,
      signal: AbortSignal.timeout(10_000),
    });
    return stdout === 'here' && pathOf(env).some((folder) => existsSync(join(folder, 'epmd')));
  } catch {
    return false;
  }
}

function pathOf(env: NodeJS.ProcessEnv): readonly string[] {
  return (env['PATH'] ?? '').split(delimiter).filter(Boolean);
}
