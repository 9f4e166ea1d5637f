import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { parseSync } from '@swc/core';
import { projectFiles } from '../../lib/init/project';
import { sourcesOf } from '../../lib/init/sources';
import { packageRoot } from '../../lib/paths';
import { loadScenario } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';

const { version, files: published } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
  files: readonly string[];
};

async function projectOf(scenario: string, constructs = version): Promise<ReadonlyMap<string, string>> {
  const example = await loadScenario({ scenario, examples: true });
  return projectFiles(example, { name: 'mine', constructs, pinned: {}, example });
}

/** Every module that a source names, as a parser sees it. */
function specifiersIn(text: string): readonly string[] {
  const found: string[] = [];
  JSON.stringify(parseSync(text, { syntax: 'typescript' }), (_, node) => {
    if (/^(Import|Export)\w*Declaration$/.test(node?.type) && node.source) found.push(node.source.value);
    if (node?.type === 'TsImportType') found.push(node.argument.value);
    if (node?.type === 'CallExpression' && (node.callee.type === 'Import' || node.callee.value === 'require')) {
      found.push(node.arguments[0].expression.value);
    }
    return node;
  });
  return found;
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

describe.each(Object.keys(registry))('the project made from %s', (scenario) => {
  let files: ReadonlyMap<string, string>;
  beforeAll(async () => {
    files = await projectOf(scenario);
  });

  test('holds the target of every import, and depends on every package that a source imports', () => {
    const { dependencies, devDependencies } = JSON.parse(files.get('package.json')!) as Record<string, Record<string, string>>;
    const installed = Object.keys({ ...dependencies, ...devDependencies });
    const sources = [...files].filter(([path]) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
    const unresolved = sources.flatMap(([path, text]) =>
      specifiersIn(text)
        .filter((specifier) => {
          if (!specifier.startsWith('.')) return !specifier.startsWith('node:') && !installed.includes(packageOf(specifier));
          const target = posix.join(posix.dirname(path), specifier);
          return ![target, `${target}.ts`, `${target}/index.ts`].some((candidate) => files.has(candidate));
        })
        .filter((specifier) => !builtinModules.includes(specifier))
        .map((specifier) => `${path}: ${specifier}`),
    );

    expect(unresolved).toEqual([]);
    expect(sources.flatMap(([, text]) => specifiersIn(text)).length).toBeGreaterThan(10);
  });

  test('keeps the settings of the scenario, without the kit of the command line', () => {
    const original = readFileSync(join(packageRoot, 'lib/scenarios', scenario, 'settings.ts'), 'utf8');
    const statements = (text: string) => text.split('\n').filter((line) => !/scenarioKit| from '\./.test(line));

    expect(statements(files.get('lib/settings.ts')!)).toEqual(statements(original));
    expect([...files.values()].join('\n')).not.toMatch(/scenarioKit/);
    expect([...files.keys()]).not.toContain('lib/kit.ts');
  });

  test('is made of files that the published package contains', async () => {
    const { origins } = await sourcesOf(scenario);
    const isPublished = (path: string) => published.some((entry) => path === entry || path.startsWith(`${entry}/`));

    expect([...origins, 'tsconfig.base.json'].filter((path) => !isPublished(path))).toEqual([]);
  });

  test('has a README with every output, and no advice to run `stagecraft destroy`', async () => {
    const readme = files.get('README.md')!;
    const { contract } = (await registry[scenario]!.load()).scenario;

    expect(readme).not.toMatch(/\[object|undefined/);
    for (const name of Object.keys(contract)) expect(readme).toContain(`| \`${name}\` | `);
    expect([...files].filter(([path, text]) => path.startsWith('lib/') && text.includes('stagecraft destroy'))).toEqual([]);
  });
});

test('the README says what has to be set before the first synthesis', async () => {
  expect((await projectOf('quicksight-auth0')).get('README.md')).toContain(
    'set `metadataFile` in `bin/app.ts`: SAML metadata document of the identity provider',
  );
});

test('the README says which scenario has to be deployed first', async () => {
  expect((await projectOf('emr-mwaa')).get('README.md')).toContain('Deploy `emr-pyspark` in the same stage first');
});

test('the README deletes the log stream of each crawler', async () => {
  const readme = (await projectOf('glue-athena-data-lake')).get('README.md') ?? '';
  const streams = [...readme.matchAll(/^ {4}aws logs delete-log-stream --log-group-name '\/aws-glue\/crawlers' --log-stream-name '(.*)'$/gm)];

  expect(streams.map(([, stream]) => stream)).toEqual(expect.arrayContaining(['smart-hub-data-json', 'smart-hub-rates-xml']));
  expect(new Set(streams.map(([, stream]) => stream)).size).toBe(7);
});

test('constructs from a folder are copied by npm, not linked', async () => {
  const files = await projectOf('macie-data-lake', 'file:../stagecraft/constructs');

  expect(files.get('.npmrc')).toBe('install-links=true\n');
  expect(JSON.parse(files.get('package.json')!).dependencies['stagecraft-constructs']).toBe('file:../stagecraft/constructs');
  expect((await projectOf('macie-data-lake')).has('.npmrc')).toBe(false);
});
