import type { Leftover } from '../../lib/contract/resources';
import { countLeftover, leftoverName, type SweepContext, type SweepTime, sweep } from '../../lib/deployment/sweep';
import { FakeCloud } from '../support/fake-cloud';
import { recordingTask } from '../support/task';

const contextOf = (cloud: FakeCloud, kept: readonly string[] = []): SweepContext => ({ aws: cloud.aws(), kept: new Set(kept) });

function fullCloud(): FakeCloud {
  const cloud = new FakeCloud();
  cloud.buckets.set('data', 3);
  cloud.databases.set('catalog', ['of_the_stack', 'made_by_ctas', 'made_by_crawler']);
  cloud.groups.set('/aws/lambda/worker', ['one']);
  cloud.groups.set('/aws-glue/crawlers', ['mine', 'mine-test', 'theirs']);
  cloud.groups.set('/aws/amazonmq/broker/b-1/general', []);
  cloud.groups.set('/aws/amazonmq/broker/b-1/connection', []);
  cloud.groups.set('/aws/amazonmq/broker/b-10/general', []);
  cloud.interfaces.set('demo', ['eni-1', 'eni-2']);
  cloud.interfaces.set('demo-2', ['eni-3']);
  return cloud;
}

const KINDS: readonly [Leftover, SweepTime, number, string][] = [
  [{ kind: 'bucket-contents', bucket: 'data' }, 'before', 3, 'objects of bucket data'],
  [{ kind: 'catalog-tables', database: 'catalog' }, 'before', 2, 'tables that crawlers and queries created in catalog'],
  [{ kind: 'log-group', name: '/aws/lambda/worker' }, 'after', 1, 'log group /aws/lambda/worker'],
  [{ kind: 'log-groups', prefix: '/aws/amazonmq/broker/b-1/' }, 'after', 2, 'log groups below /aws/amazonmq/broker/b-1/'],
  [{ kind: 'network-interfaces', cluster: 'demo' }, 'between', 2, 'available network interfaces of pods of demo'],
  [{ kind: 'log-stream', group: '/aws-glue/crawlers', stream: 'mine' }, 'after', 1, 'stream mine of log group /aws-glue/crawlers'],
];

test.each(KINDS)('$kind: counts, removes and is empty afterwards', async (leftover, when, count, name) => {
  const cloud = fullCloud();
  const context = contextOf(cloud, ['of_the_stack']);
  expect(leftoverName(leftover)).toBe(name);
  await expect(countLeftover(leftover, context)).resolves.toBe(count);
  await expect(sweep([when], [leftover], context, recordingTask())).resolves.toEqual({ swept: [{ what: name, removed: count }], refused: [] });
  await expect(countLeftover(leftover, context)).resolves.toBe(0);
});

test.each(KINDS)('$kind: what is not there counts as empty', async (leftover, when) => {
  const context = contextOf(new FakeCloud());
  await expect(countLeftover(leftover, context)).resolves.toBe(0);
  await expect(sweep([when], [leftover], context, recordingTask())).resolves.toEqual({ swept: [], refused: [] });
});

test('sweeps each kind only at its time, before or after the stacks', async () => {
  const cloud = fullCloud();
  const all = KINDS.map(([leftover]) => leftover);
  const { swept: before } = await sweep(['before'], all, contextOf(cloud), recordingTask());
  expect(before.map(({ what }) => what)).toEqual(['objects of bucket data', 'tables that crawlers and queries created in catalog']);
  expect(cloud.groups.size).toBe(5);
});

test('keeps tables and streams of others', async () => {
  const cloud = fullCloud();
  const all = KINDS.map(([leftover]) => leftover);
  await sweep(['before'], all, contextOf(cloud, ['of_the_stack']), recordingTask());
  await sweep(['after'], all, contextOf(cloud), recordingTask());
  expect(cloud.databases.get('catalog')).toEqual(['of_the_stack']);
  expect(cloud.groups.get('/aws-glue/crawlers')).toEqual(['mine-test', 'theirs']);
});

test('keeps log groups and network interfaces of others', async () => {
  const cloud = fullCloud();
  const all = KINDS.map(([leftover]) => leftover);
  await sweep(['before', 'between', 'after'], all, contextOf(cloud), recordingTask());
  expect([...cloud.groups.keys()]).toEqual(['/aws-glue/crawlers', '/aws/amazonmq/broker/b-10/general']);
  expect(cloud.interfaces.get('demo-2')).toEqual(['eni-3']);
});

test('does not mistake a log group for another with the same prefix', async () => {
  const cloud = new FakeCloud();
  cloud.groups.set('/aws/lambda/worker-of-another', []);
  const leftover: Leftover = { kind: 'log-group', name: '/aws/lambda/worker' };
  await expect(countLeftover(leftover, contextOf(cloud))).resolves.toBe(0);
  await sweep(['after'], [leftover], contextOf(cloud), recordingTask());
  expect([...cloud.groups.keys()]).toEqual(['/aws/lambda/worker-of-another']);
});

test('reports what it removes, and stops at Ctrl-C', async () => {
  const cloud = fullCloud();
  const task = recordingTask();
  await sweep(['before'], [KINDS[0]![0]], contextOf(cloud), task);
  expect(task.lines).toContain('removing objects of bucket data');
  task.abort();
  await expect(sweep(['before'], [KINDS[1]![0]], contextOf(cloud), task)).rejects.toThrow(/abort/i);
  expect(cloud.databases.get('catalog')).toHaveLength(3);
});

test('does not mistake another error for absence', async () => {
  const cloud = fullCloud();
  const aws = cloud.aws();
  const context = { ...contextOf(cloud), aws: { ...aws, glue: { ...aws.glue, tables: async () => Promise.reject(new Error('denied')) } } };
  await expect(countLeftover({ kind: 'catalog-tables', database: 'catalog' }, context)).rejects.toThrow('denied');
});

test('snapshots of an instance: counts, removes and is empty afterwards', async () => {
  const snapshots = new Map([['demo-instance', ['final', 'by-hand']]]);
  const cloud = new FakeCloud();
  const rds = {
    snapshots: async (instance: string) => snapshots.get(instance) ?? [],
    deleteSnapshot: async (id: string) => {
      for (const [instance, ids] of snapshots)
        snapshots.set(
          instance,
          ids.filter((other) => other !== id),
        );
    },
  };
  const aws = { ...cloud.aws(), rds } as unknown as SweepContext['aws'];
  const context = { ...contextOf(cloud), aws };
  const leftover: Leftover = { kind: 'db-snapshots', instance: 'demo-instance' };

  expect(leftoverName(leftover)).toBe('snapshots of demo-instance');
  await expect(countLeftover(leftover, context)).resolves.toBe(2);
  await expect(sweep(['before'], [leftover], context, recordingTask())).resolves.toEqual({ swept: [], refused: [] });
  await expect(sweep(['after'], [leftover], context, recordingTask())).resolves.toEqual({
    swept: [{ what: 'snapshots of demo-instance', removed: 2 }],
    refused: [],
  });
  await expect(countLeftover(leftover, context)).resolves.toBe(0);
});
