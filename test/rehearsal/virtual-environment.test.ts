import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EngineUnavailable } from '../../lib/rehearsal/engine';
import { cacheFolder, virtualEnvironment } from '../../lib/rehearsal/engines/virtual-environment';
import { onPlatform } from '../support/on-platform';
import { recordingTask } from '../support/task';

/** A python3 that makes environments whose pip does what `pip` says; `$FRESH` is the environment that is being made. */
function machine(pip = 'exit 0', venv = '') {
  const home = mkdtempSync(join(tmpdir(), 'venv-'));
  const python = join(home, 'python3');
  writeFileSync(
    python,
    `#!/bin/sh
echo making >> "${home}/log"
${venv}
mkdir -p "$3/bin"
printf '#!/bin/sh\\nFRESH="%s"\\n%s\\n' "$3" '${pip}' > "$3/bin/python"
chmod +x "$3/bin/python"
`,
  );
  chmodSync(python, 0o755);
  const cache = join(home, 'cache', 'stagecraft');
  const env = { PATH: process.env['PATH'], XDG_CACHE_HOME: join(home, 'cache') };
  const make = (task = recordingTask()) => virtualEnvironment({ name: 'spark', python, packages: ['a==1', 'b==2'], env }, task);
  return { home, cache, make };
}

test.each([
  [{ XDG_CACHE_HOME: '/cache', HOME: '/ada' }, '/cache/stagecraft'],
  [{ XDG_CACHE_HOME: '', HOME: '/ada' }, '/ada/.cache/stagecraft'],
  [{ HOME: '' }, join(homedir(), '.cache/stagecraft')],
])('the cache of %j is %s', (env, folder) => {
  expect(cacheFolder(env)).toBe(folder);
});

test('creates an environment once, and reports it', async () => {
  const { cache, make } = machine();
  const task = recordingTask();

  await expect(make(task)).resolves.toBe(join(cache, 'spark/bin/python'));
  await expect(make(task)).resolves.toBe(join(cache, 'spark/bin/python'));
  expect(task.lines).toEqual(['making a virtual environment of Python', `installing a==1, b==2, once, into ${join(cache, 'spark')}`]);
  expect(readdirSync(cache)).toEqual(['spark']);
});

test('finds Python in Scripts on Windows', async () => {
  const { cache, make } = machine();
  const python = join(cache, 'spark', 'Scripts', 'python.exe');
  mkdirSync(dirname(python), { recursive: true });
  writeFileSync(python, '');

  await expect(onPlatform('win32', () => make())).resolves.toBe(python);
});

test('creates an environment again whose Python is missing', async () => {
  const { cache, make } = machine();
  mkdirSync(join(cache, 'spark/lib'), { recursive: true });

  await expect(make()).resolves.toBe(join(cache, 'spark/bin/python'));
  expect(existsSync(join(cache, 'spark/lib'))).toBe(false);
});

test('uses an environment that another rehearsal has completed meanwhile', async () => {
  const { cache, make } = machine('mkdir -p "$FRESH/../spark/bin"; echo theirs > "$FRESH/../spark/bin/python"');

  await expect(make()).resolves.toBe(join(cache, 'spark/bin/python'));
  expect(readFileSync(join(cache, 'spark/bin/python'), 'utf8')).toBe('theirs\n');
  expect(readdirSync(cache)).toEqual(['spark']);
});

test.each([
  [
    'what pip complains of',
    'echo "notice"; echo "Looking" >&2; echo "ERROR: no network" >&2; exit 1',
    'a==1, b==2 cannot be installed: ERROR: no network',
  ],
  ['what pip prints, when it does not complain', 'echo "disk"; echo "is full "; exit 1', 'a==1, b==2 cannot be installed: is full'],
  ['that its place was taken away', 'rm -r "$FRESH"', 'the cache cannot be written: ENOENT'],
])('leaves nothing of an environment that cannot be created, and reports %s', async (_, pip, message) => {
  const { cache, make } = machine(pip);
  const making = make();

  await expect(making).rejects.toBeInstanceOf(EngineUnavailable);
  await expect(making).rejects.toThrow(message);
  expect(readdirSync(cache)).toEqual([]);
});

test('reports a cache that is not a folder', async () => {
  const { home, make } = machine();
  writeFileSync(join(home, 'cache'), '');

  await expect(make()).rejects.toThrow(/^the cache cannot be written: ENOTDIR|^the cache cannot be written: EEXIST/);
});

test('names Python if it is missing', async () => {
  const task = recordingTask();
  const env = { XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'venv-')) };
  const making = virtualEnvironment({ name: 'spark', python: '/no/such/python3', packages: ['a==1'], env }, task);

  await expect(making).rejects.toBeInstanceOf(EngineUnavailable);
  await expect(making).rejects.toThrow('/no/such/python3 cannot be run: spawn /no/such/python3 ENOENT');
});

test('reports an interruption as one, and leaves nothing', async () => {
  const { cache, make } = machine('exit 0', 'sleep 60');
  const task = recordingTask();
  const making = make(task);
  setTimeout(() => task.abort(), 100);

  await expect(making).rejects.toThrow(/abort/i);
  expect(readdirSync(cache)).toEqual([]);
});
