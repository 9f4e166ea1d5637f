import { z } from 'zod';
import { explainCommand } from '../../lib/cli/explain';
import { scenario } from '../../lib/scenarios/glue-athena-data-lake/scenario';
import { type Entry, registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import { recordingUi } from '../support/recording-ui';
import { toy } from '../support/toy-scenario';

async function explained(id = 'glue-athena-data-lake'): Promise<string> {
  const ui = recordingUi();
  await explainCommand(ui).parseAsync([id], { from: 'user' });
  return ui.texts.join('');
}

const headingsOf = (text: string) => text.split('\n').filter((_, at, lines) => /^-+$/.test(lines[at + 1] ?? ''));

test('has a section for every part, in order of use', async () => {
  expect(headingsOf(await explained())).toEqual([
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

test('wraps the story, and keeps all of it', async () => {
  const [, story = ''] = (await explained()).split(/^-+$/m);
  const lines = story.split('\n\n')[0]?.trim().split('\n') ?? [];

  expect(lines.join(' ')).toBe(scenario.story);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(101);
});

test('shows the changes as a table with their full text', async () => {
  const table = (await explained()).split('Changes against the article\n')[1] ?? '';
  const words = (text: string) => text.split(/\s+/);

  expect(scenario.changes.length).toBeGreaterThan(0);
  for (const { article, here, why } of scenario.changes) {
    expect(words(`${article} ${here} ${why}`).filter((word) => !table.includes(word))).toEqual([]);
  }
});

describe('a minimal scenario', () => {
  /** Explains the toy with other parts. */
  async function explainedToy(parts: object): Promise<string> {
    const load = async () => ({ scenario: { ...toy, ...parts } as unknown as Scenario });
    const entries = registry as Record<string, Partial<Entry>>;
    entries['toy'] = { title: 'Toy', services: ['S3', 'Lambda'], load };
    try {
      return await explained('toy');
    } finally {
      delete entries['toy'];
    }
  }

  test('has no section for absent parts', async () => {
    const bare = { idle: undefined, config: z.object({}), contract: {} };

    expect(headingsOf(await explainedToy({}))).toEqual([
      'Toy',
      'Flow',
      'Configuration (--set, --config)',
      'Rehearsal (stagecraft rehearse toy)',
      'Published by the stacks',
    ]);
    expect(headingsOf(await explainedToy(bare))).toEqual(['Toy', 'Flow', 'Configuration (--set, --config)', 'Rehearsal (stagecraft rehearse toy)']);
  });

  test('shows idle cost only where it is known', async () => {
    expect(await explainedToy({ idle: 'a dollar a day' })).toContain('\nServices: S3, Lambda\nIdle: a dollar a day\n');
    expect(await explainedToy({ idle: undefined })).not.toContain('Idle');
  });

  test('shows data without a table when it has no parameters', async () => {
    const data = { summary: 'readings of a week', params: z.object({}) };

    expect(await explainedToy({ data })).toContain('\nData (stagecraft data)\n----------------------\nreadings of a week\n\n');
  });

  test('shows a job with its methods, and a job without parameters on one line', async () => {
    const pack = {
      summary: 'pack the readings',
      needs: ['account'],
      methods: ['glue', 'emr'],
      params: z.object({ days: z.number().default(2).describe('days to pack') }),
    };
    const sweep = { summary: 'sweep the floor', needs: [] };

    expect(await explainedToy({ jobs: { pack, sweep } })).toContain(
      [
        'pack: pack the readings',
        '  --method glue | emr',
        '  key   takes   default  description',
        '  days  number  2        days to pack',
        'sweep: sweep the floor',
        '  needs nothing',
        '',
      ].join('\n'),
    );
  });

  test('marks a key without a default as required or optional', async () => {
    const config = z.object({ domain: z.string().describe('domain of the API'), note: z.string().optional().describe('note on the wall') });
    const text = await explainedToy({ config });

    expect(text).toMatch(/^domain +text +required +domain of the API$/m);
    expect(text).toMatch(/^note +text +note on the wall$/m);
  });

  test('numbers steps, and wraps a long line below its number', async () => {
    const long = Array(30).fill('longer').join(' ');

    expect(await explainedToy({ flow: [long, 'ends'], byHand: ['open the door'] })).toMatch(
      /\nFlow\n----\n1\. longer( longer)+\n {3}longer( longer)+\n( {3}longer( longer)+\n)?2\. ends\n\nManual steps\n-+\n1\. open the door\n/,
    );
  });
});
