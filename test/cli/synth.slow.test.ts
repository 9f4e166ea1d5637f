import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stagecraft } from '../support/spawned';

const env = { PATH: process.env['PATH'] ?? '' };
const folder = mkdtempSync(join(tmpdir(), 'synth-'));
const synth = (...args: string[]) => stagecraft(['synth', 'glue-athena-data-lake', ...args], { env, cwd: folder });

describe('the templates of a scenario', () => {
  const out = join(folder, 'assembly');
  const written = synth('--out', out, '--json', '--account', '111122223333', '--region', 'eu-central-1', '--set', 'databaseName=my_lake');

  test('are written and listed with their contents', async () => {
    const { code, stdout } = await written;
    const { templates } = JSON.parse(stdout) as { templates: { stack: string; path: string; resources: number; bytes: number }[] };

    expect(code).toBe(0);
    expect(templates.map(({ stack }) => stack)).toEqual(['glue-athena-data-lake-lake', 'glue-athena-data-lake-processing']);
    for (const { path, resources, bytes } of templates) {
      const text = readFileSync(path, 'utf8');
      expect(Buffer.byteLength(text)).toBe(bytes);
      expect(Object.keys(JSON.parse(text).Resources)).toHaveLength(resources);
    }
  });

  test('contain configuration, account and region', async () => {
    const { templates } = JSON.parse((await written).stdout) as { templates: { path: string }[] };
    const lake = readFileSync(templates[0]?.path ?? '', 'utf8');

    expect(lake).toContain('"my_lake"');
    expect(lake).toContain('smart-hub-data-111122223333-eu-central-1');
  });
});

test('are written to cdk.out by default, and listed in a table', async () => {
  const { code, stdout } = await synth();

  expect(code).toBe(0);
  expect(stdout).toMatch(/^stack +resources +bytes +template\nglue-athena-data-lake-lake +\d+ +\d+ +cdk\.out/);
  expect(existsSync(join(folder, 'cdk.out', 'manifest.json'))).toBe(true);
});

test('--print prints the template of one stack, also by the last part of its name', async () => {
  const { stdout } = await synth('--print', 'lake');

  expect(Object.values(JSON.parse(stdout).Resources)).toContainEqual(expect.objectContaining({ Type: 'AWS::Glue::Database' }));
});

test.each<[string, string[], string[]]>([
  ['an invalid account', ['--account', '1234'], ['error    the account is not valid', "got      '1234'", 'allowed  twelve digits']],
  [
    'a region that cannot be',
    ['--region', 'eu-centrl-1'],
    ['error    the region is not valid', "got      'eu-centrl-1'", "did you mean 'eu-central-1'?"],
  ],
  ['a stack that is not there', ['--print', 'lakes'], ['error    the scenario has no such stack', "got      'lakes'"]],
])('refuses %s', async (_, args, lines) => {
  const { code, stdout, stderr } = await synth(...args);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const line of lines) expect(stderr).toContain(line);
});

test('reports in one message when the output folder cannot be created', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const { code, stderr } = await synth('--out', join(file, 'below'));

  expect(code).toBe(1);
  expect(stderr).toBe(
    `error    cannot write: part of the path is a file\ngot      ${join(file, 'below')}\nnext     free disk space, or choose another folder with --out\n`,
  );
});
