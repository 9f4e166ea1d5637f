import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '../../lib/rehearsal/lock';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const leave = (content: string) => writeFileSync(join(folder, '.rehearsal.lock'), content);

test('gives the folder to the first of two, and refuses the second with the process id and the advice --out', async () => {
  const results = await Promise.allSettled([lockFolder(folder), lockFolder(folder)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(refused.reason.refusal).toEqual({
    problem: `another rehearsal runs here (pid ${process.pid})`,
    got: folder,
    fix: expect.stringContaining('--out'),
  });
});

test('gives the folder again after its release, and leaves nothing behind', async () => {
  const unlock = await lockFolder(join(folder, 'new', 'one'));
  await unlock();
  const again = await lockFolder(join(folder, 'new', 'one'));
  await again();
  expect(readdirSync(join(folder, 'new', 'one'))).toEqual([]);
});

test('takes over the lock of a process that has ended', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  leave(JSON.stringify({ pid, started: '1' }));
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow('another rehearsal runs here');
  await unlock();
});

test('takes over the lock of an ended process whose process id is reused', async () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)']);
  leave(JSON.stringify({ pid: other.pid, started: 'long ago' }));
  const unlock = await lockFolder(folder);
  await unlock();
  other.kill('SIGKILL');
});

test.each(['', '{', '{}', 'null'])('takes over a lock with the invalid content %j', async (content) => {
  leave(content);
  await (await lockFolder(folder))();
});

test('refuses a folder that cannot be created', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(lockFolder(join(folder, 'file', 'below'))).rejects.toThrow(/part of the path is a file/);
});
