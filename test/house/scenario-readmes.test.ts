import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { program } from '../../lib/cli/program';
import type { Ui } from '../../lib/cli/ui';
import { registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import { repositoryFiles, root, textOf } from '../support/files';

const unused = (): never => {
  throw new Error('no command runs in this test');
};
const silent: Ui = { during: unused, steps: unused, result: unused, confirm: unused };

describe.each(Object.keys(registry))('the README of %s', (id) => {
  const file = `lib/scenarios/${id}/README.md`;
  const readme = existsSync(join(root, file)) ? textOf(file) : '';
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = (await registry[id]!.load()).scenario;
  });

  /** What follows a verb in the README, as in `run … ctas`. */
  function namedAfter(verb: string): string[] {
    return [
      ...new Set(
        [...readme.matchAll(new RegExp(`\`(?:npx stagecraft )?${verb} (?:…|${id}) ([a-z][a-z0-9-]*)`, 'g'))].map(([, name]) => String(name)),
      ),
    ];
  }

  test('tells the changes as their source does (UPDATE_README=1 writes them)', () => {
    const rows = scenario.changes.map(({ article, here, why }) => `| ${article} | ${here} | ${why} |`);
    const part = ['| In the article | Here | Why |', '|---|---|---|', ...rows].join('\n');
    const expected = readme.replace(
      /(<!-- changes:[^\n]*-->\n)[\s\S]*?(<!-- \/changes -->)/,
      (_, open: string, close: string) => `${open}${part}\n${close}`,
    );

    if (process.env['UPDATE_README'] === '1') writeFileSync(join(root, file), expected);
    expect(expected).toContain(part);
    expect(textOf(file)).toBe(expected);
  });

  test('each change says what was, what is and why, in a table cell each', () => {
    const { changes } = scenario;

    expect(changes.length).toBeGreaterThan(5);
    expect(changes.filter((change) => Object.values(change).some((text) => text === '' || /[|\n]|\.$/.test(text)))).toEqual([]);
    expect(new Set(changes.map(({ article }) => article)).size).toBe(changes.length);
  });

  test('names every job and every query, and none that there is not', () => {
    const { jobs, queries } = scenario;

    expect(namedAfter('run').sort()).toEqual(Object.keys(jobs).sort());
    expect(namedAfter('query').sort()).toEqual(Object.keys(queries).sort());
  });

  test('names no log source and no tool that there is not', () => {
    const { logs, tools } = scenario;

    expect(Object.keys(logs)).toEqual(expect.arrayContaining(namedAfter('logs')));
    expect(Object.keys(tools)).toEqual(expect.arrayContaining(namedAfter('open')));
  });

  test('names no command and no flag that there is not', () => {
    const leaves = program(silent).commands.flatMap((command: Command) => [command, ...command.commands]);
    const lines = [...readme.matchAll(new RegExp(`(?:npx stagecraft|^\\| \`)\\s*((?:[a-z]+ )+)(?:${id}|…)([^\\n\`]*)`, 'gm'))];

    expect(lines.length).toBeGreaterThan(5);
    for (const [line, words = '', rest = ''] of lines) {
      const command = leaves.find((candidate) => candidate.name() === words.trim().split(' ').at(-1));
      expect(`${line} ${command ? 'exists' : 'does not exist'}`).toMatch(/ exists$/);
      const flags = [...rest.replace(/#.*/, '').matchAll(/ (--[a-z-]+)/g)].map(([, flag]) => flag);
      expect(command?.options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags));
    }
  });

  test('links what exists, the drawing first of all', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, path]) => String(path));

    expect(links).toContain('architecture.svg');
    expect(links.filter((path) => !existsSync(join(root, 'lib/scenarios', id, path)))).toEqual([]);
  });

  test('says what is not verified, and what it leaves behind', () => {
    expect(readme).toMatch(/^## Not verified$/m);
    expect(readme).toMatch(/^## Leaves behind$/m);
  });
});

test.each(Object.keys(registry))('the acceptance list of %s has a test for each of its lines, without a gap', (id) => {
  const endToEnd = repositoryFiles('test/e2e/*.test.ts').filter((file) => textOf(file).includes(id));
  const texts = [...repositoryFiles(`test/scenarios/${id}/**`, `test/workloads/${id}/**`), ...endToEnd]
    .filter((file) => /\.test\.ts$|\/test_\w+\.py$/.test(file))
    .map(textOf);
  const numbers = new Set(texts.flatMap((text) => [...text.matchAll(/acceptance[ _](\d+)(?!\d)/g)].map(([, number]) => Number(number))));

  expect([...numbers].sort((a, b) => a - b)).toEqual([...Array(Math.max(...numbers)).keys()].map((index) => index + 1));
});
