import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { EngineUnavailable } from '../engine';

/** Programs of one PostgreSQL. */
export interface Programs {
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly basebackup: string;
}

/** Who runs the servers, where it is not the person: PostgreSQL refuses to run as root. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly owner: Owner | undefined;
  readonly signal: AbortSignal;
}

/** A program that runs until it is stopped. */
export interface Program {
  /** Tells it to stop, and waits for its end. */
  stop(): Promise<void>;
}

/** Where Debian puts the programs of each version; elsewhere they are on the PATH. */
const DEBIAN = '/usr/lib/postgresql';
/** How long a server may take to stop by itself, in milliseconds. */
const GRACE_MS = 10_000;

const execute = promisify(execFile);

/** The newest PostgreSQL whose three programs are there, or undefined. */
export async function programsIn(env: NodeJS.ProcessEnv): Promise<Programs | undefined> {
  const versions = await readdir(DEBIAN).catch(() => [] as string[]);
  const debian = versions.sort((one, other) => Number(other) - Number(one)).map((version) => join(DEBIAN, version, 'bin'));
  for (const folder of [...(env['PATH'] ?? '').split(delimiter).filter(Boolean), ...debian]) {
    const [initdb, postgres, basebackup] = ['initdb', 'postgres', 'pg_basebackup'].map((name) => join(folder, name)) as [string, string, string];
    const there = await Promise.all([initdb, postgres, basebackup].map((file) => access(file, constants.X_OK))).catch(() => undefined);
    if (!there) continue;
    const { stdout } = await execute(postgres, ['--version']).catch(() => ({ stdout: '' }));
    const version = /\d+(\.\d+)?/.exec(stdout)?.[0];
    if (version !== undefined) return { version, initdb, postgres, basebackup };
  }
  return undefined;
}

/** Somebody without rights, where this process has all of them. @throws EngineUnavailable when there is nobody */
export async function ownerOfServers(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => execute('id', [flag, name]).then(({ stdout }) => Number(stdout)))).catch(
      () => [],
    );
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new EngineUnavailable('PostgreSQL does not run as root, and there is no user postgres or nobody to run it');
}

/** Runs a program to its end. @throws EngineUnavailable with what it said when it failed */
export async function ended(file: string, args: readonly string[], { env, cwd, owner, signal }: RunOptions): Promise<void> {
  try {
    await execute(file, [...args], { env, cwd, signal, ...owner });
  } catch (cause) {
    signal.throwIfAborted();
    const { stderr = '' } = cause as { stderr?: string };
    throw new EngineUnavailable(stderr.trim().split('\n').slice(-2).join(' / ') || String(cause), { cause });
  }
}

/** Starts a server. It ends with this process at the latest. */
export function serverOf(file: string, args: readonly string[], { env, cwd, owner }: Omit<RunOptions, 'signal'>): Program {
  // A group of its own: Ctrl-C on the terminal reaches this process alone, which then stops the servers in their order.
  const child = spawn(file, [...args], { env, cwd, detached: true, stdio: 'ignore', ...owner });
  const kill = () => signal(child, 'SIGQUIT');
  process.once('exit', kill);
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  }).finally(() => process.removeListener('exit', kill));
  return {
    async stop() {
      // SIGINT ends the connections and stops in order, SIGQUIT at once.
      signal(child, 'SIGINT');
      const killer = setTimeout(kill, GRACE_MS);
      await gone;
      clearTimeout(killer);
    },
  };
}

/** A port of the loopback address that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a server on a port has no port');
  return address.port;
}

function signal({ pid, exitCode, signalCode }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(pid, name);
}
