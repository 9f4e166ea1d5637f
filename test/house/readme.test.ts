import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { program } from '../../lib/cli/program';
import type { Ui } from '../../lib/cli/ui';
import { registry } from '../../lib/scenarios/registry';
import { root, textOf } from '../support/files';

const unused = (): never => {
  throw new Error('no command runs in this test');
};
const silent: Ui = { during: unused, steps: unused, result: unused, confirm: unused };

function usage(command: Command, parents = ''): string[] {
  const name = `${parents}${command.name()}`;
  if (command.commands.length > 0) return command.commands.flatMap((child) => usage(child, `${name} `));
  const args = command.registeredArguments.map((argument) => ` <${argument.name()}>`.replace(/<(.*)>/, argument.required ? '<$1>' : '[$1]')).join('');
  return [`| \`${name}${args}\` | ${command.summary()} |`];
}

function firstSentence(readme: string): string {
  return (textOf(readme).split('\n')[1] ?? '').trim();
}

/** The generated parts of README.md, by the name in their markers. */
const parts: Readonly<Record<string, string>> = {
  scenarios: [
    '| Scenario | What it shows | Services |',
    '|---|---|---|',
    ...Object.entries(registry).map(
      ([id, { summary, services }]) => `| [${id}](lib/scenarios/${id}/README.md) | ${summary} | ${services.join(', ')} |`,
    ),
  ].join('\n'),
  commands: ['| Command | Does |', '|---|---|', ...program(silent).commands.flatMap((command) => usage(command))].join('\n'),
  constructs: [
    '| Domain | Holds |',
    '|---|---|',
    ...readdirSync(join(root, 'constructs'))
      .filter((domain) => existsSync(join(root, 'constructs', domain, 'README.md')))
      .map(
        (domain) => `| [\`stagecraft-constructs/${domain}\`](constructs/${domain}/README.md) | ${firstSentence(`constructs/${domain}/README.md`)} |`,
      ),
  ].join('\n'),
};

function withParts(text: string): string {
  return Object.entries(parts).reduce((result, [name, part]) => {
    const marked = new RegExp(`(<!-- ${name}:[^\\n]*-->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
    expect(result).toMatch(marked);
    return result.replace(marked, (_, open: string, close: string) => `${open}${part}\n${close}`);
  }, text);
}

test('generated parts of the README equal their sources (UPDATE_README=1 writes them)', () => {
  const expected = withParts(textOf('README.md'));
  if (process.env['UPDATE_README'] === '1') writeFileSync(join(root, 'README.md'), expected);
  expect(textOf('README.md')).toBe(expected);
});

test.each(['README.md', 'CONTRIBUTING.md'])('every path in %s exists', (file) => {
  const text = textOf(file);
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path!);
  const code = [...text.matchAll(/`((?:lib|constructs|workloads|test|bin|scripts)\/[A-Za-z0-9_./-]+)`/g)].map(([, path]) => path!);
  expect(links.length + code.length).toBeGreaterThan(3);
  expect([...links, ...code].filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every command of the README exists', () => {
  const known = program(silent).commands.map((command) => command.name());
  const named = [...textOf('README.md').matchAll(/npx stagecraft ([a-z]+)/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test('every command explains itself with an example', () => {
  const leaves = (command: Command): Command[] => (command.commands.length > 0 ? command.commands.flatMap(leaves) : [command]);
  const all = program(silent).commands.flatMap(leaves);
  const poor = all.filter((command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    return !command.summary() || !command.description() || !/Example/.test(help);
  });
  expect(poor.map((command) => command.name())).toEqual([]);
});
