import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobError } from './errors';

const NAME = /^stagecraft-(\d+)-/;

/** Milliseconds after which a folder of an ended process is stale. Another machine or container may share the temporary folder, and its processes are not seen. */
const STALE_MS = 3_600_000;

const untilExit: string[] = [];
let swept = false;

/**
 * A new folder in the temporary folder, named after this process. The caller removes it; one that a killed process has left is removed by a later one.
 *
 * @throws JobError when it cannot be created
 */
export function makeTemporaryFolder(): string {
  try {
    if (!swept) sweep();
    swept = true;
    return mkdtempSync(join(tmpdir(), `stagecraft-${process.pid}-`));
  } catch (cause) {
    const { message } = cause as Error;
    throw new JobError(
      { problem: `the temporary folder cannot be used: ${message}`, got: tmpdir(), fix: 'free disk space, or set TMPDIR' },
      { cause },
    );
  }
}

/** A new temporary folder, deleted when this process ends. */
export function folderUntilExit(): string {
  if (untilExit.length === 0) process.once('exit', removeAll);
  const folder = makeTemporaryFolder();
  untilExit.push(folder);
  return folder;
}

function removeAll(): void {
  for (const folder of untilExit) rmSync(folder, { recursive: true, force: true });
}

function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (!pid || isRunning(pid)) continue;
    try {
      const folder = join(tmpdir(), name);
      if (Date.now() - statSync(folder).mtimeMs > STALE_MS) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or removed meanwhile.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs work in a new folder that is gone afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeTemporaryFolder();
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
