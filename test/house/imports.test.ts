import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { repositoryFiles, root, textOf } from '../support/files';

/** Layers from the outside in: a file imports from its own layer or from one further in. */
const LAYERS = [
  ['bin'],
  ['lib/cli'],
  ['lib/actions'],
  ['lib/deployment', 'lib/aws', 'lib/rehearsal', 'lib/insight', 'lib/init'],
  ['lib/scenarios'],
  ['lib'],
  ['workloads', 'constructs'],
];

const sources = repositoryFiles('bin/*.ts', 'lib/*.ts', 'constructs/*.ts', 'workloads/*.ts').filter((file) => !file.includes('/templates/'));

function importsOf(file: string): { typeOnly: boolean; from: string }[] {
  const found = textOf(file).matchAll(/^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm);
  return [...found].map(([, type, from, bare]) => ({ typeOnly: type !== undefined, from: from ?? bare ?? '' }));
}

function targetOf(file: string, from: string): string {
  if (from === 'stagecraft-constructs' || from.startsWith('stagecraft-constructs/')) return from.replace('stagecraft-constructs', 'constructs');
  return from.startsWith('.') ? normalize(join(dirname(file), from)) : from;
}

function layerOf(path: string): number {
  const rank = (folders: string[]) =>
    Math.max(-1, ...folders.filter((folder) => path === folder || path.startsWith(`${folder}/`)).map((folder) => folder.length));
  const ranks = LAYERS.map(rank);
  const longest = Math.max(...ranks);
  return longest < 0 ? -1 : ranks.indexOf(longest);
}

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(50);
});

test('imports point one way', () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file)
      .filter(({ typeOnly }) => !typeOnly)
      .map(({ from }) => targetOf(file, from))
      .filter((target) => layerOf(target) >= 0 && layerOf(target) < layerOf(file))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('constructs need aws-cdk-lib and constructs and nothing else, those of the mesh also cdk8s', () => {
  const allowed = /^(\.|aws-cdk-lib($|\/)|constructs$|node:)/;
  const charts = /^cdk8s(-plus-34)?$/;
  // Handlers run in Lambda, whose runtime has the SDK: they are bundled, and no construct imports them.
  const constructs = repositoryFiles('constructs/*.ts').filter((file) => !file.includes('/handlers/'));
  const wrong = constructs.flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => !allowed.test(from) && !(charts.test(from) && file.startsWith('constructs/mesh/')))
      .map(({ from }) => `${file} imports ${from}`),
  );
  expect(wrong).toEqual([]);
});

test('the definition of a scenario loads no CDK, no SDK client and no engine', () => {
  // These import nothing of the CDK.
  const light = ['stagecraft-constructs/errors', 'stagecraft-constructs/intrinsics'];
  const heavy = /^(aws-cdk-lib|@aws-sdk\/|@aws-cdk\/|@duckdb|vega|@viz-js|cdk8s|stagecraft-constructs)/;
  const visited = new Set<string>();
  const visit = (file: string): string[] => {
    if (visited.has(file)) return [];
    visited.add(file);
    return importsOf(file)
      .filter(({ typeOnly }) => !typeOnly)
      .flatMap(({ from }) => {
        if (heavy.test(from) && !light.includes(from)) return [`${file} imports ${from}`];
        const target = `${targetOf(file, from)}.ts`;
        return from.startsWith('.') && existsSync(join(root, target)) ? visit(target) : [];
      });
  };
  const definitions = repositoryFiles('lib/scenarios/*/scenario.ts');
  expect(definitions.length).toBeGreaterThan(0);
  expect([...definitions, 'lib/scenarios/registry.ts', 'lib/cli/program.ts'].flatMap(visit)).toEqual([]);
});

test('a command loads nothing but commander before it runs', () => {
  const wrong = repositoryFiles('lib/cli/*.ts').flatMap((file) =>
    importsOf(file)
      .filter(({ typeOnly, from }) => !typeOnly && !/^(\.|node:|commander$|stagecraft-constructs\/errors$|cli-table3$)/.test(from))
      .map(({ from }) => `${file} imports ${from}`),
  );
  expect(wrong).toEqual([]);
});
