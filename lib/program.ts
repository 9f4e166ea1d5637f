import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ConfigError } from './errors';

/** Result of a program. */
export interface Ended {
  /** Exit code; null after a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  /** Input on stdin. @default - none */
  readonly input?: string;
  /** Stops it with SIGTERM and waits for its end. @default - it is never stopped */
  readonly signal?: AbortSignal;
  /** Called with each line of stdout. */
  readonly line?: (line: string) => void;
}

/** Programs, and how to install them. */
const INSTALL = {
  kubectl: 'install kubectl: https://kubernetes.io/docs/tasks/tools/',
  helm: 'install Helm: https://helm.sh/docs/intro/install/',
  'session-manager-plugin':
    'install the Session Manager plugin: brew install --cask session-manager-plugin, or on Linux and Windows ' +
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
} as const;

export type ProgramName = keyof typeof INSTALL;

/**
 * Runs a program to its end, without a shell: arguments need no quoting.
 *
 * @throws ConfigError when the program is not installed, and the abort reason when the signal has stopped it
 */
export async function run(name: ProgramName, args: readonly string[], { input, signal, line }: ProgramOptions = {}): Promise<Ended> {
  signal?.throwIfAborted();
  const child = spawn(name, args, { env: process.env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop);
  try {
    // A program that fails immediately does not read its stdin.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    const ended = await endOf(child, name, line);
    signal?.throwIfAborted();
    return ended;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Waits for the end of a started program, and collects its output. @throws ConfigError when it is not installed */
export function endOf(child: ChildProcess, name: ProgramName, line?: (line: string) => void): Promise<Ended> {
  return new Promise((done, fail) => {
    let [stdout, stderr] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (data: string) => {
      stdout += data;
    });
    child.stderr?.setEncoding('utf8').on('data', (data: string) => {
      stderr += data;
    });
    if (line && child.stdout) createInterface({ input: child.stdout }).on('line', line);
    child.on('error', (cause: NodeJS.ErrnoException) => fail(cause.code === 'ENOENT' ? missing(name, cause) : cause));
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

function missing(name: ProgramName, cause: Error): ConfigError {
  return new ConfigError({ problem: `${name} is not installed, or not on the PATH`, fix: INSTALL[name] }, { cause });
}

/** The end of a failed program's output, without warnings and log lines. */
export function outputTail({ stderr, stdout, code }: Ended, lines = 4): string {
  const said = [stderr, stdout].map(saidIn).find(({ length }) => length > 0) ?? [];
  return said.slice(-lines).join(' / ') || (code === null ? 'it was stopped' : `exit code ${code}`);
}

function saidIn(stream: string): readonly string[] {
  return (
    stream
      .split('\n')
      .map((text) => text.trim())
      // kubectl and Helm log in klog's format: a letter, the date, the time.
      .filter((text) => text !== '' && !/^(Warning:|WARNING:|[IWE]\d{4} )/.test(text))
  );
}
