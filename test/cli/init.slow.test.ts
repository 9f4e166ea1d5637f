import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** Resources by logical id, without those of the scenario only: SSM parameters of the contract, and the scenario's tags. */
function withoutContract(template: { Resources: Record<string, Resource> }): Record<string, unknown> {
  const own = Object.entries(template.Resources).filter(([id, { Type }]) => !id.startsWith('Contract') && Type !== 'AWS::CDK::Metadata');
  // Service bundles are not minified: their comments contain source paths, which differ in the project.
  const images = /(container-assets-[^"]*:)[0-9a-f]{64}/g;
  return JSON.parse(JSON.stringify(Object.fromEntries(own), withoutOwnTags).replace(images, '$1<image>'));
}

function withoutOwnTags(key: string, value: unknown): unknown {
  if (key !== 'Tags' || value === null || typeof value !== 'object') return value;
  const isOwn = (name: string) => name === 'stagecraft:scenario' || name === 'stagecraft:stage';
  if (Array.isArray(value)) {
    const others = value.filter(({ Key }: { Key: string }) => !isOwn(Key));
    return others.length > 0 ? others : undefined;
  }
  const named = Object.entries(value).filter(([name]) => !isOwn(name));
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

/** Templates by stack name. */
function templatesIn(assembly: string): Record<string, { Resources: Record<string, Resource> }> {
  const files = (readdirSync(assembly, { recursive: true }) as string[]).filter((file) => file.endsWith('.template.json'));
  return Object.fromEntries(files.map((file) => [file.split('/').at(-1), JSON.parse(readFileSync(join(assembly, file), 'utf8'))]));
}

describe.each(Object.keys(registry))('the app made from %s', (scenario) => {
  const dir = join(workshop, scenario);
  /** Values that synthesis requires, and for the first scenario a custom value. */
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

  test('synthesizes the resources of the scenario, except contract and tags, without network or credentials', async () => {
    await run(process.execPath, ['scripts/build.mjs'], { cwd: dir });
    const env = { PATH: process.env['PATH'] ?? '', CDK_OUTDIR: join(dir, 'cdk.out'), CDK_VALIDATION: 'false' };
    await run(process.execPath, ['dist/app.js'], { cwd: dir, env });
    const own = templatesIn(join(dir, 'cdk.out'));

    const { stacks } = await synthesize(await loadScenario({ scenario, set }));
    expect(Object.keys(own)).toHaveLength(stacks.length);
    for (const { templateFile, template } of stacks) {
      expect(withoutContract(own[templateFile.split('/').at(-1) ?? '']!)).toEqual(withoutContract(template));
    }
  });

  test('imports the constructs and no other package of this project', () => {
    const sources = (readdirSync(dir, { recursive: true }) as string[]).filter((file) => /^(bin|lib|workloads|scripts)\/.*\.(ts|mjs)$/.test(file));
    const texts = sources.map((file) => readFileSync(join(dir, file), 'utf8')).join('\n');

    expect(sources).toEqual(expect.arrayContaining(['bin/app.ts', 'lib/stacks.ts', 'lib/settings.ts', 'lib/stage.ts', 'scripts/build.mjs']));
    expect(texts).not.toMatch(/from 'stagecraft(\/|')|ScenarioStage|registry'/);
    expect(readFileSync(join(dir, 'lib/settings.ts'), 'utf8')).not.toContain('zod');
    expect(JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).dependencies).not.toHaveProperty('stagecraft');
  });

  test('documents its settings, outputs and manual removal', () => {
    const settings = readFileSync(join(dir, 'lib/settings.ts'), 'utf8');
    const readme = readFileSync(join(dir, 'README.md'), 'utf8');

    for (const { name, description } of keysOf(definition.config)) {
      expect(settings).toContain(`  readonly ${name}: `);
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

test('documents how to empty buckets by hand, and contains the given values', () => {
  expect(readFileSync(join(workshop, LAKE, 'README.md'), 'utf8')).toContain("aws s3 rm --recursive 's3://<dataBucket>'");
  expect(readFileSync(join(workshop, LAKE, 'lib/settings.ts'), 'utf8')).toContain("  databaseName: 'my_lake',\n");
});

test('another stage gives the same stacks and fixed names as in the scenario', async () => {
  const dir = join(workshop, 'staged');
  await init({ dir, scenario: 'glue-athena-data-lake', stage: 'test' });

  expect(readFileSync(join(dir, 'bin/app.ts'), 'utf8')).toContain("'glue-athena-data-lake-test'");
  expect(readFileSync(join(dir, 'lib/settings.ts'), 'utf8')).toContain("export const STAGE: string = 'test';");
});

test('names the package after the folder and prints the next steps', async () => {
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
  test('may contain a git repository and nothing else', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'init-'));
    mkdirSync(join(dir, '.git'));

    expect((await init({ dir, scenario: 'glue-athena-data-lake' })).files).toContain('package.json');
    await expect(init({ dir, scenario: 'glue-athena-data-lake' })).rejects.toMatchObject({
      exitCode: 2,
      refusal: { problem: 'the folder is not empty', got: expect.stringContaining('.gitignore'), fix: expect.stringContaining('stagecraft init') },
    });
  });

  test('must not be a file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'init-')), 'file');
    writeFileSync(file, '');

    await expect(init({ dir: file, scenario: 'glue-athena-data-lake' })).rejects.toThrow(/cannot write: a file of that name is in the way/);
  });
});
