import { randomBytes } from 'node:crypto';
import { appendFile, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../../workloads/postgres/connection';
import { onlyValue, type Session } from '../../../workloads/postgres/session';
import type { Task } from '../../contract/task';
import { makeTemporaryFolder } from '../../temporary';
import { watchPath } from '../../watchdog';
import { type EngineModule, EngineUnavailable, type PostgresServers } from '../engine';
import { freePorts } from './loopback';
import { PostgresSql } from './postgres';
import { ended, ownerOfServers, type Program, type Programs, programsIn, serverOf } from './postgres-programs';

/** Milliseconds for a server to take connections, and for a replica to catch up, on a machine that is busy. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 100;
const OWNER = 'owner';

/** PostgreSQL on this machine: a primary and a replica that follows it, on the loopback address, for as long as the rehearsal takes. */
export function postgresServerOn(env: NodeJS.ProcessEnv, debian?: string): EngineModule<PostgresServers> {
  return {
    title: 'PostgreSQL with a replica',
    install: 'on Debian: apt-get install postgresql; elsewhere put initdb, postgres and pg_basebackup on the PATH',
    async find() {
      const programs = await programsIn(env, debian);
      return programs && (await hasClient()) ? programs.version : undefined;
    },
    async open(_, task) {
      const programs = await programsIn(env, debian);
      if (!programs) throw new EngineUnavailable('the programs of PostgreSQL were not found');
      return start(programs, env, task);
    },
  };
}

export const postgresServer = postgresServerOn(process.env);

async function hasClient(): Promise<boolean> {
  return import('pg').then(
    () => true,
    () => false,
  );
}

async function start(programs: Programs, env: NodeJS.ProcessEnv, task: Task): Promise<PostgresServers> {
  const { connectTo } = await import('../../../workloads/postgres/client');
  const owner = await ownerOfServers(env);
  const give = async (path: string) => owner && chown(path, owner.uid, owner.gid);
  const folder = makeTemporaryFolder();
  const release = watchPath(folder);
  await give(folder);
  const password = randomBytes(24).toString('hex');
  const run = { env: { PATH: env['PATH'], LC_ALL: 'C', PGPASSWORD: password }, cwd: folder, owner, signal: task.signal };
  const servers: Program[] = [];
  const sessions: Session[] = [];
  const close = async () => {
    for (const session of sessions) await session.close().catch(() => undefined);
    // The replica first: it would complain about a primary that goes.
    for (const server of servers.reverse()) await server.stop();
    await rm(folder, { recursive: true, force: true });
    release();
  };
  const connectionTo = (port: number): Connection => ({ host: '127.0.0.1', port, database: 'postgres', user: OWNER, password, sslmode: 'disable' });
  const open = async (port: number): Promise<PostgresSql> => {
    const session = await patiently(() => connectTo(connectionTo(port)), task);
    sessions.push(session);
    await session.run("SET TimeZone = 'UTC'");
    return new PostgresSql(session);
  };

  try {
    const [primaryPort, replicaPort] = (await freePorts(2)) as [number, number];
    const [primaryFolder, replicaFolder] = [join(folder, 'primary'), join(folder, 'replica')];
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await give(passwordFile);
    for (const data of [primaryFolder, replicaFolder]) {
      await mkdir(data, { mode: 0o700 });
      await give(data);
    }

    task.progress('making a primary');
    const auth = ['--auth-local=reject', '--auth-host=scram-sha-256', `--pwfile=${passwordFile}`];
    await ended(programs.initdb, ['-D', primaryFolder, '-U', OWNER, '-E', 'UTF8', '--locale=C', '--no-sync', ...auth], run);
    await appendFile(join(primaryFolder, 'postgresql.conf'), settings(primaryPort));
    servers.push(serverOf(programs.postgres, ['-D', primaryFolder], run));
    const primary = await open(primaryPort);

    task.progress('making a replica of it');
    const source = `host=127.0.0.1 port=${primaryPort} user=${OWNER}`;
    await ended(programs.basebackup, ['-D', replicaFolder, '-d', source, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'], run);
    // The copied file has the port of the primary; the last setting counts.
    await appendFile(join(replicaFolder, 'postgresql.conf'), settings(replicaPort));
    servers.push(serverOf(programs.postgres, ['-D', replicaFolder], run));
    const replica = await open(replicaPort);
    return { primary, replica, connection: connectionTo(primaryPort), caughtUp: () => caughtUp(primary.session, replica.session, task), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits until the replica has repeated all that the primary has done so far. @returns how many milliseconds that took */
async function caughtUp(primary: Session, replica: Session, task: Task): Promise<number> {
  const started = performance.now();
  const position = await onlyValue(primary, 'SELECT pg_current_wal_lsn()::text');
  await patiently(async () => {
    const behind = await onlyValue(replica, 'SELECT pg_wal_lsn_diff($1::text::pg_lsn, pg_last_wal_replay_lsn()) > 0', [position]);
    if (behind !== false) throw new Error('the replica has not caught up');
  }, task);
  return performance.now() - started;
}

/** Tries again until it works, or a minute has passed. @throws the last error */
async function patiently<Result>(attempt: () => Promise<Result>, { signal }: Task): Promise<Result> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(LOOK_MS, undefined, { signal });
    }
  }
}

/** Settings of a server that lives for minutes and may lose everything. */
function settings(port: number): string {
  const lines = {
    listen_addresses: "'127.0.0.1'",
    port,
    unix_socket_directories: "''",
    wal_level: 'replica',
    hot_standby: 'on',
    max_wal_senders: 4,
    wal_keep_size: "'256MB'",
    fsync: 'off',
    shared_buffers: "'32MB'",
    max_connections: 20,
    password_encryption: "'scram-sha-256'",
  };
  return `\n${Object.entries(lines)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')}`;
}
