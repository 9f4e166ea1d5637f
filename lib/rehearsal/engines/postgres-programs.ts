import { type ChildProcess, execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { EngineUnavailable } from '../engine';
import { spawnGroup } from './process';

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
/** Who may run the servers instead of root, in this order. */
const WITHOUT_RIGHTS = ['postgres', 'nobody'];
/** Milliseconds that a server has to stop after SIGINT. */
const GRACE_MS = 10_000;

const execute = promisify(execFile);

/** The PostgreSQL on the PATH, else the newest below `debian`, whose three programs are there and say their version; or undefined. */
export async function programsIn(env: NodeJS.ProcessEnv, debian = DEBIAN): Promise<Programs | undefined> {
  const versions = await readdir(debian).catch(() => [] as string[]);
  const newestFirst = versions.sort((one, other) => Number(other) - Number(one)).map((version) => join(debian, version, 'bin'));
  for (const folder of [...(env['PATH'] ?? '').split(delimiter).filter(Boolean), ...newestFirst]) {
    const [initdb, postgres, basebackup] = ['initdb', 'postgres', 'pg_basebackup'].map((name) => join(folder, name)) as [string, string, string];
    const there = await Promise.all([initdb, postgres, basebackup].map((file) => access(file, constants.X_OK))).catch(() => undefined);
    if (!there) continue;
    const { stdout } = await execute(postgres, ['--version']).catch(() => ({ stdout: '' }));
    const version = /\d+(\.\d+)?/.exec(stdout)?.[0];
    if (version !== undefined) return { version, initdb, postgres, basebackup };
  }
  return undefined;
}

/** An unprivileged user to run servers as, where this process runs as root. @throws EngineUnavailable when there is none */
export async function ownerOfServers(env: NodeJS.ProcessEnv): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of WITHOUT_RIGHTS) {
    const ids = ['-u', '-g'].map((flag) => execute('id', [flag, name], { env }).then(({ stdout }) => Number(stdout)));
    const [uid, gid] = await Promise.all(ids).catch(() => []);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new EngineUnavailable('PostgreSQL does not run as root, and there is no user postgres or nobody to run it');
}

/** Runs a program to its end. @throws EngineUnavailable with the end of its standard error */
export async function ended(file: string, args: readonly string[], { env, cwd, owner, signal }: RunOptions): Promise<void> {
  try {
    await execute(file, [...args], { env, cwd, signal, ...owner });
  } catch (cause) {
    signal.throwIfAborted();
    const { stderr } = cause as { stderr?: string };
    throw new EngineUnavailable(stderr?.trim().split('\n').slice(-2).join(' / ') || String(cause), { cause });
  }
}

/** Starts a server. It ends with this process at the latest. */
export function serverOf(file: string, args: readonly string[], { env, cwd, owner }: Omit<RunOptions, 'signal'>): Program {
  const child = spawnGroup(file, args, { env, cwd, stdio: 'ignore', ...owner });
  const kill = () => signal(child, 'SIGQUIT');
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
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

function signal({ pid, exitCode, signalCode }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(pid, name);
}
