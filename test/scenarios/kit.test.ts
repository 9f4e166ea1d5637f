import { z } from 'zod';
import type { LogLine } from '../../lib/contract/values';
import { list, optional, text } from '../../lib/scenarios/contract-entry';
import { scenarioKit } from '../../lib/scenarios/kit';
import { partialAws } from '../support/partial-aws';
import { recordingTask } from '../support/task';

const contract = {
  bucket: text('a bucket'),
  crawlers: list('crawlers'),
  secret: optional('a secret'),
};
const kit = scenarioKit({ config: z.object({ size: z.number() }), contract });
const target = { account: '111122223333', region: 'eu-central-1', principal: 'arn' };
const values = { bucket: 'lake', crawlers: ['raw'], secret: 'sesame' };
const task = recordingTask();
const deployed = { config: { size: 1 }, stage: 'dev', task, contract: values, aws: partialAws({ target }) };

test('job, query and tool return their argument', () => {
  const job = { summary: 'work', needs: ['cluster'] as const, run: async () => ({}) };
  const query = { summary: 'question', needs: [] as const, run: async () => ({ columns: [], rows: [] }) };
  const tool = { summary: 'page', needs: ['account'] as const, open: async () => ({ url: 'https://x' }) };

  expect([kit.job(job), kit.query(query), kit.tool(tool)]).toEqual([job, query, tool]);
});

describe('tools', () => {
  test('consolePage opens a page of the region, with fixed parts or parts from the contract', async () => {
    const fixed = kit.consolePage('editor', 'athena/home', '/query-editor');
    const made = kit.consolePage(
      'bucket',
      ({ contract }) => `s3/buckets/${contract.bucket}`,
      ({ contract }) => `crawler=${contract.crawlers[0]}`,
    );

    expect([fixed.summary, fixed.needs, await fixed.open(deployed), await made.open(deployed)]).toEqual([
      'editor',
      ['account'],
      { url: 'https://eu-central-1.console.aws.amazon.com/athena/home?region=eu-central-1#/query-editor' },
      { url: 'https://eu-central-1.console.aws.amazon.com/s3/buckets/lake?region=eu-central-1#crawler=raw' },
    ]);
  });

  test('consolePage without a fragment has none', async () => {
    await expect(kit.consolePage('', 'glue/home').open(deployed)).resolves.toEqual({
      url: 'https://eu-central-1.console.aws.amazon.com/glue/home?region=eu-central-1',
    });
  });

  test('page opens a URL from the contract', async () => {
    const page = kit.page('site', ({ contract, aws }) => `https://${contract.bucket}.${aws.target.region}.example`);

    expect([page.needs, await page.open(deployed)]).toEqual([['account'], { url: 'https://lake.eu-central-1.example' }]);
  });

  test('secretPage opens the page of the secret', async () => {
    await expect(kit.secretPage('', ({ contract }) => contract.secret).open(deployed)).resolves.toEqual({
      url: 'https://eu-central-1.console.aws.amazon.com/secretsmanager/secret?name=sesame&region=eu-central-1',
    });
  });

  test('secretPage refuses a deployment without the secret', async () => {
    const without = { ...deployed, contract: { ...values, secret: undefined } };

    await expect(kit.secretPage('', ({ contract }) => contract.secret).open(without)).rejects.toThrow(
      'this deployment has no such secret; stagecraft outputs <scenario> lists the existing ones',
    );
  });

  test('tunnel forwards the port, until the task ends', async () => {
    const closed = Promise.resolve();
    const forward = jest.fn(async (..._: readonly unknown[]) => ({ url: 'http://localhost:8088', closed }));
    const tunnel = kit.tunnel('Superset', async ({ contract }) => ({ instanceId: `i-${contract.bucket}`, port: 8088 }));

    await expect(tunnel.open({ ...deployed, aws: partialAws({ ssm: { forward } }) })).resolves.toEqual({ url: 'http://localhost:8088', closed });
    expect(forward.mock.calls).toEqual([[{ instanceId: 'i-lake', port: 8088 }, task]]);
  });
});

describe('logGroups', () => {
  const since = new Date(1_000);
  const line = (source: string, message = ''): LogLine => ({ time: new Date(2_000), source, message });
  const read = jest.fn(async ({ group }: { readonly group: string }) => (group === '/empty' ? [] : [line('main', group), line('main-2', group)]));
  const context = { ...deployed, aws: partialAws({ logs: { read } }), since };
  beforeEach(() => read.mockClear());

  test('reads each log group since the start time, with the streams as sources', async () => {
    const source = kit.logGroups('functions', ({ contract }) => ['/a', `/${contract.bucket}`, '/empty']);

    expect([source.summary, source.needs]).toEqual(['functions', ['account']]);
    await expect(source.read(context)).resolves.toEqual([line('main', '/a'), line('main-2', '/a'), line('main', '/lake'), line('main-2', '/lake')]);
    expect(read.mock.calls).toEqual([[{ group: '/a', since }], [{ group: '/lake', since }], [{ group: '/empty', since }]]);
  });

  test('reads one stream only, also if its name is a prefix of another', async () => {
    await expect(kit.logGroups('', () => [{ group: '/a', stream: 'main' }]).read(context)).resolves.toEqual([line('main', '/a')]);
    expect(read.mock.calls).toEqual([[{ group: '/a', since, streamPrefix: 'main' }]]);
  });

  test('names the source of a part', async () => {
    const source = kit.logGroups('', async () => [{ group: '/a', stream: 'main', source: 'scheduler' }]);

    await expect(source.read(context)).resolves.toEqual([line('scheduler', '/a')]);
  });
});
