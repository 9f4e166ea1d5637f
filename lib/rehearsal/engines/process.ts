import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { watchGroup } from '../../watchdog';

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
