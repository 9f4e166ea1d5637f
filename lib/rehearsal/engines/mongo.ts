import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Task } from '../../contract/task';
import type { EngineModule, Engines } from '../engine';
import { freePorts } from './loopback';
import { runProcess, ServerProcess } from './process';

/** `mongod` where it is on the PATH, with its own folder and port on the loopback address; else a double in this process. */
export function mongoOn(env: NodeJS.ProcessEnv): EngineModule<Engines['mongo']> {
  return {
    title: 'MongoDB',
    install: 'npm install mongodb mingo bson',

    async find() {
      if (!(await isInstalled('mongodb'))) return undefined;
      return (await mongodVersion(env)) ?? (await doubleVersion());
    },

    async open(workspace, task) {
      if ((await mongodVersion(env)) !== undefined) return startServer(join(workspace, '.mongo'), env, task);
      const { documentDouble } = await import('./document-double');
      const double = await documentDouble();
      return { ...double, close: () => double.stop() };
    },
  };
}

export const mongo = mongoOn(process.env);

async function startServer(folder: string, env: NodeJS.ProcessEnv, { signal }: Task): Promise<Engines['mongo']> {
  const { MongoClient } = await import('mongodb');
  await mkdir(folder, { recursive: true });
  const [port = 0] = await freePorts(1);
  const args = ['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder, '--nounixsocket', '--quiet'];
  const server = new ServerProcess({ title: 'MongoDB', command: 'mongod', args, env, cwd: folder, port, signal });
  await server.start();
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
      await server.kill();
    },
  };
}

async function mongodVersion(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await runProcess('mongod', ['--version'], { env, signal: AbortSignal.timeout(10_000) });
    return /db version v([\d.]+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

async function doubleVersion(): Promise<string | undefined> {
  try {
    const { version } = (await import('mingo/package.json')) as { readonly version: string };
    return (await isInstalled('bson')) ? `double over mingo ${version}` : undefined;
  } catch {
    return undefined;
  }
}

async function isInstalled(name: 'mongodb' | 'bson'): Promise<boolean> {
  return import(name).then(
    () => true,
    () => false,
  );
}
