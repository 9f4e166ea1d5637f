import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../errors';
import { makeFolder, writing } from '../writing';

const NAME = '.rehearsal.lock';

/** Who holds a lock. */
interface Owner {
  readonly pid: number;
  /** When that process started, as its system tells it: a number of a process is given again. */
  readonly started: string;
}

/**
 * Keeps other rehearsals out of a folder while this one runs. A lock of a process that has ended is taken over.
 *
 * @returns what gives the folder free
 * @throws ConfigError when another rehearsal runs there, JobError when nothing can be written there
 */
export async function lockFolder(root: string): Promise<() => Promise<void>> {
  const lock = join(root, NAME);
  const own: Owner = { pid: process.pid, started: await startOf(process.pid) };
  // A lock appears with its content: it is written beside its place, and linked there.
  const prepared = `${lock}.${randomUUID()}`;
  await writing(root, async () => {
    await makeFolder(root);
    await writeFile(prepared, JSON.stringify(own));
  });
  try {
    while (!(await linked(prepared, lock))) {
      const owner = await ownerOf(lock);
      if (owner && (await runs(owner))) {
        throw new ConfigError({
          problem: `another rehearsal runs here (pid ${owner.pid})`,
          got: root,
          fix: 'wait for its end, or choose another folder with --out',
        });
      }
      await moveAway(lock, `${prepared}.stale`, owner);
    }
  } finally {
    await rm(prepared, { force: true });
  }
  return () => rm(lock, { force: true });
}

/** Removes a stale lock. Renamed first: of two that find it one moves it, and the other one gives back what it has moved in its place. */
async function moveAway(lock: string, moved: string, stale: Owner | undefined): Promise<void> {
  try {
    await rename(lock, moved);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (JSON.stringify(await ownerOf(moved)) !== JSON.stringify(stale)) await linked(moved, lock);
  await rm(moved, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // A file system without links, such as FAT.
    if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
    return copyFile(from, to, constants.COPYFILE_EXCL).then(
      () => true,
      () => false,
    );
  }
}

async function ownerOf(lock: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(await readFile(lock, 'utf8')) as Partial<Owner>;
    return typeof owner.pid === 'number' && typeof owner.started === 'string' ? { pid: owner.pid, started: owner.started } : undefined;
  } catch {
    return undefined;
  }
}

async function runs({ pid, started }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It runs as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return (await startOf(pid)) === started;
}

/** When a process started: ticks since boot on Linux, a time elsewhere; empty where the system does not tell. */
async function startOf(pid: number): Promise<string> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may hold blanks.
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
      ({ stdout }) => stdout.trim(),
      () => '',
    );
  }
}
