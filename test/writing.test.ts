import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder, writing } from '../lib/writing';

const fresh = () => mkdtempSync(join(tmpdir(), 'stagecraft-writing-'));

test('makes a folder with those above it, and leaves one that is there', async () => {
  const folder = join(fresh(), 'a/b/c');

  await makeFolder(folder);
  writeFileSync(join(folder, 'kept'), '');
  await makeFolder(folder);

  expect(statSync(folder).isDirectory()).toBe(true);
  expect(existsSync(join(folder, 'kept'))).toBe(true);
});

test('a file in the way is said to be in the way', async () => {
  const file = join(fresh(), 'file');
  writeFileSync(file, '');

  await expect(writing(file, () => makeFolder(file))).rejects.toThrow(/cannot write: a file of that name is in the way; got .*file/);
  await expect(writing(file, () => makeFolder(join(file, 'below')))).rejects.toThrow(/cannot write: part of the path is a file/);
});

test('ends where no folder can be made at all', async () => {
  await expect(writing('/proc/no/folder', () => makeFolder('/proc/no/folder'))).rejects.toThrow(/cannot write/);
});
