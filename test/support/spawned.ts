import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../lib/paths';

/** How a spawned command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnedOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Sends SIGINT, as Ctrl-C does, as soon as stderr contains this text. @default - never */
  readonly interruptAt?: string;
}

/** Expects an exit code, and shows the output on another one. */
export function expectExit(ended: Ended, code: number): Ended {
  if (ended.code !== code) throw new Error(`exit code ${ended.code} instead of ${code}\n${ended.stderr}\n${ended.stdout}`);
  return ended;
}

/** Runs the built command line in a child process. */
export function stagecraft(args: readonly string[], options: SpawnedOptions): Promise<Ended> {
  return nodeProcess([join(packageRoot, 'dist/bin/stagecraft.js'), ...args], options);
}

/** Runs the CDK's own command line. */
export function cdk(args: readonly string[], options: SpawnedOptions): Promise<Ended> {
  return nodeProcess([join(packageRoot, 'node_modules/aws-cdk/bin/cdk'), ...args], options);
}

/** Runs a file with Node. */
export function nodeProcess(args: readonly string[], { env, cwd, interruptAt }: SpawnedOptions): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    let interrupted = false;
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
      if (interrupted || interruptAt === undefined || !stderr.includes(interruptAt)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}
