import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { repositoryFiles, root, textOf } from '../support/files';
import { domains, exampleFile, readmeOf, runExamples } from '../support/readme-examples';

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
    const { stack, chart } = runExamples(domain, compiled);
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

/** Compiles the examples of every README, each README's in one function, against the sources of the constructs. */
function compile(): { readonly errors: readonly string[]; readonly bundle: string; readonly program: string } {
  const bundle = join(folder, 'bundle');
  const program = join(folder, 'program.py');
  mkdirSync(bundle);
  writeFileSync(join(bundle, 'index.js'), 'exports.handler = async () => {};');
  writeFileSync(program, 'print("done")\n');
  for (const domain of domains) writeFileSync(join(folder, `${domain}.ts`), exampleFile(domain));
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
