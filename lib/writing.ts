import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { JobError } from './errors';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a folder of that name is in the way',
  ENOENT: 'the folder above it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of the path is a file',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
};

/** Runs work that writes to `path`. @throws JobError with a clear reason when the file system refuses */
export async function writing<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = REASONS[(cause as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw cause;
    throw new JobError({ problem: `cannot write: ${reason}`, got: path, fix: 'free disk space, or choose another folder with --out' }, { cause });
  }
}

/**
 * Creates a folder and its parents, if missing.
 *
 * One level at a time, because Node's recursive mkdir loops forever on a file system that answers ENOENT to every mkdir, such as /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || (await isThere(dirname(path)))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
