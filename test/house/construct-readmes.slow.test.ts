import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { transformSync } from '@swc/core';
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Chart, Testing } from 'cdk8s';
import { repositoryFiles, root, textOf } from '../support/files';

/** What an example finds there already. */
interface Surroundings {
  readonly stack: Stack;
  readonly analyst: iam.Role;
  /** Objects of Kubernetes. */
  readonly chart: Chart;
  /** Folder with a bundled handler. */
  readonly bundle: string;
  /** Metadata of an identity provider, as a file. */
  readonly metadata: string;
  /** A PySpark program. */
  readonly program: string;
}

const domains = repositoryFiles('constructs/*/README.md').map((file) => basename(dirname(file)));
const readmeOf = (domain: string) => textOf(`constructs/${domain}/README.md`);
const folder = mkdtempSync(join(tmpdir(), 'readmes-'));

afterAll(() => rmSync(folder, { recursive: true }));

test('every domain has a README, and the README of all names it', () => {
  const folders = new Set(repositoryFiles('constructs/*/index.ts').map((file) => basename(dirname(file))));

  expect([...folders].sort()).toEqual([...domains].sort());
  for (const domain of domains) expect(textOf('constructs/README.md')).toContain(`(${domain}/README.md)`);
});

describe.each(domains)('%s', (domain) => {
  const constructs = constructsOf(domain);

  test('its table has every construct, with the first sentence of its doc comment', () => {
    const rows = constructs.map(({ name, sentence }) => `| [\`${name}\`](#${name.toLowerCase()}) | ${sentence} |`);
    const [, table = ''] = /\n\| Construct \| Is \|\n\|---\|---\|\n((?:\|.*\n)*)/.exec(readmeOf(domain)) ?? [];

    expect(table.trim().split('\n')).toEqual(rows);
  });

  test('every construct has a section with an example', () => {
    const sections = readmeOf(domain).split(/^## /m);
    const without = constructs.filter(({ name }) => !sections.some((section) => section.startsWith(`${name}\n`) && section.includes('```ts\n')));

    expect(without).toEqual([]);
  });
});

describe('examples', () => {
  const compiled = compile();

  test.each(domains)('those of %s compile', (domain) => {
    expect(compiled.errors.filter((line) => line.includes(`${domain}.ts`))).toEqual([]);
  });

  test.each(domains)('those of %s synthesize', (domain) => {
    const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Readme');
    const analyst = new iam.Role(stack, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() });
    const chart = new Chart(Testing.app(), 'readme', { disableResourceNameHashes: true });
    const module: { exports: { examples?(surroundings: Surroundings): void } } = { exports: {} };

    const { code } = transformSync(exampleFile(readmeOf(domain)), { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } });
    new Function('module', 'exports', 'require', code)(module, module.exports, require);
    module.exports.examples?.({ stack, analyst, chart, bundle: compiled.bundle, metadata, program: compiled.program });
    const template = (stack.node.root as App).synth().getStackByName('Readme').template;

    expect(Object.keys(template.Resources).length + chart.toJson().length).toBeGreaterThan(1);
  });
});

/** Constructs that a domain exports, in the order of their files. */
function constructsOf(domain: string): { name: string; sentence: string }[] {
  const sources = repositoryFiles(`constructs/${domain}/*.ts`).sort();
  const exported = require(`stagecraft-constructs/${domain}`) as Record<string, unknown>;
  return sources
    .flatMap((file) => [...textOf(file).matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\s*export class (\w+) extends/gs)])
    .map(([, doc = '', name = '']) => ({ name, sentence: firstSentence(doc) }))
    .filter(({ name }) => name in exported)
    .sort((a, b) => a.name.localeCompare(b.name));
}

function firstSentence(doc: string): string {
  const text = doc
    .replace(/^\s*\* ?/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;
}

const metadata = join(root, 'workloads/quicksight-auth0/example/metadata.xml');

/** Compiles the examples of every README, each README's in one function, against the sources of the constructs. */
function compile(): { readonly errors: readonly string[]; readonly bundle: string; readonly program: string } {
  const bundle = join(folder, 'bundle');
  const program = join(folder, 'program.py');
  mkdirSync(bundle);
  writeFileSync(join(bundle, 'index.js'), 'exports.handler = async () => {};');
  writeFileSync(program, 'print("done")\n');
  for (const domain of domains) writeFileSync(join(folder, `${domain}.ts`), exampleFile(readmeOf(domain)));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: {
        noEmit: true,
        noUnusedLocals: false,
        noUnusedParameters: false,
        typeRoots: [join(root, 'node_modules/@types')],
        paths: {
          'stagecraft-constructs/*': [join(root, 'constructs/*')],
          'aws-cdk-lib': [join(root, 'node_modules/aws-cdk-lib')],
          'aws-cdk-lib/*': [join(root, 'node_modules/aws-cdk-lib/*')],
          constructs: [join(root, 'node_modules/constructs')],
          cdk8s: [join(root, 'node_modules/cdk8s')],
          'cdk8s-plus-34': [join(root, 'node_modules/cdk8s-plus-34')],
        },
      },
      include: ['*.ts'],
    }),
  );
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8', stdio: 'pipe' });
    return { errors: [], bundle, program };
  } catch (error) {
    return {
      errors: String((error as { stdout: string }).stdout)
        .split('\n')
        .filter(Boolean),
      bundle,
      program,
    };
  }
}

/** A module whose one function does what the README shows, with everything in scope that the README uses without importing it. */
function exampleFile(readme: string): string {
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
  const lines = blocks.join('\n').split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const body = lines.filter((line) => !line.startsWith('import '));
  const domainImports = domains.map((domain) => `import { ${namesIn(domain).join(', ')} } from 'stagecraft-constructs/${domain}';`);
  return [
    "import { Duration, RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';",
    "import * as iam from 'aws-cdk-lib/aws-iam';",
    "import * as sfn from 'aws-cdk-lib/aws-stepfunctions';",
    "import type { Chart } from 'cdk8s';",
    ...domainImports,
    ...imports,
    'type Given = { stack: Stack; analyst: iam.Role; chart: Chart; bundle: string; metadata: string; program: string };',
    'export function examples({ stack, analyst, chart, bundle, metadata, program }: Given): void {',
    ...body,
    '}',
  ].join('\n');
}

/** Everything that a domain exports; types are marked. */
function namesIn(domain: string): string[] {
  const values = Object.keys(require(`stagecraft-constructs/${domain}`) as object);
  const files = [...textOf(`constructs/${domain}/index.ts`).matchAll(/export \* from '\.\/([\w-]+)'/g)].map(([, file]) => file);
  const types = files.flatMap((file) => [...textOf(`constructs/${domain}/${file}.ts`).matchAll(/^export (?:interface|type) (\w+)/gm)]);
  return [...values, ...types.map(([, name]) => `type ${name}`)];
}
