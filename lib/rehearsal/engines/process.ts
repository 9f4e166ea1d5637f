import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

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

/** How long a program may take to end by itself. */
export const GRACE_MS = 3_000;

/** Runs a program to its end. @throws the reason of the signal when it was aborted, Error when the program cannot be started */
export async function runProcess(command: string, args: readonly string[], { env, signal, cwd, onLine }: ProcessOptions): Promise<FinishedProcess> {
  signal.throwIfAborted();
  // A group of its own: Ctrl-C on the terminal reaches this process alone, which then ends the whole group.
  const child = spawn(command, args, { env, cwd, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
  let killer: NodeJS.Timeout | undefined;
  const end = () => {
    endGroup(child, 'SIGTERM');
    killer = setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS);
  };
  const endAtExit = () => endGroup(child, 'SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  process.once('exit', endAtExit);
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
    process.removeListener('exit', endAtExit);
  }
}

/** Sends a signal to a program that was started as a group of its own, and to everything that it has started. */
export function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function collected(stream: NodeJS.ReadableStream, onLine?: (line: string) => void): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-KEPT);
  });
  if (onLine) createInterface({ input: stream }).on('line', onLine);
  return () => text;
}
