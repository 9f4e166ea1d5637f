import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineUnavailable } from '../../lib/rehearsal/engine';
import { pythonPackages } from '../../lib/rehearsal/engines/python-packages';
import { recordingTask } from '../support/task';

/** A Python whose pip does what `body` says; `$TARGET` is the folder that it has to fill. */
function machine(body: string) {
  const folder = mkdtempSync(join(tmpdir(), 'pip-'));
  const python = join(folder, 'python');
  const target = 'while [ $# -gt 0 ]; do if [ "$1" = --target ]; then TARGET="$2"; fi; shift; done';
  writeFileSync(python, `#!/bin/sh\necho "$*" >> "${folder}/asked"\n${target}\n${body}\n`);
  chmodSync(python, 0o755);
  const env = { PATH: process.env['PATH'], XDG_CACHE_HOME: join(folder, 'cache') };
  return { python, env, folder, asked: () => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n') };
}

test('fills a folder of the cache once, and reports it', async () => {
  const { python, env, asked } = machine('touch "$TARGET/module.py"');
  const task = recordingTask();
  const first = await pythonPackages({ python, packages: ['module==1.0'], env }, task);

  await expect(pythonPackages({ python, packages: ['module==1.0'], env }, task)).resolves.toBe(first);
  expect(existsSync(join(first, 'module.py'))).toBe(true);
  expect(asked()).toHaveLength(1);
  expect(task.lines).toEqual([expect.stringMatching(/^installing module==1\.0, once, into /)]);
});

test('uses another folder for other packages or another Python', async () => {
  const { python, env } = machine('');
  const [one, other] = await Promise.all(['a==1', 'a==2'].map((name) => pythonPackages({ python, packages: [name], env }, recordingTask())));

  expect(one).not.toBe(other);
});

test("a failed installation leaves nothing behind, and reports pip's reason", async () => {
  const { python, env, folder } = machine('echo "ERROR: no network" >&2; exit 1');

  await expect(pythonPackages({ python, packages: ['a==1'], env }, recordingTask())).rejects.toThrow(
    new EngineUnavailable('a==1 cannot be installed, which needs a network once: ERROR: no network'),
  );
  expect(readdirSync(join(folder, 'cache/stagecraft'))).toEqual([]);
});
