import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { givenFolder, isDiskError, prepareFolders, writeOut } from '../../lib/rehearsal/workspace';

let out: string;
beforeEach(() => {
  out = join(mkdtempSync(join(tmpdir(), 'folders-')), 'lake');
});

test('empties the folders of a rehearsal each time', async () => {
  const { workspace, data } = await prepareFolders(out, { withData: true });
  writeFileSync(join(workspace, 'old.parquet'), 'x');
  mkdirSync(join(data, 'dt=1'));

  expect(await prepareFolders(out, { withData: true })).toEqual({ root: out, workspace, data });
  expect([readdirSync(workspace), readdirSync(data)]).toEqual([[], []]);
});

test.each(['work', 'data'])('refuses a folder %s that no rehearsal created, and leaves it unchanged', async (name) => {
  mkdirSync(join(out, name), { recursive: true });
  writeFileSync(join(out, name, 'mine.csv'), 'x');

  await expect(prepareFolders(out, { withData: true })).rejects.toThrow(/no rehearsal made; got .*; .*--out/);
  expect(existsSync(join(out, name, 'mine.csv'))).toBe(true);
});

test('leaves a folder unchanged that replaced the one of a rehearsal', async () => {
  await prepareFolders(out, { withData: true });
  mkdirSync(join(out, 'mine'));
  writeFileSync(join(out, 'mine', 'mine.csv'), 'x');
  rmSync(join(out, 'data'), { recursive: true });
  symlinkSync(join(out, 'mine'), join(out, 'data'));

  await expect(prepareFolders(out, { withData: true })).rejects.toThrow(/no rehearsal made/);
  expect(existsSync(join(out, 'mine', 'mine.csv'))).toBe(true);
});

test('leaves the data folder unchanged when data comes from another folder', async () => {
  mkdirSync(join(out, 'data'), { recursive: true });
  writeFileSync(join(out, 'data', 'mine.csv'), 'x');

  await prepareFolders(out, { withData: false });
  expect(readdirSync(join(out, 'data'))).toEqual(['mine.csv']);
});

test('uses an empty folder, and ignores a marker that is not JSON', async () => {
  mkdirSync(join(out, 'work'), { recursive: true });
  writeFileSync(join(out, '.rehearsal.json'), '{');

  await prepareFolders(out, { withData: false });
  expect(readdirSync(join(out, 'work'))).toEqual([]);
});

test('refuses an output folder below a file with one message', async () => {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'file'), '');

  await expect(prepareFolders(join(out, 'file', 'lake'), { withData: true })).rejects.toMatchObject({
    refusal: { problem: 'cannot write: part of the path is a file', fix: expect.stringContaining('--out') },
  });
  await expect(writeOut(join(out, 'file', 'report.html'), '')).rejects.toThrow(/part of the path is a file/);
});

test('only errors of a full or read-only disk end a rehearsal', () => {
  const withCode = (code: string) => Object.assign(new Error(code), { code });

  expect(['ENOSPC', 'EDQUOT', 'EROFS', 'ENOENT', 'EACCES'].map((code) => isDiskError(withCode(code)))).toEqual([true, true, true, false, false]);
  expect([undefined, new Error('x'), 'x'].map(isDiskError)).toEqual([false, false, false]);
});

describe('a folder that the user names', () => {
  test('is counted, with its subfolders', async () => {
    mkdirSync(join(out, 'dt=2019-12-21'), { recursive: true });
    writeFileSync(join(out, 'dt=2019-12-21', 'a.json'), 'x'.repeat(250_000));
    writeFileSync(join(out, 'b.csv'), 'x'.repeat(50_000));

    expect(await givenFolder(out)).toEqual({ files: 2, megabytes: 0.3 });
  });

  test('has to exist and to contain a file', async () => {
    await expect(givenFolder(out)).rejects.toThrow(/the data folder cannot be read; got .*lake/);
    mkdirSync(join(out, 'empty'), { recursive: true });
    await expect(givenFolder(out)).rejects.toThrow(/the data folder is empty/);
  });

  test('a broken link is named', async () => {
    mkdirSync(out, { recursive: true });
    symlinkSync('/nowhere', join(out, 'readings.json'));
    await expect(givenFolder(out)).rejects.toMatchObject({ refusal: { problem: 'a data file cannot be read', got: join(out, 'readings.json') } });
  });
});
