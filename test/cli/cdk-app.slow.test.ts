import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/paths';
import { cdk, type Ended, stagecraft } from '../support/spawned';

jest.setTimeout(120_000);

const PATH = process.env['PATH'] ?? '';
const folder = (name: string) => mkdtempSync(join(tmpdir(), `${name}-`));

/** Runs the app as the CDK CLI does. */
function app(context: Readonly<Record<string, unknown>>, outdir: string): Promise<Ended> {
  return new Promise((done) => {
    const env = { PATH, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) };
    const child = spawn(process.execPath, [join(packageRoot, 'dist/bin/app.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

function templatesIn(outdir: string): Record<string, string> {
  const files = (readdirSync(outdir, { recursive: true }) as string[]).filter((file) => file.endsWith('.template.json'));
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
}

test('plain cdk synthesizes a scenario without credentials', async () => {
  const out = folder('cdk');
  const env = { PATH, HOME: folder('home'), CDK_DISABLE_CLI_TELEMETRY: 'true', AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' };
  const { code, stdout, stderr } = await cdk(['synth', '-c', 'scenario=glue-athena-data-lake', '--quiet', '--no-notices', '-o', out], {
    env,
    cwd: packageRoot,
  });

  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: '' });
  expect(Object.keys(templatesIn(out))).toHaveLength(2);
});

test('the templates equal those of `stagecraft synth`, with stage, environment and configuration from the context', async () => {
  const [byContext, byFlags] = [folder('context'), folder('flags')];
  const environment = { account: '111122223333', region: 'ap-southeast-2' };
  await app({ scenario: 'glue-athena-data-lake', stage: 'test', scanLimitMb: '42', ...environment }, byContext);
  const flags = ['--stage', 'test', '--set', 'scanLimitMb=42', '--account', environment.account, '--region', environment.region, '--out', byFlags];
  await stagecraft(['synth', 'glue-athena-data-lake', ...flags], { env: { PATH } });

  expect(templatesIn(byContext)).toEqual(templatesIn(byFlags));
  expect(Object.values(templatesIn(byContext)).join()).toContain('smart-hub-data-111122223333-ap-southeast-2-test');
});

test("ignores the CDK's own context, other apps' context, and the credentials' account", async () => {
  const [plain, crowded] = [folder('plain'), folder('crowded')];
  const foreign = { '@aws-cdk/core:newStyleStackSynthesis': true, 'aws:cdk:bundling-stacks': ['**'], 'cdk-migrate': true, 'acme:team': 'data' };
  await app({ scenario: 'glue-athena-data-lake' }, plain);
  const { code, stderr } = await app({ scenario: 'glue-athena-data-lake', ...foreign }, crowded);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(templatesIn(crowded)).toEqual(templatesIn(plain));
});

test.each<[string, Record<string, unknown>, string[]]>([
  [
    'no scenario',
    {},
    [
      'error    no scenario is given',
      'allowed  glue-athena-data-lake',
      'next     add one to the command: npx cdk synth -c scenario=glue-athena-data-lake',
    ],
  ],
  ['an unknown scenario', { scenario: 'glue-athena-datalake' }, ['error    unknown scenario', "did you mean 'glue-athena-data-lake'?"]],
  [
    'a misspelt key',
    { scenario: 'glue-athena-data-lake', scanLimitMB: 5 },
    ['error    configuration of glue-athena-data-lake: unknown key scanLimitMB', "did you mean 'scanLimitMb'?"],
  ],
  ['a value that is not allowed', { scenario: 'glue-athena-data-lake', scanLimitMb: '5' }, ['scanLimitMb is not valid', 'got      "5"']],
  ['a region that cannot be', { scenario: 'glue-athena-data-lake', region: 'Frankfurt' }, ['error    the region is not valid']],
])('refuses %s in four parts without a stack trace', async (_, context, lines) => {
  const { code, stdout, stderr } = await app(context, folder('refused'));

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  for (const line of lines) expect(stderr).toContain(line);
  expect(stderr).not.toMatch(/^\s+at /m);
});
