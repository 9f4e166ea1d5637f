import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, CDK, COMPILERS, compile, node, packed, projectWith, templatesIn, write } from './installed';

const APP = `import { App, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { PropError } from 'stagecraft-constructs';
import { AthenaWorkgroup, type AthenaWorkgroupProps } from 'stagecraft-constructs/lake';
import { ATHENA_ENGINE } from 'stagecraft-constructs/versions';

const props: AthenaWorkgroupProps = { workgroupName: ATHENA_ENGINE.toLowerCase().replaceAll(' ', '-'), removalPolicy: RemovalPolicy.DESTROY };
const stack = new Stack(new App(), 'Mine');
new AthenaWorkgroup(stack, 'Workgroup', props);
try {
  new AthenaWorkgroup(stack, 'Refused', { bytesScannedCutoff: Size.mebibytes(1) });
} catch (error) {
  if (!(error instanceof PropError)) throw error;
  console.log(error.refusal.problem);
}
stack.node.tryRemoveChild('Refused');
`;
const OPTIONS = [
  '--strict',
  '--target',
  'es2022',
  '--module',
  'node16',
  '--moduleResolution',
  'node16',
  '--types',
  'node',
  '--rootDir',
  '.',
  '--outDir',
  'compiled',
];

let project: string;
beforeAll(async () => {
  project = await projectWith([...CDK, await packed('constructs')]);
  write(project, 'app.ts', APP);
});

const installed = (...path: string[]) => join(project, 'node_modules', ...path);

test('installs without the command line, and brings nothing but itself', () => {
  const { dependencies } = JSON.parse(readFileSync(installed('stagecraft-constructs/package.json'), 'utf8'));

  expect(existsSync(installed('stagecraft'))).toBe(false);
  expect(dependencies).toBeUndefined();
  expect(readdirSync(installed()).filter((name) => !name.startsWith('.'))).toEqual(
    expect.arrayContaining(['aws-cdk-lib', 'constructs', 'stagecraft-constructs']),
  );
  for (const foreign of ['commander', 'zod', 'cdk-nag', '@aws-sdk']) expect(existsSync(installed(foreign))).toBe(false);
});

test('adds less than 3 MB to an app that has the CDK', () => {
  expect(bytesOf(installed('stagecraft-constructs'))).toBeLessThan(3_000_000);
});

test('has the README of every domain that it exports', () => {
  const dist = installed('stagecraft-constructs/dist');
  // Folders without an index have no address, so nothing outside the package can import them.
  const domains = readdirSync(dist).filter((name) => existsSync(join(dist, name, 'index.js')));

  expect(domains).toContain('lake');
  expect(domains.filter((name) => !existsSync(installed('stagecraft-constructs', name, 'README.md')))).toEqual([]);
});

test.each(Object.entries(COMPILERS))('an app that imports a construct compiles with %s', async (_, compiler) => {
  expect(await compile(project, compiler, [...OPTIONS, 'app.ts'])).toBe('');
});

test('the app synthesizes, and a refusal is recognised', async () => {
  await compile(project, COMPILERS['TypeScript 7'], [...OPTIONS, 'app.ts']);
  const { stdout } = await node(project, ['compiled/app.js'], { CDK_OUTDIR: join(project, 'cdk.out'), CDK_VALIDATION: 'false' });

  expect(stdout).toContain('bytesScannedCutoff is too small');
  expect(templatesIn(join(project, 'cdk.out'))).toContain('"AWS::Athena::WorkGroup"');
});

test('a misspelt prop does not compile', async () => {
  write(project, 'wrong.ts', APP.replace('workgroupName:', 'workgroupNam:'));

  expect(await compile(project, COMPILERS['TypeScript 5.9'], [...OPTIONS, 'wrong.ts'])).toContain(
    "'workgroupNam' does not exist in type 'AthenaWorkgroupProps'",
  );
});
