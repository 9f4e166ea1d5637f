import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../../../lib/cli/program';
import type { Ui } from '../../../lib/cli/ui';
import { changes } from '../../../lib/scenarios/glue-athena-data-lake/changes';
import { scenario } from '../../../lib/scenarios/glue-athena-data-lake/scenario';
import { root, textOf } from '../../support/files';

const README = 'lib/scenarios/glue-athena-data-lake/README.md';
const readme = textOf(README);

const silent: Ui = {
  during: async (_, work) => work({ progress: () => {}, signal: new AbortController().signal }),
  steps: async () => {
    throw new Error('nothing runs here');
  },
  result: () => {},
  confirm: async () => {},
};

/** What follows a verb in the README, as in `run … ctas`. */
function namedAfter(verb: string): string[] {
  return [...new Set([...readme.matchAll(new RegExp(`\`${verb} … ([a-z-]+)`, 'g'))].map(([, name]) => String(name)))];
}

test('the changes equal their source (UPDATE_README=1 writes them)', () => {
  const rows = changes.map(({ article, here, why }) => `| ${article} | ${here} | ${why} |`);
  const part = ['| In the article | Here | Why |', '|---|---|---|', ...rows].join('\n');
  const expected = readme.replace(
    /(<!-- changes:[^\n]*-->\n)[\s\S]*?(<!-- \/changes -->)/,
    (_, open: string, close: string) => `${open}${part}\n${close}`,
  );

  if (process.env['UPDATE_README'] === '1') writeFileSync(join(root, README), expected);
  expect(expected).toContain(part);
  expect(textOf(README)).toBe(expected);
});

test('each change says what was, what is and why, in a table cell each', () => {
  expect(changes.length).toBeGreaterThan(20);
  expect(changes.filter((change) => Object.values(change).some((text) => text === '' || /[|\n]|\.$/.test(text)))).toEqual([]);
  expect(new Set(changes.map(({ article }) => article)).size).toBe(changes.length);
});

test('the tour has every job and every query, and no other', () => {
  expect(namedAfter('run').sort()).toEqual(Object.keys(scenario.jobs).sort());
  expect(namedAfter('query').sort()).toEqual(Object.keys(scenario.queries).sort());
});

test('logs and tools that it names exist', () => {
  expect(Object.keys(scenario.logs)).toEqual(expect.arrayContaining(namedAfter('logs')));
  expect(Object.keys(scenario.tools).sort()).toEqual(['athena', 'bucket', 'dashboard', 'glue', 'pipeline']);
  expect(namedAfter('open')).toEqual(['pipeline']);
});

test('commands and flags that it names exist', () => {
  const leaves = program(silent).commands.flatMap((command) => [command, ...command.commands]);
  const lines = [...readme.matchAll(/(?:npx stagecraft|^\| `)\s*((?:[a-z]+ )+)(?:glue-athena-data-lake|…)([^\n`]*)/gm)];

  expect(lines.length).toBeGreaterThan(15);
  for (const [line, words = '', rest = ''] of lines) {
    const command = leaves.find((candidate) => candidate.name() === words.trim().split(' ').at(-1));
    expect(`${line} ${command ? 'exists' : 'does not exist'}`).toMatch(/ exists$/);
    const flags = [...rest.matchAll(/ (--[a-z-]+)/g)].map(([, flag]) => flag);
    expect(command?.options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags));
  }
});

test('every file that it links exists', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(([, path]) => String(path));

  expect(links).toEqual(['architecture.svg']);
  expect(links.filter((path) => !existsSync(join(root, 'lib/scenarios/glue-athena-data-lake', path)))).toEqual([]);
});
