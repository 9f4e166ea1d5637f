import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchGroup } from '../../watchdog';
import { EngineUnavailable } from '../engine';

export interface ProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** When it is aborted, the program and everything that it has started is ended. */
  readonly signal: AbortSignal;
  readonly cwd?: string;
  /** Takes each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface FinishedProcess {
  /** Exit code; -1 when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Most characters of each output that are kept; the last ones count. */
const KEPT = 200_000;

/** Milliseconds that a program has to end after SIGTERM. */
export const GRACE_MS = 3_000;

/** Programs that run, each the leader of its process group. */
const leaders = new Set<ChildProcess>();

/** Runs a program to its end. @throws the reason of the signal when it was aborted, Error when the program cannot be started */
export async function runProcess(command: string, args: readonly string[], { env, signal, cwd, onLine }: ProcessOptions): Promise<FinishedProcess> {
  signal.throwIfAborted();
  const child = spawnGroup(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let killer: NodeJS.Timeout | undefined;
  const end = () => {
    endGroup(child, 'SIGTERM');
    killer = setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    const stdout = collected(child.stdout, onLine);
    const stderr = collected(child.stderr);
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? -1));
    });
    signal.throwIfAborted();
    return { code, stdout: stdout(), stderr: stderr() };
  } finally {
    clearTimeout(killer);
    signal.removeEventListener('abort', end);
  }
}

/**
 * Starts a program as the leader of a process group, so that Ctrl-C on the terminal reaches this process alone, which then ends the groups in order.
 *
 * The group ends with this process at the latest, also when that is killed.
 */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, [...args], { ...options, detached: process.platform !== 'win32' });
  if (child.pid === undefined) return child;
  if (leaders.size === 0) process.once('exit', endGroups);
  leaders.add(child);
  const release = watchGroup(child.pid);
  // Not at `exit`: what the program has started may outlive it for a moment, and keeps its output open.
  child.once('close', () => {
    leaders.delete(child);
    if (leaders.size === 0) process.removeListener('exit', endGroups);
    release();
  });
  return child;
}

/** Sends a signal to the process group of a program. */
export function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function endGroups(): void {
  for (const child of leaders) endGroup(child, 'SIGKILL');
}

function collected(stream: NodeJS.ReadableStream | null, onLine?: (line: string) => void): () => string {
  let text = '';
  if (!stream) return () => text;
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-KEPT);
  });
  if (onLine) createInterface({ input: stream }).on('line', onLine);
  return () => text;
}

export interface ServerProcessOptions {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Port of the loopback address that takes connections when it has started. */
  readonly port: number;
  readonly signal: AbortSignal;
}

/** A database or a broker takes seconds to start, on a busy machine a minute. */
const STARTUP_MS = 90_000;

/** Longest wait for a port to be given back after its program was killed. */
const ENDING_MS = 5_000;

/** Most characters of the output that are kept to tell why a start failed. */
const KEPT_OF_START = 4_000;

/** A server as a process group, on the loopback address, that can be killed and started again. */
export class ServerProcess {
  private child?: ChildProcess;

  public constructor(private readonly options: ServerProcessOptions) {}

  /** Resolves when the port takes connections. @throws EngineUnavailable with the last line that the program printed */
  public async start(): Promise<void> {
    const { title, command, args, env, cwd, port, signal } = this.options;
    const child = spawnGroup(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    let output = '';
    let ended: string | undefined;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-KEPT_OF_START);
      });
    }
    child.once('error', (error) => {
      ended = error.message;
    });
    child.once('exit', (code) => {
      ended ??= `it ended with ${code}: ${output.trim().split('\n').at(-1) ?? ''}`;
    });
    const end = Date.now() + STARTUP_MS;
    while (!(await takesConnections(port))) {
      if (ended === undefined && Date.now() > end) ended = `it took no connections within ${STARTUP_MS / 1_000} s`;
      if (ended !== undefined || signal.aborted) {
        await this.kill();
        signal.throwIfAborted();
        throw new EngineUnavailable(`${title} did not start: ${ended}`);
      }
      await sleep(100, undefined, { signal }).catch(() => {});
    }
  }

  /** Ends it with SIGKILL, and waits until its port takes no connections. */
  public async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    endGroup(child, 'SIGKILL');
    await gone;
    // What was started by a script may outlive it for a moment.
    const end = Date.now() + ENDING_MS;
    while (Date.now() < end && (await takesConnections(this.options.port))) await sleep(20);
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}
