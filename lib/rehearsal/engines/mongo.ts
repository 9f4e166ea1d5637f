import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Task } from '../../contract/task';
import { type EngineModule, type Engines, EngineUnavailable } from '../engine';
import { freePorts } from './free-ports';
import { runProcess } from './process';
import { ServerProcess } from './server-process';

/** A program that speaks MongoDB's protocol, and how it is started on a port of the loopback address with its data in a folder. */
interface Program {
  readonly command: string;
  readonly title: string;
  readonly version: RegExp;
  args(port: number, folder: string): readonly string[];
}

const PROGRAMS: readonly Program[] = [
  {
    command: 'mongod',
    title: 'MongoDB',
    version: /db version v([\d.]+)/,
    args: (port, folder) => ['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder, '--nounixsocket', '--quiet'],
  },
  {
    command: 'ferretdb',
    title: 'FerretDB',
    // From 2 on it needs a PostgreSQL with an extension beside it.
    version: /version: v(1\.[\d.]+)/,
    args: (port, folder) => [
      '--handler=sqlite',
      `--sqlite-url=file:${folder}/`,
      `--state-dir=${folder}`,
      `--listen-addr=127.0.0.1:${port}`,
      '--debug-addr=-',
      '--telemetry=disable',
      '--log-level=error',
    ],
  },
];

/** A MongoDB, or FerretDB 1 with SQLite, of this rehearsal: its own folder and port, on the loopback address. */
export function mongoOn(env: NodeJS.ProcessEnv): EngineModule<Engines['mongo']> {
  return {
    title: 'MongoDB-compatible server',
    install: 'put mongod of MongoDB Community Server, or ferretdb of FerretDB 1, on the PATH',

    async find() {
      const found = await firstOf(env);
      return found && `${found.program.title} ${found.version}`;
    },

    async open(workspace, task) {
      const found = await firstOf(env);
      if (!found) throw new EngineUnavailable('neither mongod nor ferretdb was found');
      return startServer(found.program, join(workspace, '.mongo'), env, task);
    },
  };
}

export const mongo = mongoOn(process.env);

async function startServer({ command, title, args }: Program, folder: string, env: NodeJS.ProcessEnv, { signal }: Task): Promise<Engines['mongo']> {
  const { MongoClient } = await import('mongodb').catch(() => {
    throw new EngineUnavailable('its driver is not installed: npm install mongodb');
  });
  await mkdir(folder, { recursive: true });
  const [port = 0] = await freePorts(1);
  const server = new ServerProcess({ title, command, args: args(port, folder), env, cwd: folder, port, signal });
  await server.start().catch(async (error) => {
    await server.close();
    throw error;
  });
  const url = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000 });
  return {
    url,
    stop: () => server.kill(),
    resume: () => server.start(),
    count: (database, collection) => client.db(database).collection(collection).countDocuments(),
    documents: (database, collection) => client.db(database).collection(collection).find().toArray(),
    async close() {
      await client.close();
      await server.close();
    },
  };
}

async function firstOf(env: NodeJS.ProcessEnv): Promise<{ program: Program; version: string } | undefined> {
  for (const program of PROGRAMS) {
    try {
      const { stdout } = await runProcess(program.command, ['--version'], { env, signal: AbortSignal.timeout(10_000) });
      const version = program.version.exec(stdout)?.[1];
      if (version !== undefined) return { program, version };
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
