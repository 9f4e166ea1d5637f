import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Task } from '../../contract/task';
import { type EngineId, EngineUnavailable } from '../engine';
import { runProcess } from './process';
import { cacheFolder } from './virtual-environment';

/** What a program needs beside the packages of its engine. */
export interface PythonPackagesOptions {
  /** Python that runs the program. */
  readonly python: string;
  /** What pip installs, with versions. */
  readonly packages: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Engine that runs the program: without its packages it is unavailable. @default - a program without an engine */
  readonly engine?: EngineId;
}

/**
 * Packages in a folder of the user's cache, filled the first time it is asked for: for `PYTHONPATH`, beside what the Python has itself.
 *
 * @returns the folder
 * @throws EngineUnavailable when they cannot be installed, for instance without a network
 */
export async function pythonPackages({ python, packages, env, engine }: PythonPackagesOptions, task: Task): Promise<string> {
  const hash = createHash('sha256')
    .update(JSON.stringify([python, ...packages]))
    .digest('hex')
    .slice(0, 12);
  const folder = join(cacheFolder(env), `packages-${hash}`);
  if (existsSync(folder)) return folder;

  task.progress(`installing ${packages.join(', ')}, once, into ${folder}`);
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--retries', '1', '--target', fresh];
    const { code, stderr, stdout } = await runProcess(python, [...pip, ...packages], { env, signal: task.signal });
    if (code !== 0) {
      const reason = (stderr || stdout).trim().split('\n').at(-1) || 'no reason from pip';
      throw new EngineUnavailable(`${packages.join(', ')} cannot be installed, which needs a network once: ${reason}`, { engine });
    }
    await rename(fresh, folder).catch((error) => {
      // Another rehearsal was faster.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}
