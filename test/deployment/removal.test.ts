import { removeStack } from '../../lib/deployment/removal';
import { FakeCloud, made } from '../support/fake-cloud';
import { recordingTask } from '../support/task';

const QUICK = { pollMs: 1, polls: 3, attempts: 3 };
const remove = (cloud: FakeCloud, task = recordingTask()) => removeStack('work', cloud.aws(), cloud.account(), task, QUICK);
const gone = { stack: 'work', deleted: true, failures: [] };

test('deletes a stack and waits until it is gone', async () => {
  const cloud = new FakeCloud();
  cloud.addStack('work');
  await expect(remove(cloud)).resolves.toEqual(gone);
  expect(cloud.changes).toEqual(['deleted stack work']);
});

test('counts a missing stack as deleted', async () => {
  const cloud = new FakeCloud();
  await expect(remove(cloud)).resolves.toEqual(gone);
  expect(cloud.changes).toEqual([]);
});

test('waits while an outdated state is shown', async () => {
  const cloud = new FakeCloud();
  cloud.addStack('work', { lag: 2 });
  await expect(remove(cloud)).resolves.toEqual(gone);
  expect(cloud.changes).toEqual(['deleted stack work']);
});

test('repeats a lost request', async () => {
  const cloud = new FakeCloud();
  cloud.addStack('work', { deaf: 2 });
  await expect(remove(cloud)).resolves.toEqual(gone);
});

test('gives up on a stack that does not react, with its state', async () => {
  const cloud = new FakeCloud();
  cloud.addStack('work', { deaf: 99 });
  await expect(remove(cloud)).resolves.toMatchObject({ deleted: false, reason: 'the stack is CREATE_COMPLETE' });
});

test("a failed deletion gives CloudFormation's reason for the stack and for each resource", async () => {
  const cloud = new FakeCloud();
  cloud.addStack('work', { resources: [made('AWS::S3::Bucket', 'full')] });
  cloud.buckets.set('full', 3);
  await expect(remove(cloud)).resolves.toMatchObject({
    deleted: false,
    reason: 'The following resource(s) failed to delete: [full].',
    failures: [{ logicalId: 'full', status: 'DELETE_FAILED', reason: 'The bucket you tried to delete is not empty' }],
  });
});

test.each(['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])(
  'waits for %s to end first',
  async (status) => {
    const cloud = new FakeCloud();
    const stack = cloud.addStack('work', { status });
    const task = recordingTask();
    const removing = remove(cloud, task);
    setTimeout(() => {
      expect(cloud.changes).toEqual([]);
      stack.status = 'UPDATE_COMPLETE';
    }, 10);
    await expect(removing).resolves.toEqual(gone);
    expect(task.lines[0]).toBe(`work is ${status}`);
  },
);

test.each([
  'CREATE_IN_PROGRESS',
  'REVIEW_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'CREATE_FAILED',
  'DELETE_FAILED',
  'UPDATE_ROLLBACK_FAILED',
])('deletes a stack that is %s at once', async (status) => {
  const cloud = new FakeCloud();
  cloud.addStack('work', { status });
  await expect(remove(cloud)).resolves.toEqual(gone);
});

test('a refused request, for instance by termination protection, gives the reason', async () => {
  const cloud = new FakeCloud();
  cloud.addStack('work');
  cloud.beforeRemoval = () => {
    throw new Error('Stack [work] cannot be deleted while TerminationProtection is enabled');
  };
  await expect(remove(cloud)).resolves.toEqual({
    stack: 'work',
    deleted: false,
    failures: [],
    reason: 'Stack [work] cannot be deleted while TerminationProtection is enabled',
  });
});

test('ignores a stack that disappeared meanwhile', async () => {
  const cloud = new FakeCloud();
  cloud.addStack('work');
  cloud.beforeRemoval = () => {
    cloud.stacks.clear();
    throw new Error('Stack [work] does not exist');
  };
  await expect(remove(cloud)).resolves.toEqual(gone);
});

test('Ctrl-C ends the wait and advises to repeat the command', async () => {
  const cloud = new FakeCloud();
  cloud.addStack('work', { status: 'UPDATE_IN_PROGRESS' });
  const task = recordingTask();
  const removing = remove(cloud, task);
  setTimeout(() => task.abort(), 5);
  await expect(removing).rejects.toThrow(/interrupted while work is being deleted; CloudFormation goes on.*repeat the command/);
});
