import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../errors';
import { makeFolder, writing } from '../writing';

/** Folders of a rehearsal below `out/<scenario>`. */
export interface Folders {
  readonly root: string;
  /** Where data is generated. */
  readonly data: string;
  /** Where the steps write; empty at the start of each rehearsal. */
  readonly workspace: string;
}

/** Remembers which folders a rehearsal has made, by inode, so that no other folder is ever emptied. */
const MARKER = '.rehearsal.json';

/**
 * Makes the folders of a rehearsal, emptied of what an earlier one left.
 *
 * @throws ConfigError when a folder holds something that no rehearsal made, JobError when nothing can be written there
 */
export async function prepareFolders(root: string, options: { readonly withData: boolean }): Promise<Folders> {
  const folders = { root, data: join(root, 'data'), workspace: join(root, 'work') };
  await writing(root, async () => {
    await makeFolder(root);
    await renew(root, 'work');
    if (options.withData) await renew(root, 'data');
  });
  return folders;
}

async function renew(root: string, name: string): Promise<void> {
  const folder = join(root, name);
  const made = await readMarker(root);
  const found = await stat(folder).catch(() => undefined);
  if (found && made[name] === found.ino) {
    await rm(folder, { recursive: true, force: true });
  } else if (found && (!found.isDirectory() || (await readdir(folder)).length > 0)) {
    throw new ConfigError({
      problem: 'a folder that the rehearsal would empty holds something that no rehearsal made',
      got: folder,
      fix:
        name === 'data' ? `use it with --data ${folder}, or choose another folder with --out` : 'move it away, or choose another folder with --out',
    });
  }
  await makeFolder(folder);
  await writeFile(join(root, MARKER), `${JSON.stringify({ ...made, [name]: (await stat(folder)).ino }, undefined, 2)}\n`);
}

async function readMarker(root: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const made: unknown = JSON.parse(await readFile(join(root, MARKER), 'utf8'));
    return made !== null && typeof made === 'object' ? (made as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Checks a folder that a person named. @throws ConfigError when it is missing or empty */
export async function givenFolder(folder: string): Promise<{ readonly files: number; readonly megabytes: number }> {
  const refuse = (problem: string) =>
    new ConfigError({ problem, got: folder, allowed: 'a folder with the raw files of the scenario', fix: 'correct --data' });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw refuse('the data folder cannot be read');
  });
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
  if (files.length === 0) throw refuse('the data folder is empty');
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name)).catch(unreadable(join(parentPath, name)))).size),
  );
  return { files: files.length, megabytes: Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1e4) / 100 };
}

/** Refuses a file, such as a link whose target is gone. */
function unreadable(file: string): (cause: Error) => never {
  return (cause) => {
    throw new ConfigError(
      { problem: 'a data file cannot be read', got: file, allowed: 'readable files', fix: 'correct it, or remove it from --data' },
      { cause },
    );
  };
}

/** Errors that end the rehearsal, with one message: every later step would fail as well. */
const DISK = ['ENOSPC', 'EDQUOT', 'EROFS'];

/** Whether an error means that nothing more can be written. */
export function isDiskError(error: unknown): boolean {
  return DISK.includes((error as NodeJS.ErrnoException)?.code ?? '');
}

/** Writes a file. @throws JobError when it cannot be written */
export async function writeOut(path: string, content: string): Promise<void> {
  await writing(path, () => writeFile(path, content));
}
