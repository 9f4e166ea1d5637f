import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILERS, compile, node, packed, projectWith, templatesIn } from './installed';

const SCENARIO = 'glue-athena-data-lake';

let project: string;
beforeAll(async () => {
  project = await projectWith([await packed('.'), await packed('constructs'), 'esbuild@0.28']);
});

const stagecraft = (...args: string[]) => node(project, ['node_modules/stagecraft/dist/bin/stagecraft.js', ...args]);

test('the command is linked under its name', () => {
  expect(existsSync(join(project, 'node_modules/.bin/stagecraft'))).toBe(true);
});

test('list tells the scenarios', async () => {
  expect((await stagecraft('list')).stdout).toContain(SCENARIO);
});

test('synth writes the templates, with the handlers and programs that they deploy', async () => {
  const { stdout } = await stagecraft('synth', SCENARIO, '--out', 'cdk.out', '--json');

  expect(JSON.parse(stdout).templates).toHaveLength(2);
  expect(templatesIn(join(project, 'cdk.out'))).toContain('"AWS::Glue::Job"');
});

test('the engines that run here come with it', async () => {
  const program = "require('@duckdb/node-api').DuckDBInstance.create().then(() => require('vega') && console.log('there'))";

  expect((await node(project, ['-e', program])).stdout).toBe('there\n');
});

test('what deploys comes with it', async () => {
  expect((await node(project, ['-e', "console.log(typeof require('@aws-cdk/toolkit-lib').Toolkit)"])).stdout).toBe('function\n');
});

test('graph draws', async () => {
  expect((await stagecraft('graph', SCENARIO)).stdout).toContain('</svg>');
});

test('plain cdk finds the app that cdk.json names', async () => {
  const env = { CDK_OUTDIR: join(project, 'plain'), CDK_CONTEXT_JSON: JSON.stringify({ scenario: SCENARIO }) };
  await node(project, ['node_modules/stagecraft/dist/bin/app.js'], env);

  expect(templatesIn(join(project, 'plain'))).toBe(templatesIn(join(project, 'cdk.out')));
});

describe('the app that init writes', () => {
  beforeAll(() => stagecraft('init', 'mine', '--scenario', SCENARIO));

  test.each(Object.entries(COMPILERS))('type-checks with %s', async (_, compiler) => {
    expect(await compile(project, compiler, ['-p', 'mine'])).toBe('');
  });

  test('is built and synthesizes', async () => {
    const mine = join(project, 'mine');
    await node(mine, ['scripts/build.mjs']);
    await node(mine, ['dist/app.js'], { CDK_OUTDIR: join(mine, 'cdk.out'), CDK_VALIDATION: 'false' });

    expect(templatesIn(join(mine, 'cdk.out'))).toContain('"AWS::Glue::Job"');
  });
});
