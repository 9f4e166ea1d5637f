import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { repositoryFiles, root, textOf } from '../support/files';

/** Layers from the outside in: a file imports from its own room or from a layer further in, types included. Rooms of one layer do not import one another. */
const LAYERS = [
  ['bin'],
  ['lib/cli'],
  ['lib/actions'],
  ['lib/deployment', 'lib/insight', 'lib/access', 'lib/init'],
  ['lib/scenarios'],
  ['lib/aws', 'lib/kubernetes', 'lib/rehearsal', 'lib/services'],
  ['lib'],
  ['lib/contract'],
  ['workloads', 'constructs'],
];

const sources = repositoryFiles('bin/*.ts', 'lib/*.ts', 'constructs/*.ts', 'workloads/*.ts').filter((file) => !file.includes('/templates/'));

function importsOf(file: string): { typeOnly: boolean; from: string }[] {
  const text = textOf(file);
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm)];
  const found = statements.map(([, type, from, bare]) => ({ typeOnly: type !== undefined, from: from ?? bare ?? '' }));
  return [...found, ...lazyImportsOf(text)];
}

/** What `import()` names, in values and in types: it is loaded when first used, and still a direction. */
function lazyImportsOf(text: string): { typeOnly: boolean; from: string }[] {
  return [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)].map(([, from = '']) => ({ typeOnly: true, from }));
}

function targetOf(file: string, from: string): string {
  if (from === 'stagecraft-constructs' || from.startsWith('stagecraft-constructs/')) return from.replace('stagecraft-constructs', 'constructs');
  return from.startsWith('.') ? normalize(join(dirname(file), from)) : from;
}

/** The innermost room that holds a path; undefined outside of the layers. */
function roomOf(path: string): string | undefined {
  const holding = LAYERS.flat().filter((room) => path === room || path.startsWith(`${room}/`));
  return holding.sort((one, other) => other.length - one.length)[0];
}

function rankOf(room: string): number {
  return LAYERS.findIndex((rooms) => rooms.includes(room));
}

/** Whether a file of one room may import from another. */
function mayImport(from: string, to: string): boolean {
  return from === to || rankOf(to) > rankOf(from);
}

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(50);
});

test('imports point one way, types and import() included', () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file)
      .map(({ from }) => targetOf(file, from))
      .filter((target) => {
        const [from, to] = [roomOf(file), roomOf(target)];
        return from !== undefined && to !== undefined && !mayImport(from, to);
      })
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ['lib/deployment/plan', 'lib/insight/validate'],
  ['lib/aws/athena', 'lib/scenarios/scenario'],
  ['lib/rehearsal/runner', 'lib/scenarios/scenario'],
  ['lib/contract/task', 'lib/errors'],
  ['constructs/lake/spark-job', 'lib/errors'],
])('refuses an import from %s to %s', (from, to) => {
  expect(mayImport(roomOf(from) ?? '', roomOf(to) ?? '')).toBe(false);
});

test('the contract imports nothing', () => {
  expect(repositoryFiles('lib/contract/*.ts').flatMap((file) => importsOf(file).filter(({ from }) => !from.startsWith('./')))).toEqual([]);
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
