import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder, writing } from '../lib/writing';

const fresh = () => mkdtempSync(join(tmpdir(), 'stagecraft-writing-'));

test('creates a folder with its parents, and keeps an existing one', async () => {
  const folder = join(fresh(), 'a/b/c');

  await makeFolder(folder);
  writeFileSync(join(folder, 'kept'), '');
  await makeFolder(folder);

  expect(statSync(folder).isDirectory()).toBe(true);
  expect(existsSync(join(folder, 'kept'))).toBe(true);
});

test('names a file in the way', async () => {
  const file = join(fresh(), 'file');
  writeFileSync(file, '');

  await expect(writing(file, () => makeFolder(file))).rejects.toThrow(/cannot write: a file of that name is in the way; got .*file/);
  await expect(writing(file, () => makeFolder(join(file, 'below')))).rejects.toThrow(/cannot write: part of the path is a file/);
});

test('fails where no folder can be created', async () => {
  await expect(writing('/proc/no/folder', () => makeFolder('/proc/no/folder'))).rejects.toThrow(/cannot write/);
});
