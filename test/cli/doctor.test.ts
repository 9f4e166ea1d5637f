import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DoctorResult } from '../../lib/actions/doctor';
import { stagecraftInProcess } from '../support/in-process';
import { stagecraft } from '../support/spawned';

jest.setTimeout(60_000);

const home = mkdtempSync(join(tmpdir(), 'cli-doctor-'));
/** No credentials, no instance metadata, no Spark. */
const env = {
  PATH: '/nowhere',
  HOME: home,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: join(home, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: join(home, 'none'),
};
const run = (...args: string[]) => stagecraft(['doctor', ...args], { env, cwd: home });

test('without credentials and Spark reports both and exits 0: rehearsals need neither', async () => {
  const { code, stdout } = await run('glue-athena-data-lake');

  expect(code).toBe(0);
  expect(stdout).toMatch(/^(ok|note) +Node +\d+\.\d+/);
  expect(stdout).toMatch(/\nok +output folder +out is writable\n/);
  expect(stdout).toMatch(/\nok +DuckDB +v?\d/);
  expect(stdout).toMatch(/\nnote +Apache Spark +missing; .*\n +install Python/);
  expect(stdout).toMatch(/\nnote +AWS account +.*only needed to deploy\n/);
  expect(stdout).toMatch(/\nno problems\n$/);
});

test('exits 1 for a named requirement that fails, and gives the same with --json', async () => {
  writeFileSync(join(home, 'file'), '');
  const { code, stdout, stderr } = await run('--json', '--out', 'file/out', '--region', 'eu-west-1');
  const { healthy, diagnoses } = JSON.parse(stdout) as DoctorResult;

  expect({ code, healthy }).toEqual({ code: 1, healthy: false });
  expect(diagnoses.filter(({ state }) => state === 'broken').map(({ subject }) => subject)).toEqual(['output folder', 'AWS account']);
  expect(stderr).toMatch(/error {4}output folder: file\/out is not writable/);
});

test('refuses an unknown scenario', async () => {
  expect(await run('glue')).toMatchObject({ code: 2, stderr: expect.stringContaining("did you mean 'glue-athena-data-lake'?") });
});

describe('in this process', () => {
  const doctor = (...args: string[]) => stagecraftInProcess(['doctor', ...args], env);

  test('without a scenario checks the general requirements', async () => {
    const { code, stdout, stderr } = await doctor('--out', join(home, 'out'));

    expect({ code, stderr }).toEqual({ code: 0, stderr: 'doctor\n' });
    expect(stdout).toMatch(/\nno problems\n$/);
  });

  test('lists all failures, then the first with its fix', async () => {
    writeFileSync(join(home, 'file'), '');
    const { code, stdout, stderr } = await doctor('--out', join(home, 'file/out'), '--region', 'eu-west-1');

    expect(code).toBe(1);
    expect(stdout).toMatch(/\nbroken +output folder +[\s\S]*\nbroken +AWS account +[\s\S]*\nproblems found\n$/);
    expect(stderr).toMatch(/^doctor\nerror {4}output folder: .*file\/out is not writable: .*\nnext {5}choose another folder with --out\n$/);
  });
});
