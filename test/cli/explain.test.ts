import { explainCommand } from '../../lib/cli/explain';
import type { Ui } from '../../lib/cli/ui';
import { scenario } from '../../lib/scenarios/glue-athena-data-lake/scenario';
import { recordingSteps } from '../support/steps';

async function explained(): Promise<string> {
  const out: string[] = [];
  const ui: Ui = {
    during: (_, work) => work(recordingSteps()),
    steps: (_, work) => work(recordingSteps()),
    result: (value, text) => void out.push(text(value)),
    confirm: async () => {},
  };
  await explainCommand(ui).parseAsync(['glue-athena-data-lake'], { from: 'user' });
  return out.join('');
}

test('has a section for every part, in the order of use', async () => {
  const text = await explained();
  const headings = text.split('\n').filter((_, at, lines) => /^-+$/.test(lines[at + 1] ?? ''));

  expect(headings).toEqual([
    'Serverless data lake with Glue, Athena and QuickSight',
    'Flow',
    'Configuration (--set, --config)',
    'Data (stagecraft data)',
    'Jobs (stagecraft run glue-athena-data-lake <job>)',
    'Queries (stagecraft query glue-athena-data-lake <query>)',
    'Tools (stagecraft open glue-athena-data-lake <tool>)',
    'Logs (stagecraft logs glue-athena-data-lake <source>)',
    'Rehearsal (stagecraft rehearse glue-athena-data-lake)',
    'Published by the stacks',
    'Changes against the article',
  ]);
});

test('names every job, query, tool, log source, key and contract entry', async () => {
  const text = await explained();
  const names = [scenario.jobs, scenario.queries, scenario.tools, scenario.logs, scenario.config.shape, scenario.contract].flatMap(Object.keys);

  expect(names.filter((name) => !new RegExp(`^ *${name}[: ]`, 'm').test(text))).toEqual([]);
});

test('breaks the story into lines, and loses none of it', async () => {
  const [, story = ''] = (await explained()).split(/^-+$/m);
  const lines = story.split('\n\n')[0]?.trim().split('\n') ?? [];

  expect(lines.join(' ')).toBe(scenario.story);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(101);
});

test('shows the changes as a table, with all of their words', async () => {
  const table = (await explained()).split('Changes against the article\n')[1] ?? '';
  const words = (text: string) => text.split(/\s+/);

  expect(scenario.changes.length).toBeGreaterThan(0);
  for (const { article, here, why } of scenario.changes) {
    expect(words(`${article} ${here} ${why}`).filter((word) => !table.includes(word))).toEqual([]);
  }
});
