import { connect } from '../../lib/aws/connect';
import { takeInventory } from '../../lib/deployment/inventory';
import { accountWith, type Deployable, deployable, destroy, installed, restoreAccounts } from '../support/account/deployed';
import { serviceError } from '../support/account/errors';
import { FakeAccount } from '../support/account/fake-account';
import { recordingTask } from '../support/task';
import { registerToy, toy } from '../support/toy-scenario';

const WORKER_LOG = '/aws/lambda/toy-worker';

let scenario: Deployable;
let account: FakeAccount;

beforeAll(async () => {
  registerToy();
  scenario = await deployable('toy');
});

/** The toy as it stands after it was deployed and used. */
beforeEach(() => {
  account = accountWith(scenario);
  for (const key of ['a', 'b']) account.buckets.get('toy-bucket')?.add(key);
  account.tables.get('toy_catalog')?.add('made');
  account.writeLog(WORKER_LOG, 'one');
  account.writeLog('/shared', 'toy-worker');
  account.writeLog('/shared', 'other');
});
afterEach(() => restoreAccounts(account));

const empty = () => {
  restoreAccounts(account);
  account = installed(new FakeAccount());
  return account;
};

test('takes everything down in order, and proves it', async () => {
  const { result } = await destroy(scenario);

  expect(result).toEqual({
    stopped: ['the toy'],
    swept: [
      { what: 'tables that crawlers and queries created in toy_catalog', removed: 1 },
      { what: 'objects of bucket toy-bucket', removed: 2 },
      { what: `log group ${WORKER_LOG}`, removed: 1 },
      { what: 'stream toy-worker of log group /shared', removed: 1 },
    ],
    deleted: ['toy-work', 'toy-store'],
    left: [],
    gone: expect.any(Number),
    notes: [],
  });
  expect(account.changes).toEqual([
    'deleted tables of toy_catalog',
    'deleted objects of toy-bucket',
    'delete stack toy-work',
    'delete stack toy-store',
    `deleted log group ${WORKER_LOG}`,
    'deleted log stream toy-worker',
  ]);
  expect([...(account.logGroups.get('/shared') ?? [])]).toEqual(['other']);
});

test('the inventory names resources and counts orphaned ones, and changes nothing', async () => {
  const inventory = await takeInventory(scenario.loaded, scenario.synthesized, await connect({ region: 'eu-central-1' }), recordingTask());

  expect(inventory.stacks.map(({ name, resources }) => [name, resources.length])).toEqual([
    ['toy-work', 4],
    ['toy-store', 4],
  ]);
  expect(inventory.leftovers.map(({ what, count }) => `${count} ${what}`).sort()).toEqual([
    `1 log group ${WORKER_LOG}`,
    '1 stream toy-worker of log group /shared',
    '1 tables that crawlers and queries created in toy_catalog',
    '2 objects of bucket toy-bucket',
  ]);
  expect(inventory.refused).toEqual([]);
  expect(account.changes).toEqual([]);
});

test('nothing is deployed: nothing is done, and nothing is left', async () => {
  empty();
  expect((await destroy(scenario)).result).toEqual({ stopped: [], swept: [], deleted: [], left: [], gone: 0, notes: [] });
  expect(account.changes).toEqual([]);
});

test('a bucket that its stack could not create belongs to another owner and keeps its objects', async () => {
  empty().buckets.set('toy-bucket', new Set(['theirs']));
  const { Data } = { Data: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'toy-bucket' } } };
  const stack = account.create('toy-store', { Resources: { Data } }, { 'stagecraft:scenario': 'toy', 'stagecraft:stage': 'dev' });
  stack.status = 'ROLLBACK_COMPLETE';
  for (const resource of stack.resources) resource.status = 'CREATE_FAILED';
  account.buckets.set('toy-bucket', new Set(['theirs']));

  await destroy(scenario);
  expect([...(account.buckets.get('toy-bucket') ?? [])]).toEqual(['theirs']);
});

test.each([
  ['synthesis fails', undefined],
  [
    'the templates cannot be read',
    {
      get stacks() {
        return [
          {
            stackName: 'toy-store',
            get template(): object {
              throw new Error('unexpected end of JSON input');
            },
          },
        ];
      },
    },
  ],
])('%s: goes by tags and by what the stacks own', async (_, synthesized) => {
  for (const name of account.parameters.keys()) if (name.startsWith('/stagecraft/toy/')) account.parameters.delete(name);
  for (const stack of account.stacks.values()) Object.assign(stack, { outputs: {} });
  const { result } = await destroy({ loaded: scenario.loaded, synthesized: synthesized as never });

  expect(result).toMatchObject({ left: [], deleted: ['toy-work', 'toy-store'] });
  expect(account.logGroups.has(WORKER_LOG)).toBe(false);
});

test('work that cannot be stopped is left, and does not keep the rest from being deleted', async () => {
  const loaded = { ...scenario.loaded, scenario: { ...toy, stop: async () => Promise.reject(new Error('no such crawler')) } } as never;
  const { result } = await destroy({ ...scenario, loaded });

  expect(result.left).toEqual([{ what: 'work of toy', why: 'it could not be stopped: no such crawler' }]);
  expect(result.deleted).toEqual(['toy-work', 'toy-store']);
});

test('a log group is kept when a function of its name belongs to another stack', async () => {
  empty();
  account.create('theirs', { Resources: { Worker: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'toy-worker' } } } });
  account.writeLog(WORKER_LOG, 'theirs');

  expect((await destroy(scenario)).result.swept).toEqual([]);
  expect(account.logGroups.has(WORKER_LOG)).toBe(true);
});

test('a stack of the same name without the tags is not touched, and is left', async () => {
  empty().create('toy-store', {});

  expect((await destroy(scenario)).result.left).toEqual([
    { what: 'stack toy-store', why: 'it has no tag stagecraft:scenario=toy, so it was not touched' },
  ]);
  expect(account.changes).toEqual([]);
});

test('a stack that was prepared and never started has no tags, and goes', async () => {
  empty().create('toy-store', {}).status = 'REVIEW_IN_PROGRESS';

  expect((await destroy(scenario)).result).toMatchObject({ deleted: ['toy-store'], left: [] });
});

test('a bucket that fills up again is emptied again, and the deletion repeated', async () => {
  account.later(20_000, () => account.buckets.get('toy-bucket')?.add('late'));
  const { result } = await destroy(scenario);

  expect(result).toMatchObject({ deleted: ['toy-work', 'toy-store'], left: [] });
  expect(result.swept.filter(({ what }) => what === 'objects of bucket toy-bucket')).toHaveLength(2);
});

test('an object that S3 does not delete is left with the reason, and the other stack goes', async () => {
  account.undeletable.set('a', ['AccessDenied']);
  const { result } = await destroy(scenario);

  expect(result.deleted).toEqual(['toy-work']);
  expect(result.left).toEqual([
    { what: 'stack toy-store', why: 'The following resource(s) failed to delete: [Data666C94C7].' },
    { what: 'AWS::S3::Bucket toy-bucket', why: 'The bucket you tried to delete is not empty (Service: S3, Status Code: 409)' },
    { what: 'objects of bucket toy-bucket', why: 'S3 did not delete 1 object of toy-bucket: a (AccessDenied: Access Denied)' },
  ]);
});

test('an object that S3 answers with InternalError is deleted by another attempt', async () => {
  account.undeletable.set('a', ['InternalError', 'SlowDown', '']);

  expect((await destroy(scenario)).result.left).toEqual([]);
});

describe('a log group that a service writes again after its stack is deleted', () => {
  const writer = (times: number, afterMs: number) => account.lateWriters.push({ group: WORKER_LOG, stream: 'late', afterMs, times });

  test('within seconds: it is removed again', async () => {
    writer(1, 5_000);
    expect((await destroy(scenario)).result.left).toEqual([]);
    expect(account.logGroups.has(WORKER_LOG)).toBe(false);
  });

  test('again and again: it is left', async () => {
    writer(99, 1);
    expect((await destroy(scenario)).result.left).toEqual([
      { what: `log group ${WORKER_LOG}`, why: 'it came back after it was removed: something still writes there' },
    ]);
  });

  test('after the command has ended: a second run finds and removes it, and a third says that nothing is there', async () => {
    writer(1, 3_600_000);
    await destroy(scenario);
    account.pass(3_600_000);
    const { inventory, result } = await destroy(scenario);

    expect(inventory.leftovers.filter(({ count }) => count > 0).map(({ what }) => what)).toEqual([`log group ${WORKER_LOG}`]);
    expect(result).toMatchObject({ swept: [{ what: `log group ${WORKER_LOG}`, removed: 1 }], left: [] });
    expect((await destroy(scenario)).result).toMatchObject({ swept: [], left: [] });
  });
});

test('an endpoint without Cloud Control: what it cannot look up is a note', async () => {
  account.cloudControl = 'absent';
  const { result } = await destroy(scenario);

  expect(result.left).toEqual([]);
  expect(result.notes).toEqual([
    expect.stringMatching(/^not looked up, CloudFormation reports them as deleted \(this endpoint has no Cloud Control\): .*1 AWS::S3::Bucket/),
  ]);
});

test('resources that may not be looked up are left as not known, in one line', async () => {
  account.deny('CloudControl.GetResource');
  const { result } = await destroy(scenario);

  expect(result.deleted).toEqual(['toy-work', 'toy-store']);
  expect(result.left).toEqual([
    { what: expect.stringContaining('1 AWS::Lambda::Function'), why: expect.stringMatching(/^not known, it could not be looked up: access denied/) },
  ]);
});

test('a retained resource is found by looking it up', async () => {
  for (const { resources } of account.stacks.values()) {
    for (const resource of resources) if (resource.type === 'AWS::IAM::Role') Object.assign(resource, { deletionPolicy: 'Retain' });
  }
  const role = account.resources.find(({ type }) => type === 'AWS::IAM::Role');
  jest
    .spyOn(account, 'resources', 'get')
    .mockImplementation(() => (role ? [role, ...[...account.stacks.values()].flatMap(({ resources }) => resources)] : []));

  expect((await destroy(scenario)).result.left).toEqual([
    { what: `AWS::IAM::Role ${role?.id}`, why: 'it is still there after its stack was deleted' },
  ]);
});

test('a parameter of the contract that no stack owns is left', async () => {
  empty().parameters.set('/stagecraft/toy/dev/worker', 'toy-worker');

  expect((await destroy(scenario)).result.left).toEqual([
    { what: 'parameter /stagecraft/toy/dev/worker', why: 'no stack of the scenario owns it any more' },
  ]);
});

test('a poll that fails while a stack is being deleted is repeated', async () => {
  const isDeleting = () => account.stacks.get('toy-work')?.status === 'DELETE_IN_PROGRESS';
  account.refuse('CloudFormation.DescribeStacks', serviceError('ProxyError', 'no way through', { status: 407 }), { times: 2, when: isDeleting });

  expect((await destroy(scenario)).result).toMatchObject({ deleted: ['toy-work', 'toy-store'], left: [] });
});

test('a stack that cannot be polled any more is left with the reason, and the other one goes', async () => {
  const isWork = (input: object) =>
    'StackName' in input && input.StackName === 'toy-work' && account.stacks.get('toy-work')?.status !== 'CREATE_COMPLETE';
  account.refuse('CloudFormation.DescribeStacks', serviceError('ProxyError', 'no way through', { status: 407 }), { when: isWork });

  const { result } = await destroy(scenario);
  expect(result.deleted).toEqual(['toy-store']);
  expect(result.left).toContainEqual({ what: 'stack toy-work', why: 'no way through' });
});

test('Ctrl-C ends it, and says that it can be repeated', async () => {
  const task = recordingTask();
  account.later(20_000, () => task.abort());

  await expect(destroy(scenario, { task })).rejects.toThrow(/interrupted.*repeat the command/);
  expect((await destroy(scenario)).result.left).toEqual([]);
});
