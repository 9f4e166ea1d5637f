import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { program } from '../../lib/cli/program';
import type { Ui } from '../../lib/cli/ui';
import { configSchema } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import { repositoryFiles, root, textOf } from '../support/files';

const FILE = 'docs/first-deployment.md';
const page = textOf(FILE);
const order = [...page.matchAll(/^### ([a-z0-9-]+)$/gm)].map(([, id]) => String(id));

/** An assumption about AWS, where the code makes it. */
interface Assumption {
  readonly id: string;
  readonly sentence: string;
  readonly source: string;
  readonly file: string;
}

function assumptionsIn(file: string): readonly Assumption[] {
  // A tag ends with the next tag, with an empty line, or with its comment.
  const tags = textOf(file).matchAll(/@unproven ([\s\S]*?)(?=\n\s*\*\s*@|\n\s*\*?\s*\n|\s*\*\/)/g);
  return [...tags].map(([, text = '']) => {
    const [, id = '', sentence = '', source = ''] =
      /^(A\d+) (.*?) \(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(text.replace(/\s*\n\s*\*\s*/g, ' ').trim()) ?? [];
    return { id, sentence, source, file };
  });
}

const assumptions = repositoryFiles('lib/**/*.ts', 'constructs/**/*.ts', 'workloads/**/*.ts')
  .filter((file) => existsSync(join(root, file)))
  .flatMap(assumptionsIn)
  .sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)) || a.file.localeCompare(b.file));

async function generated(): Promise<Readonly<Record<string, string>>> {
  const rows = await Promise.all(
    order.map(async (id) => {
      const { idle = 'not stated' } = (await registry[id]!.load()).scenario;
      return `| [${id}](#${id}) | ${idle} | [costs](../lib/scenarios/${id}/README.md#costs) |`;
    }),
  );
  return {
    costs: ['| Scenario | While nobody uses it | Of a run |', '|---|---|---|', ...rows].join('\n'),
    unproven: [
      '| | Assumption | Read in | Made in |',
      '|---|---|---|---|',
      ...assumptions.map(({ id, sentence, source, file }) => `| ${id} | ${sentence} | ${source} | [${file}](../${file}) |`),
    ].join('\n'),
  };
}

test('costs and assumptions equal their sources (UPDATE_README=1 writes them)', async () => {
  let expected = page;
  for (const [name, part] of Object.entries(await generated())) {
    const marked = new RegExp(`(<!-- ${name}:[^\\n]*-->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
    expect(expected).toMatch(marked);
    expected = expected.replace(marked, (_, open: string, close: string) => `${open}${part}\n${close}`);
  }
  if (process.env['UPDATE_README'] === '1') writeFileSync(join(root, FILE), expected);
  expect(textOf(FILE)).toBe(expected);
});

test('each assumption has an id, a sentence and a source, and fits a table cell', () => {
  expect(assumptions.length).toBeGreaterThan(5);
  expect(assumptions.filter(({ id, sentence, source }) => !id || !sentence || !source || /\|/.test(sentence + source))).toEqual([]);
});

test('has every scenario once', () => {
  expect([...order].sort()).toEqual(Object.keys(registry).sort());
});

test('links what exists', () => {
  const links = [...page.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, path]) => String(path));
  expect(links.filter((path) => !existsSync(join(root, dirname(FILE), path)))).toEqual([]);
  expect(textOf('README.md')).toContain(`](${FILE})`);
});

/** A command of the page, with what it must show. */
interface Line {
  readonly text: string;
  readonly words: readonly string[];
  readonly shows: string | undefined;
}

const lines: readonly Line[] = [...page.matchAll(/^npx stagecraft (.*)$/gm)].map(([text, rest = '']) => {
  const [command = '', shows] = rest.split(/\s+# /);
  return { text, words: command.trim().split(/\s+/), shows };
});

const unused = (): never => {
  throw new Error('no command runs in this test');
};
const silent: Ui = { during: unused, steps: unused, result: unused, confirm: unused };

/** Arguments and options of a command line, parsed by its command. @throws for a command, flag or number of arguments that does not exist */
function parsed(words: readonly string[]): {
  readonly name: string;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
} {
  let result: ReturnType<typeof parsed> | undefined;
  const replace = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
    for (const child of command.commands) replace(child);
    if (command.commands.length > 0) return;
    command.action(() => {
      result = { name: command.name(), args: command.args, options: command.opts() };
    });
  };
  const cli = program(silent);
  replace(cli);
  cli.parse(words, { from: 'user' });
  if (!result) throw new Error(`no command runs: ${words.join(' ')}`);
  return result;
}

const NAMED: Readonly<Record<string, (scenario: Scenario) => Readonly<Record<string, unknown>>>> = {
  run: ({ jobs }) => jobs,
  query: ({ queries }) => queries,
  logs: ({ logs }) => logs,
  open: ({ tools }) => tools,
};

test.each(lines)('$text', async ({ words, shows }) => {
  const { name, args, options } = parsed(words);
  expect(shows).toBeTruthy();
  const [id, part] = args;
  if (id === undefined) return;
  expect(Object.keys(registry)).toContain(id);
  const { scenario } = await registry[id]!.load();
  if (part !== undefined) expect(Object.keys(NAMED[name]?.(scenario) ?? {})).toContain(part);

  const keysOf = (flag: string) => Object.keys((options[flag] ?? {}) as object);
  expect(Object.keys(configSchema(scenario).shape)).toEqual(expect.arrayContaining(keysOf('set')));
  const { params, methods } = (part === undefined ? {} : (NAMED[name]?.(scenario)[part] ?? {})) as { params?: unknown; methods?: readonly string[] };
  expect(params instanceof z.ZodObject ? Object.keys(params.shape) : []).toEqual(expect.arrayContaining(keysOf('param')));
  if (options['method'] !== undefined) expect(methods).toContain(options['method']);
});

test('each scenario is deployed with a refusal of every other account, and destroyed', () => {
  for (const id of order) {
    for (const verb of ['deploy', 'destroy']) {
      const found = lines.filter(({ words: [first, second] }) => first === verb && second === id);
      expect([id, verb, found.length > 0, found.every(({ words }) => words.includes('--account'))]).toEqual([id, verb, true, true]);
    }
  }
});
