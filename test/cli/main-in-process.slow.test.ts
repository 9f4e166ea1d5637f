import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stagecraftInProcess } from '../support/in-process';

jest.setTimeout(180_000);

const ID = 'glue-athena-data-lake';
const fresh = () => mkdtempSync(join(tmpdir(), 'stagecraft-main-'));

const stagecraft = (...args: readonly string[]) => stagecraftInProcess(args);

beforeAll(() => {
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
});

describe('usage', () => {
  test('help exits 0', async () => {
    const { code, stdout } = await stagecraft('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/rehearse \[options\] <scenario>/);
  });

  test('an unknown command gives four parts and the nearest name', async () => {
    const { code, stderr } = await stagecraft('rehears', ID);
    expect(stderr).toMatch(/^error +unknown command 'rehears'\nnext +stagecraft --help; did you mean rehearse\?\n$/);
    expect(code).toBe(2);
  });

  test('a malformed option shows the expected form', async () => {
    const { code, stderr } = await stagecraft('config', ID, '--set', 'nothing');
    expect(stderr).toMatch(/^error +invalid value of --set\ngot +'nothing'\nallowed +name=value\n/);
    expect(code).toBe(2);
  });

  test('a refusal is JSON with --json, and has a stack with --debug', async () => {
    const { code, stdout, stderr } = await stagecraft('config', ID, '--set', 'scanLimitMb=5', '--json', '--debug');
    expect(JSON.parse(stdout)).toMatchObject({ error: { got: '"5"', allowed: 'a whole number from 10 to 1000000' } });
    expect(stderr).toMatch(/check\.ts/);
    expect(code).toBe(2);
  });
});

test('synth writes the templates and prints their sizes', async () => {
  const out = fresh();

  const { code, stdout } = await stagecraft('synth', ID, '--out', out, '--account', '111122223333', '--region', 'eu-central-1');

  expect(stdout).toMatch(/glue-athena-data-lake-lake/);
  expect(code).toBe(0);
  const templates = (readdirSync(out, { recursive: true }) as string[]).filter((file) => file.endsWith('.template.json'));
  expect(templates).toHaveLength(2);
});

test('synth --print prints one template, and refuses an unknown stack', async () => {
  const { stdout } = await stagecraft('synth', ID, '--out', fresh(), '--print', 'glue-athena-data-lake-lake');
  expect(stdout).toMatch(/AWS::Glue::Database/);

  const { code, stderr } = await stagecraft('synth', ID, '--out', fresh(), '--print', 'nowhere');
  expect(stderr).toMatch(/got +'nowhere'/);
  expect(code).toBe(2);
});

test('config shows the source of each value', async () => {
  const { stdout } = await stagecraft('config', ID, '--set', 'glueVersion=6.0');
  expect(stdout).toMatch(/glueVersion +"6\.0" +--set/);
  expect(stdout).toMatch(/scanLimitMb +1000 +default/);

  const { stdout: json } = await stagecraft('config', ID, '--json');
  expect(JSON.parse(json)).toMatchObject({ schema: { type: 'object' } });
});

test('doctor checks this machine', async () => {
  const { code, stdout } = await stagecraft('doctor', ID, '--out', fresh());
  expect(stdout).toMatch(/ok +DuckDB/);
  expect(code).toBe(0);
});

test('validate has no findings, and lists acknowledgements with reasons', async () => {
  const { code, stdout } = await stagecraft('validate', ID, '--acknowledged');
  expect(stdout).toMatch(/AwsSolutions-IAM5/);
  expect(code).toBe(0);
});

describe('rehearse', () => {
  const path = process.env['PATH'];
  // Without PATH there is no Spark on any machine: that step is skipped, and its fallback runs.
  beforeAll(() => {
    process.env['PATH'] = '/nowhere';
  });
  afterAll(() => {
    process.env['PATH'] = path;
  });

  test('runs every step, prints steps and checks, and writes the report', async () => {
    const out = fresh();

    const { code, stdout } = await stagecraft('rehearse', ID, '--out', out);

    expect(stdout).toMatch(/Enrich one hub: an INSERT for each circuit +passed/);
    expect(stdout).toMatch(/two days of one hub are 5,760 rows +passed +5760/);
    expect(stdout).toMatch(/Rates: XML to Parquet by the Spark job, a folder a state +skipped/);
    expect(stdout).toMatch(/report: .*report\.html/);
    expect(readFileSync(join(out, ID, 'report.html'), 'utf8')).toMatch(/Central Air Conditioner/);
    expect(code).toBe(0);
  });

  test('refuses a missing folder before anything starts', async () => {
    const { code, stderr } = await stagecraft('rehearse', ID, '--out', fresh(), '--data', '/nowhere/at/all');
    expect(stderr).toMatch(/error +the data folder cannot be read\ngot +\/nowhere\/at\/all/);
    expect(code).toBe(2);
  });

  test('data of the wrong layout fails the step that reads it, and the report is written', async () => {
    const { code, stdout, stderr } = await stagecraft('rehearse', ID, '--out', fresh(), '--data', join(__dirname, '../support'));
    expect(stdout).toMatch(/Look at the raw files +failed/);
    expect(stdout).toMatch(/not run/);
    expect(stderr).toMatch(/^error +the step/m);
    expect(code).toBe(1);
  });
});

describe('explain', () => {
  test('prints story, jobs, queries and tools', async () => {
    const { code, stdout } = await stagecraft('explain', ID);
    for (const title of ['Jobs', 'Queries', 'Tools', 'Logs', 'Configuration']) expect(stdout).toMatch(new RegExp(`^${title}`, 'm'));
    expect(stdout).toMatch(/Glue 1\.0 on Spark 2\.4/);
    expect(code).toBe(0);
  });

  test('suggests the nearest name for an unknown scenario', async () => {
    const { code, stderr } = await stagecraft('explain', 'glue-athena-datalake');
    expect(stderr).toMatch(/did you mean 'glue-athena-data-lake'/);
    expect(code).toBe(2);
  });
});

test('manifests and graph of a scenario without Kubernetes', async () => {
  expect((await stagecraft('manifests', ID)).stdout).toMatch(/none/);
  const { stdout } = await stagecraft('graph', ID, '--format', 'mermaid');
  expect(stdout).toMatch(/^flowchart LR$/m);
});

describe('commands that need an account, without one', () => {
  test.each([['status'], ['outputs'], ['deploy'], ['diff'], ['destroy'], ['run'], ['query'], ['logs'], ['open']])(
    '%s names what is missing',
    async (command) => {
      const kept = { ...process.env };
      for (const name of Object.keys(process.env).filter((key) => key.startsWith('AWS_'))) delete process.env[name];
      Object.assign(process.env, { HOME: fresh(), AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'eu-central-1' });
      const names: Readonly<Record<string, readonly string[]>> = { run: ['enrich'], query: ['preview'], open: ['athena'] };
      try {
        const { code, stderr } = await stagecraft(command, ID, ...(names[command] ?? []));
        expect(stderr).toMatch(/credentials/);
        expect(stderr).not.toMatch(/bug/);
        expect(code).toBe(2);
      } finally {
        process.env = kept;
      }
    },
  );
});
