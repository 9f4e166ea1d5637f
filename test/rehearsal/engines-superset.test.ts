import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { supersetOn } from '../../lib/rehearsal/engines/superset';
import { recordingTask } from '../support/task';

/** A machine whose Python is a program of these lines of bash, which knows `$1` and the rest of its arguments. */
function machine({ version = '3.11.7', name = 'python3.11', body = '' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'python-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const python = join(bin, name);
  const venv = `if [ "$1" = -m ] && [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "${python}" "$3/bin/python"; exit 0; fi`;
  const lines = ['#!/bin/sh', `if [ "$1" = --version ]; then echo "Python ${version}"; exit 0; fi`, venv, `echo "$*" >> "${folder}/asked"`, body, ''];
  writeFileSync(python, lines.join('\n'));
  chmodSync(python, 0o755);
  const env = { PATH: `${bin}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, 'cache'), SUPERSET_SECRET_KEY: 'another', AWS_PROFILE: 'mine' };
  return { env, folder, asked: () => readFileSync(join(folder, 'asked'), 'utf8'), workspace: mkdtempSync(join(tmpdir(), 'work-')) };
}

test('is found with a Python version that Superset supports', async () => {
  const { env } = machine();

  await expect(supersetOn(env).find()).resolves.toBe('Superset 6.1.0, Python 3.11');
});

test.each(['3.9.2', '3.13.0'])('is not found with Python %s alone', async (version) => {
  const { env, folder } = machine({ version, name: 'python3.11' });

  await expect(supersetOn({ ...env, PATH: join(folder, 'bin') }).find()).resolves.toBeUndefined();
  await expect(supersetOn({ ...env, PATH: join(folder, 'bin') }).open(folder, recordingTask())).rejects.toThrow(
    'Python 3.10, 3.11 or 3.12 was not found',
  );
});

test('is installed once, with the package versions of the cluster', async () => {
  const { env, folder, asked, workspace } = machine();
  for (const _ of ['first', 'second']) await supersetOn(env).open(workspace, recordingTask());

  expect(asked().trim().split('\n')).toHaveLength(1);
  expect(asked()).toMatch(/--requirement \S+workloads\/emr-superset\/install\/requirements\.txt --constraint \S+constraints\.txt/);
  expect(readdirSync(join(folder, 'cache/stagecraft'))).toEqual([expect.stringMatching(/^superset-6\.1\.0-python3\.11-[0-9a-f]{8}$/)]);
});

test('runs a program in its own home, without settings of another Superset or of an account', async () => {
  const body = 'case "$1" in *.py) echo "$SUPERSET_HOME $EXTRA [$SUPERSET_SECRET_KEY$AWS_PROFILE] $2";; esac';
  const { env, workspace } = machine({ body });
  const engine = await supersetOn(env).open(workspace, recordingTask());

  await expect(engine.run('ask.py', ['me'], { EXTRA: 'more' }, recordingTask())).resolves.toBe(`${join(workspace, '.superset')} more [] me\n`);
  expect(engine.home).toBe(join(workspace, '.superset'));
  await engine.close();
});

/** A call of a program, as its recorder writes it. */
const CALL = { service: 'secretsmanager', operation: 'GetSecretValue', input: { SecretId: 'shop' } };

test('a program finds AWS where it is answered, and its calls are recorded, also when it fails then', async () => {
  const body = `case "$1" in *.py) echo "$AWS_ENDPOINT_URL"; echo '${JSON.stringify(CALL)}' >> "$STAGECRAFT_CALLS"; [ "$1" = ask.py ]; exit $?;; esac`;
  const { env, workspace } = machine({ body });
  const engine = await supersetOn(env).open(workspace, recordingTask());
  const calls: unknown[] = [];
  const aws = { environment: { AWS_ENDPOINT_URL: 'http://here' }, record: (call: unknown) => void calls.push(call) };

  await expect(engine.run('ask.py', [], {}, recordingTask(), aws)).resolves.toBe('http://here\n');
  expect(calls).toEqual([CALL]);
  await expect(engine.run('fail.py', [], {}, recordingTask(), aws)).rejects.toThrow('the program with Superset failed');
  expect(calls).toEqual([CALL, CALL]);
});

test('a failed program is reported with its last error', async () => {
  const body = 'case "$1" in *.py) echo "Traceback" >&2; echo "ValueError: no such chart" >&2; exit 1;; esac';
  const { env, workspace } = machine({ body });
  const engine = await supersetOn(env).open(workspace, recordingTask());

  await expect(engine.run('ask.py', [], {}, recordingTask())).rejects.toMatchObject({
    refusal: { problem: 'the program with Superset failed', got: 'ValueError: no such chart' },
  });
});

test("a failed installation reports pip's reason", async () => {
  const { env, workspace } = machine({ body: 'echo "ERROR: no network" >&2; exit 1' });

  await expect(supersetOn(env).open(workspace, recordingTask())).rejects.toThrow(/cannot be installed: ERROR: no network/);
});
