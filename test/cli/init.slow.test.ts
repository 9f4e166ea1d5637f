import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { init } from '../../lib/actions/init';
import { initCommand } from '../../lib/cli/init';
import { keysOf } from '../../lib/keys';
import { packageRoot } from '../../lib/paths';
import { loadScenario } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import { synthesize } from '../../lib/scenarios/synthesize';
import { recordingUi } from '../support/recording-ui';

// A generated app is built, type-checked and synthesized. Its handlers must be those of `npm run build`, byte for byte: asset hashes are compared too.
jest.setTimeout(180_000);

const LAKE = 'glue-athena-data-lake';
const run = promisify(execFile);
const workshop = join(packageRoot, 'out', 'init-test');

beforeAll(() => {
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(workshop, { recursive: true });
});
afterAll(() => rmSync(workshop, { recursive: true, force: true }));

/** A template with placeholders for tags of images: services are not minified, and comments in their bundles name folders of the project. */
function withoutImageTags(template: object): object {
  return JSON.parse(JSON.stringify(template).replace(/(container-assets-[^"]*:)[0-9a-f]{64}/g, '$1<image>'));
}

/** Templates by stack name. */
function templatesIn(assembly: string): Record<string, object> {
  const files = (readdirSync(assembly, { recursive: true }) as string[]).filter((file) => file.endsWith('.template.json'));
  return Object.fromEntries(files.map((file) => [basename(file), JSON.parse(readFileSync(join(assembly, file), 'utf8'))]));
}

describe.each(Object.keys(registry))('the app made from %s', (scenario) => {
  const dir = join(workshop, scenario);
  /** Values that a scenario needs to be synthesized, and for the first one a chosen value. */
  let set: Readonly<Record<string, unknown>>;
  let definition: Scenario;
  beforeAll(async () => {
    definition = (await registry[scenario]!.load()).scenario;
    set = { ...definition.example, ...(scenario === LAKE && { databaseName: 'my_lake' }) };
  });

  test('type-checks, handlers included', async () => {
    await init({ dir, scenario, set });

    await expect(run(process.execPath, [join(packageRoot, 'node_modules/typescript/bin/tsc'), '-p', dir])).resolves.toMatchObject({ stdout: '' });
  });

  test('synthesizes the templates of the scenario, without network settings or credentials', async () => {
    expect(await run(process.execPath, ['scripts/build.mjs'], { cwd: dir })).toEqual({ stdout: '', stderr: '' });
    const env = { PATH: process.env['PATH'] ?? '', CDK_OUTDIR: join(dir, 'cdk.out'), CDK_VALIDATION: 'false' };
    await run(process.execPath, ['dist/app.js'], { cwd: dir, env });
    const own = templatesIn(join(dir, 'cdk.out'));

    const { stacks } = await synthesize(await loadScenario({ scenario, set }));
    expect(Object.keys(own)).toHaveLength(stacks.length);
    for (const { templateFile, template } of stacks) {
      expect(withoutImageTags(own[basename(templateFile)]!)).toEqual(withoutImageTags(template));
    }
  });

  test('imports the constructs and nothing else of this package', () => {
    const sources = (readdirSync(dir, { recursive: true }) as string[]).filter((file) => /^(bin|lib|workloads|scripts)\/.*\.(ts|mjs)$/.test(file));
    const texts = sources.map((file) => readFileSync(join(dir, file), 'utf8')).join('\n');

    expect(sources).toEqual(expect.arrayContaining(['bin/app.ts', 'lib/stacks.ts', 'lib/settings.ts', 'lib/stage.ts', 'scripts/build.mjs']));
    expect(texts).not.toMatch(/from 'stagecraft(\/|')|ScenarioStage|scenarioKit|registry'/);
    expect(JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).dependencies).not.toHaveProperty('stagecraft');
  });

  test('documents its settings, outputs and what to remove by hand', () => {
    const places = (readdirSync(join(dir, 'lib'), { recursive: true }) as string[]).filter((file) =>
      ['settings.ts', 'params.ts'].includes(basename(file)),
    );
    const settings = places.map((file) => readFileSync(join(dir, 'lib', file), 'utf8')).join('\n');
    const readme = readFileSync(join(dir, 'README.md'), 'utf8');

    for (const { name, description } of keysOf(definition.config)) {
      expect(settings).toMatch(new RegExp(`^ +${name}[:,]`, 'm'));
      expect(settings.toLowerCase()).toContain(description.slice(0, 20).toLowerCase());
    }
    for (const part of [
      'npm run check',
      'npm run deploy',
      '**Costs**',
      '**Destroy.**',
      ...Object.keys(definition.contract).map((name) => `| \`${name}\` |`),
    ]) {
      expect(readme).toContain(part);
    }
  });
});

test('says how buckets are emptied by hand, and holds the values that were given', () => {
  expect(readFileSync(join(workshop, LAKE, 'README.md'), 'utf8')).toContain("aws s3 rm --recursive 's3://<dataBucket>'");
  expect(readFileSync(join(workshop, LAKE, 'bin/app.ts'), 'utf8')).toContain("config.parse({\n  databaseName: 'my_lake',\n});");
});

test('its scripts select every stack', async () => {
  const dir = join(workshop, LAKE);
  const { scripts } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const selected = await run(process.execPath, [join(packageRoot, 'node_modules/aws-cdk/bin/cdk'), 'list', '--app', 'cdk.out', '**'], { cwd: dir });

  expect([scripts.synth, scripts.deploy, scripts.destroy]).toEqual(['cdk synth --quiet "**"', 'cdk deploy "**"', 'cdk destroy "**"']);
  expect(selected.stdout.trim().split('\n')).toHaveLength(2);
});

test('ends with what to do when a stack refuses a value, without a stack trace', async () => {
  const dir = join(workshop, 'refused');
  await init({ dir, scenario: 'quicksight-auth0' });
  await run(process.execPath, ['scripts/build.mjs'], { cwd: dir });

  await expect(run(process.execPath, ['dist/app.js'], { cwd: dir, env: { PATH: process.env['PATH'] ?? '' } })).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^no metadata of an identity provider is given; .*\n$/),
  });
});

test('takes the constructs from their folder where the command line runs from a checkout', async () => {
  const dir = join(workshop, 'linked');
  await init({ dir, scenario: LAKE });

  expect(JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).dependencies['stagecraft-constructs']).toBe('file:../../../constructs');
});

test('another stage gives the stacks and the fixed names that it has in the scenario', async () => {
  const dir = join(workshop, 'staged');
  await init({ dir, scenario: 'glue-athena-data-lake', stage: 'test' });

  expect(readFileSync(join(dir, 'bin/app.ts'), 'utf8')).toContain("const stageName = 'test';");
});

test('names the package after the folder and says what comes next', async () => {
  const ui = recordingUi();
  const dir = join(workshop, 'My Lake!');
  await initCommand(ui).exitOverride().parseAsync([dir, '--scenario', 'glue-athena-data-lake', '--constructs', '1.2.3'], { from: 'user' });
  const { name, dependencies, devDependencies } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));

  expect({ name, constructs: dependencies['stagecraft-constructs'] }).toEqual({ name: 'my-lake', constructs: '1.2.3' });
  expect(devDependencies).toMatchObject({
    typescript: expect.any(String),
    esbuild: expect.any(String),
    '@aws-sdk/client-athena': expect.any(String),
  });
  expect(ui.texts[0]).toMatch(/^\d+ files in .*My Lake!\n\nnext\n {2}cd .*\n {2}npm install\n/);
});

describe('the folder', () => {
  test('may hold a git repository and nothing else', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'init-'));
    mkdirSync(join(dir, '.git'));

    expect((await init({ dir, scenario: 'glue-athena-data-lake' })).files).toContain('package.json');
    await expect(init({ dir, scenario: 'glue-athena-data-lake' })).rejects.toMatchObject({
      exitCode: 2,
      refusal: { problem: 'the folder is not empty', got: expect.stringContaining('.gitignore'), fix: expect.stringContaining('stagecraft init') },
    });
  });

  test('cannot be a file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'init-')), 'file');
    writeFileSync(file, '');

    await expect(init({ dir: file, scenario: 'glue-athena-data-lake' })).rejects.toThrow(/cannot write: a file of that name is in the way/);
  });
});
