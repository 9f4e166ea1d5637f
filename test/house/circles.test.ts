import { circlesIn, modulesOf, specifiersIn } from '../support/modules';
import { CIRCLES } from './offenders';

const PATTERNS = ['bin/*.ts', 'lib/*.ts', 'constructs/*.ts', 'workloads/*.ts'];

test('finds imports in each of their forms', () => {
  const source = [
    "import type { A } from './a';",
    "export * from './b';",
    "import './c';",
    "const d = await import('./d');",
    "// import { e } from './e';",
    "/* export * from './f'; */",
    "import {\n  g,\n} from './g';",
  ].join('\n');

  expect(specifiersIn(source)).toEqual(['./a', './b', './c', './d', './g']);
});

test('finds circles, of three as well', () => {
  const modules = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', ['e']],
    ['e', ['d']],
    ['f', ['a']],
  ]);

  expect(circlesIn(modules)).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
});

test('no file imports itself by way of others, of types neither', () => {
  const modules = modulesOf(...PATTERNS);
  const circles = circlesIn(modules).flat();

  expect([...modules.values()].flat().length).toBeGreaterThan(500);
  expect(circles.filter((file) => !CIRCLES.includes(file))).toEqual([]);
});

test('each file of the offenders is still in a circle', () => {
  const circles = circlesIn(modulesOf(...PATTERNS)).flat();

  expect(CIRCLES.filter((file) => !circles.includes(file))).toEqual([]);
});
