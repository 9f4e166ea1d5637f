import { Command } from 'commander';
import type { ExplainResult, NeedingPart } from '../actions/explain';
import type { Table } from '../contract/values';
import type { Key } from '../keys';
import type { Ui } from './ui';

/** Line width of text. */
const WIDTH = 100;
/** Line width of the table of changes. */
const CHANGES = [30, 36, 46];

/** What most parts need; it is not repeated for each. */
const ACCOUNT = 'account';

/** `stagecraft explain <scenario>` */
export function explainCommand(ui: Ui): Command {
  return new Command('explain')
    .summary('describe a scenario: architecture, configuration, jobs, queries, tools and logs')
    .description(
      'Describes the purpose of a scenario, its data flow, its configuration, its jobs, queries, tools and logs with their parameters, ' +
        'the outputs of its stacks, and the differences from the article.',
    )
    .argument('<scenario>', 'scenario, as `list` prints it')
    .addHelpText('after', '\nExample:\n  stagecraft explain glue-athena-data-lake')
    .action(async (scenario: string) => {
      const [{ explain }, { tableText }] = await Promise.all([import('../actions/explain'), import('./table')]);
      ui.result(await explain({ scenario }), (result) => text(result, tableText));
    });
}

type TableText = (table: Table, widths?: readonly number[]) => string;

function text(result: ExplainResult, tableText: TableText): string {
  const { scenario, title, article, story, idle, flow, services, byHand, config, data, jobs, queries, tools, logs, contract, rehearsal, changes } =
    result;
  const names = (items: readonly { readonly name: string; readonly summary: string }[]) =>
    items.length === 0 ? '' : tableText({ columns: ['name', 'description'], rows: items.map((item) => [item.name, item.summary]) });
  const sections: readonly (readonly [string, string])[] = [
    [
      title,
      [
        ...wrapped(story),
        '',
        `After: ${article.title} (${article.published})`,
        `Services: ${services.join(', ')}`,
        ...(idle ? [`Idle: ${idle}`] : []),
      ].join('\n'),
    ],
    ['Flow', flow.flatMap((line, at) => wrapped(line, `${at + 1}. `)).join('\n')],
    ['Manual steps', byHand.flatMap((line, at) => wrapped(line, `${at + 1}. `)).join('\n')],
    ['Configuration (--set, --config)', keys(config, tableText)],
    ['Data (stagecraft data)', data ? [data.summary, keys(data.params, tableText)].filter(Boolean).join('\n') : ''],
    [
      `Jobs (stagecraft run ${scenario} <job>)`,
      jobs.map((job) => work(job, job.methods.length > 0 ? [`  --method ${job.methods.join(' | ')}`] : [], tableText)).join('\n'),
    ],
    [`Queries (stagecraft query ${scenario} <query>)`, queries.map((query) => work(query, [], tableText)).join('\n')],
    [`Tools (stagecraft open ${scenario} <tool>)`, parts(tools, tableText)],
    [`Logs (stagecraft logs ${scenario} <source>)`, parts(logs, tableText)],
    [
      `Rehearsal (stagecraft rehearse ${scenario})`,
      [
        tableText({
          columns: ['step', 'description', 'needs'],
          rows: rehearsal.steps.map(({ name, summary, needs }) => [name, summary, needs.join(', ')]),
        }),
        keys(rehearsal.params, tableText),
        `${rehearsal.checks.length} checks`,
      ]
        .filter(Boolean)
        .join('\n\n'),
    ],
    ['Published by the stacks', names(contract)],
    ['Changes against the article', changesTable(changes, tableText)],
  ];
  return sections
    .filter(([, body]) => body !== '')
    .map(([heading, body]) => `${heading}\n${'-'.repeat(heading.length)}\n${body}`)
    .join('\n\n');
}

/** Tools or log sources; what they need where it is not the account alone. */
function parts(items: readonly NeedingPart[], tableText: TableText): string {
  if (items.length === 0) return '';
  if (items.every(({ needs }) => needs === ACCOUNT)) {
    return tableText({ columns: ['name', 'what it is'], rows: items.map(({ name, summary }) => [name, summary]) });
  }
  return tableText({ columns: ['name', 'what it is', 'needs'], rows: items.map(({ name, summary, needs }) => [name, summary, needs]) });
}

function work(
  { name, summary, needs, params }: NeedingPart & { readonly params: readonly Key[] },
  more: readonly string[],
  tableText: TableText,
): string {
  const table = params.length > 0 ? keys(params, tableText).replace(/^/gm, '  ') : '';
  return [`${name}: ${summary}`, ...(needs === ACCOUNT ? [] : [`  needs ${needs}`]), ...more, table].filter(Boolean).join('\n');
}

function changesTable(changes: ExplainResult['changes'], tableText: TableText): string {
  if (changes.length === 0) return '';
  const rows = changes.map(({ article, here, why }) => [article, here, why]);
  return tableText({ columns: ['the article', 'here', 'why'], rows }, CHANGES);
}

function keys(all: readonly Key[], tableText: TableText): string {
  if (all.length === 0) return '';
  const rows = all.map((key) => [key.name, key.takes, defaultOf(key), key.description]);
  return tableText({ columns: ['key', 'takes', 'default', 'description'], rows });
}

function defaultOf(key: Key): string {
  if ('default' in key) return JSON.stringify(key.default);
  return key.required ? 'required' : '';
}

/** Wrapped text, the first line after a marker and the others indented. */
function wrapped(words: string, mark = ''): string[] {
  const lines: string[] = [];
  let line = mark;
  for (const word of words.split(' ')) {
    if (line === mark) line += word;
    else if (line.length + word.length <= WIDTH) line += ` ${word}`;
    else {
      lines.push(line);
      line = ' '.repeat(mark.length) + word;
    }
  }
  return [...lines, line];
}
