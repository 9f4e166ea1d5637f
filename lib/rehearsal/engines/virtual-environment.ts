import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Task } from '../../contract/task';
import { EngineUnavailable } from '../engine';
import { runProcess } from './process';

export interface VirtualEnvironmentOptions {
  /** Name of its folder in the cache; different for whatever must not be mixed. */
  readonly name: string;
  /** Python that it is made with. */
  readonly python: string;
  /** What pip installs, with versions. */
  readonly packages: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A virtual environment of Python in the user's cache, made the first time it is asked for.
 *
 * It is made beside its place and moved there when it is complete, so that an interrupted creation is never taken for one.
 *
 * @returns its Python
 * @throws EngineUnavailable when it cannot be made, for instance without a network
 */
export async function virtualEnvironment({ name, python, packages, env }: VirtualEnvironmentOptions, task: Task): Promise<string> {
  const folder = join(cacheFolder(env), name);
  if (existsSync(pythonIn(folder))) return pythonIn(folder);

  const run = async (command: string, args: readonly string[]) => {
    const { code, stdout, stderr } = await runProcess(command, args, { env, signal: task.signal }).catch((error: Error) => {
      task.signal.throwIfAborted();
      throw new EngineUnavailable(`${command} cannot be run: ${error.message}`);
    });
    if (code !== 0) throw new EngineUnavailable(`${packages.join(', ')} cannot be installed: ${lastLine(stderr) || lastLine(stdout)}`);
  };

  const fresh = await freshFolder(folder);
  try {
    task.progress('making a virtual environment of Python');
    await run(python, ['-m', 'venv', fresh]);
    task.progress(`installing ${packages.join(', ')}, once, into ${folder}`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--retries', '1', '--timeout', '20'];
    await run(pythonIn(fresh), [...pip, ...packages]);
    await moveInto(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return pythonIn(folder);
}

/** Folder of what may be deleted and is made again. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'stagecraft');
}

async function freshFolder(folder: string): Promise<string> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    return await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  } catch (error) {
    throw new EngineUnavailable(`the cache cannot be written: ${(error as Error).message}`);
  }
}

async function moveInto(fresh: string, folder: string): Promise<void> {
  // What is there already is either broken, its Python being gone, or has just been completed by another rehearsal.
  if (!existsSync(pythonIn(folder))) await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder).catch((error) => {
    if (!existsSync(pythonIn(folder))) throw new EngineUnavailable(`the cache cannot be written: ${(error as Error).message}`);
  });
}

function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

function lastLine(text: string): string {
  return text.trim().replace(/.*\n/s, '').trim();
}
