import type { Leftover } from '../../lib/contract/leftover';
import { countLeftover, leftoverName, type Place, sweep } from '../../lib/deployment/sweep';
import { FakeCloud } from '../support/fake-cloud';
import { recordingTask } from '../support/task';

const placeOf = (cloud: FakeCloud, kept: readonly string[] = []): Place => ({ aws: cloud.aws(), account: cloud.account(), kept: new Set(kept) });

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

const KINDS: readonly [Leftover, 'before' | 'after', number, string][] = [
  [{ kind: 'bucket-contents', bucket: 'data' }, 'before', 3, 'objects of bucket data'],
  [{ kind: 'catalog-tables', database: 'catalog' }, 'before', 2, 'tables that crawlers and queries made in catalog'],
  [{ kind: 'log-group', name: '/aws/lambda/worker' }, 'after', 1, 'log group /aws/lambda/worker'],
  [{ kind: 'log-groups', prefix: '/aws/amazonmq/broker/b-1/' }, 'after', 2, 'log groups below /aws/amazonmq/broker/b-1/'],
  [{ kind: 'network-interfaces', cluster: 'demo' }, 'before', 2, 'network interfaces that pods of demo had'],
  [{ kind: 'log-stream', group: '/aws-glue/crawlers', stream: 'mine' }, 'after', 1, 'stream mine of log group /aws-glue/crawlers'],
];

test.each(KINDS)('$kind: counts, removes and is empty afterwards', async (leftover, when, count, name) => {
  const cloud = fullCloud();
  const place = placeOf(cloud, ['of_the_stack']);
  expect(leftoverName(leftover)).toBe(name);
  await expect(countLeftover(leftover, place)).resolves.toBe(count);
  await expect(sweep(when, [leftover], place, recordingTask())).resolves.toEqual([{ what: name, removed: count }]);
  await expect(countLeftover(leftover, place)).resolves.toBe(0);
});

test.each(KINDS)('$kind: counts a missing one as empty', async (leftover, when) => {
  const place = placeOf(new FakeCloud());
  await expect(countLeftover(leftover, place)).resolves.toBe(0);
  await expect(sweep(when, [leftover], place, recordingTask())).resolves.toEqual([]);
});

test('sweeps each kind only at its time, before or after the stacks', async () => {
  const cloud = fullCloud();
  const all = KINDS.map(([leftover]) => leftover);
  const before = await sweep('before', all, placeOf(cloud), recordingTask());
  expect(before.map(({ what }) => what)).toEqual([
    'objects of bucket data',
    'tables that crawlers and queries made in catalog',
    'network interfaces that pods of demo had',
  ]);
  expect(cloud.groups.size).toBe(5);
});

test('keeps tables and streams of others', async () => {
  const cloud = fullCloud();
  const all = KINDS.map(([leftover]) => leftover);
  await sweep('before', all, placeOf(cloud, ['of_the_stack']), recordingTask());
  await sweep('after', all, placeOf(cloud), recordingTask());
  expect(cloud.databases.get('catalog')).toEqual(['of_the_stack']);
  expect(cloud.groups.get('/aws-glue/crawlers')).toEqual(['mine-test', 'theirs']);
});

test('keeps log groups and network interfaces of others', async () => {
  const cloud = fullCloud();
  const all = KINDS.map(([leftover]) => leftover);
  await sweep('before', all, placeOf(cloud), recordingTask());
  await sweep('after', all, placeOf(cloud), recordingTask());
  expect([...cloud.groups.keys()]).toEqual(['/aws-glue/crawlers', '/aws/amazonmq/broker/b-10/general']);
  expect(cloud.interfaces.get('demo-2')).toEqual(['eni-3']);
});

test('does not mistake a log group for another with the same prefix', async () => {
  const cloud = new FakeCloud();
  cloud.groups.set('/aws/lambda/worker-of-another', []);
  const leftover: Leftover = { kind: 'log-group', name: '/aws/lambda/worker' };
  await expect(countLeftover(leftover, placeOf(cloud))).resolves.toBe(0);
  await sweep('after', [leftover], placeOf(cloud), recordingTask());
  expect([...cloud.groups.keys()]).toEqual(['/aws/lambda/worker-of-another']);
});

test('reports what it removes, and stops at Ctrl-C', async () => {
  const cloud = fullCloud();
  const task = recordingTask();
  await sweep('before', [KINDS[0]![0]], placeOf(cloud), task);
  expect(task.lines).toContain('removing objects of bucket data');
  task.abort();
  await expect(sweep('before', [KINDS[1]![0]], placeOf(cloud), task)).rejects.toThrow(/abort/i);
  expect(cloud.databases.get('catalog')).toHaveLength(3);
});

test('does not mistake another error for absence', async () => {
  const cloud = fullCloud();
  const aws = cloud.aws();
  const place = { ...placeOf(cloud), aws: { ...aws, glue: { ...aws.glue, tables: async () => Promise.reject(new Error('denied')) } } };
  await expect(countLeftover({ kind: 'catalog-tables', database: 'catalog' }, place)).rejects.toThrow('denied');
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
  const aws = { ...cloud.aws(), rds } as unknown as Place['aws'];
  const place = { ...placeOf(cloud), aws };
  const leftover: Leftover = { kind: 'db-snapshots', instance: 'demo-instance' };

  expect(leftoverName(leftover)).toBe('snapshots of demo-instance');
  await expect(countLeftover(leftover, place)).resolves.toBe(2);
  await expect(sweep('before', [leftover], place, recordingTask())).resolves.toEqual([]);
  await expect(sweep('after', [leftover], place, recordingTask())).resolves.toEqual([{ what: 'snapshots of demo-instance', removed: 2 }]);
  await expect(countLeftover(leftover, place)).resolves.toBe(0);
});
