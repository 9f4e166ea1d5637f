import type { Account } from '../../lib/deployment/account';
import { takeInventory } from '../../lib/deployment/inventory';
import { tearDown } from '../../lib/deployment/teardown';
import type { LoadedScenario } from '../../lib/scenarios/load';
import type { Deployed } from '../../lib/scenarios/places';
import type { Synthesized } from '../../lib/scenarios/synthesize';
import { FakeCloud, made, named } from '../support/fake-cloud';
import { recordingTask } from '../support/task';
import { toy } from '../support/toy-scenario';

const QUICK = { pollMs: 1, looks: 3, attempts: 2 };
const CONTRACT = ['bucket', 'database', 'worker'].map((name) => `/stagecraft/toy/dev/${name}`);

/** Synthesis result of the toy: two stacks, one with a function of fixed name. */
const synthesized = {
  stacks: [
    { stackName: 'toy-store', template: { Resources: { Data: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'toy-bucket' } } } } },
    {
      stackName: 'toy-work',
      template: {
        Resources: { Worker: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'toy-worker' } } },
        Outputs: { worker: { Value: { Ref: 'Worker' } } },
      },
    },
  ],
} as unknown as Synthesized;

function loaded(stop: (context: Deployed<never, typeof toy.contract>) => Promise<readonly string[]> = async () => ['run 1']): LoadedScenario {
  return { entry: {}, scenario: { ...toy, stop }, stage: 'dev', config: {} } as unknown as LoadedScenario;
}

/** The toy after deployment and use. */
function deployed(): FakeCloud {
  const cloud = new FakeCloud();
  cloud.addStack('toy-store', {
    resources: [made('AWS::S3::Bucket', 'toy-bucket'), made('AWS::Glue::Database', 'toy_catalog'), made('AWS::Glue::Table', 'of_the_stack')],
    outputs: { bucket: 'toy-bucket', database: 'toy_catalog' },
  });
  cloud.addStack('toy-work', {
    resources: [
      made('AWS::Lambda::Function', 'toy-worker'),
      made('AWS::KMS::Key', 'key-1'),
      ...CONTRACT.map((name) => made('AWS::SSM::Parameter', name)),
    ],
    outputs: { worker: 'toy-worker' },
  });
  for (const [name, value] of Object.entries({ bucket: 'toy-bucket', database: 'toy_catalog', worker: 'toy-worker' })) {
    cloud.parameters.set(`/stagecraft/toy/dev/${name}`, value);
  }
  cloud.buckets.set('toy-bucket', 2);
  cloud.databases.set('toy_catalog', ['of_the_stack', 'made']);
  cloud.groups.set('/aws/lambda/toy-worker', ['one']);
  cloud.groups.set('/shared', ['toy-worker', 'other']);
  return cloud;
}

async function destroy(cloud: FakeCloud, { scenario = loaded(), account = cloud.account(), task = recordingTask(), templates = true } = {}) {
  const inventory = await takeInventory(scenario, templates ? synthesized : undefined, cloud.aws(), account);
  return { inventory, result: await tearDown(scenario, inventory, cloud.aws(), account, task, QUICK) };
}

test('destroys everything in order, and proves it', async () => {
  const cloud = deployed();
  const order: string[] = [];
  const { result } = await destroy(cloud, { scenario: loaded(async ({ contract }) => [`work of ${contract['worker']}`, ...order.splice(0)]) });
  expect(result).toEqual({
    stopped: ['work of toy-worker'],
    swept: [
      { what: 'objects of bucket toy-bucket', removed: 2 },
      { what: 'tables that crawlers and queries made in toy_catalog', removed: 1 },
      { what: 'log group /aws/lambda/toy-worker', removed: 1 },
      { what: 'stream toy-worker of log group /shared', removed: 1 },
    ],
    deleted: ['toy-work', 'toy-store'],
    left: [],
    gone: 6,
    notes: ['not looked for one by one, CloudFormation says that they are gone: 1 AWS::KMS::Key'],
  });
  expect(cloud.changes).toEqual([
    'emptied toy-bucket',
    'deleted tables made',
    'deleted stack toy-work',
    'deleted stack toy-store',
    'deleted group /aws/lambda/toy-worker',
  ]);
  expect(cloud.groups.get('/shared')).toEqual(['other']);
});

test('the inventory names resources and counts leftovers, without changes', async () => {
  const cloud = deployed();
  const inventory = await takeInventory(loaded(), synthesized, cloud.aws(), cloud.account());
  expect(inventory.stacks.map(({ name, resources }) => [name, resources.length])).toEqual([
    ['toy-work', 5],
    ['toy-store', 3],
  ]);
  expect(inventory.leftovers.map(({ what, count }) => `${count} ${what}`).sort()).toEqual([
    '1 log group /aws/lambda/toy-worker',
    '1 stream toy-worker of log group /shared',
    '1 tables that crawlers and queries made in toy_catalog',
    '2 objects of bucket toy-bucket',
  ]);
  expect(cloud.changes).toEqual([]);
});

test('nothing deployed: does nothing, and leaves nothing', async () => {
  const { inventory, result } = await destroy(new FakeCloud());
  expect(inventory.stacks).toEqual([]);
  expect(result).toMatchObject({ stopped: [], swept: [], deleted: [], left: [], gone: 0 });
});

test('a partial stack: skips resources that were never created', async () => {
  const cloud = new FakeCloud();
  cloud.buckets.set('toy-bucket', 7);
  cloud.addStack('toy-store', { status: 'ROLLBACK_COMPLETE', resources: [made('AWS::S3::Bucket', 'toy-bucket', 'CREATE_FAILED')] });
  const { result } = await destroy(cloud);
  expect(result).toMatchObject({ deleted: ['toy-store'], left: [] });
  expect(cloud.buckets.get('toy-bucket')).toBe(7);
});

test('without a contract: reports that running work was not looked up, and removes the rest', async () => {
  const cloud = deployed();
  for (const name of CONTRACT) cloud.parameters.delete(name);
  for (const stack of cloud.stacks.values()) stack.outputs = {};
  const stop = jest.fn(async () => []);
  const { result } = await destroy(cloud, { scenario: loaded(stop), templates: false });
  expect(stop).not.toHaveBeenCalled();
  expect(result.notes[0]).toBe('no work was looked for, since these entries of the contract are unknown: bucket, database, worker');
  expect(result).toMatchObject({ left: [], deleted: ['toy-work', 'toy-store'] });
  expect(cloud.groups.has('/aws/lambda/toy-worker')).toBe(false);
});

test.each([new Error('no such crawler'), 'no such crawler'])(
  'work that cannot be stopped (%s) is noted and does not keep the rest from being removed',
  async (thrown) => {
    const { result } = await destroy(deployed(), { scenario: loaded(async () => Promise.reject(thrown)) });
    expect(result.notes).toContain('work could not be stopped: no such crawler');
    expect(result.left).toEqual([]);
  },
);

test('after an interruption: finds a log group by its fixed name although the stacks are gone', async () => {
  const cloud = new FakeCloud();
  cloud.groups.set('/aws/lambda/toy-worker', ['late']);
  const { result } = await destroy(cloud);
  expect(result.swept).toEqual([{ what: 'log group /aws/lambda/toy-worker', removed: 1 }]);
  expect(cloud.groups.size).toBe(0);
});

test("keeps the log group of another owner's function of the same name", async () => {
  const cloud = new FakeCloud();
  cloud.functions.add('toy-worker');
  cloud.groups.set('/aws/lambda/toy-worker', ['theirs']);
  const { result } = await destroy(cloud);
  expect(result.swept).toEqual([]);
  expect(cloud.groups.size).toBe(1);
});

test("keeps another owner's stack of the same name, and the proof fails", async () => {
  const cloud = new FakeCloud();
  cloud.addStack('toy-store', { tagged: false });
  const { result } = await destroy(cloud);
  expect(result.left).toEqual([{ what: 'stack toy-store', why: 'it has no tag stagecraft:scenario=toy, so it was not touched' }]);
  expect(cloud.changes).toEqual([]);
});

test('removes a prepared stack that was never started and has no tags', async () => {
  const cloud = new FakeCloud();
  cloud.addStack('toy-store', { tagged: false, status: 'REVIEW_IN_PROGRESS' });
  expect((await destroy(cloud)).result).toMatchObject({ deleted: ['toy-store'], left: [] });
});

test('sweeps a bucket that fills up again, and repeats the deletion', async () => {
  const cloud = deployed();
  let once = true;
  cloud.beforeRemoval = (stack) => {
    if (stack === 'toy-store' && once) cloud.buckets.set('toy-bucket', 1);
    once = stack !== 'toy-store' && once;
  };
  const { result } = await destroy(cloud);
  expect(result).toMatchObject({ deleted: ['toy-work', 'toy-store'], left: [] });
  expect(result.swept.filter(({ what }) => what === 'objects of bucket toy-bucket')).toHaveLength(2);
});

test('reports a bucket that never stays empty, with the reason', async () => {
  const cloud = deployed();
  cloud.beforeRemoval = () => cloud.buckets.set('toy-bucket', 1);
  const { result } = await destroy(cloud);
  expect(result.deleted).toEqual(['toy-work']);
  expect(result.left).toEqual(
    expect.arrayContaining([
      { what: 'stack toy-store', why: 'The following resource(s) failed to delete: [toybucket].' },
      { what: 'AWS::S3::Bucket toybucket of toy-store', why: 'The bucket you tried to delete is not empty' },
      { what: 'AWS::S3::Bucket toy-bucket', why: 'it is still there after its stack was deleted' },
    ]),
  );
});

test('sweeps a log group that comes back', async () => {
  const cloud = deployed();
  let returns = 1;
  const account: Account = {
    ...cloud.account(),
    tagged: async () => {
      if (returns-- > 0) cloud.groups.set('/aws/lambda/toy-worker', ['late']);
      return cloud.groups.has('/aws/lambda/toy-worker') ? ['arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/toy-worker'] : [];
    },
  };
  const { result } = await destroy(cloud, { account });
  expect(result.left).toEqual([]);
  expect(cloud.groups.has('/aws/lambda/toy-worker')).toBe(false);
});

test('finds retained resources by lookup, and unexpected ones by tag', async () => {
  const cloud = deployed();
  cloud.tagged = [
    'arn:aws:dynamodb:eu-central-1:111122223333:table/forgotten',
    'arn:aws:s3:::toy-bucket',
    'arn:aws:cloudformation:eu-central-1:111122223333:stack/toy-store/1',
  ];
  const { result } = await destroy(cloud);
  expect(result.left).toEqual([
    { what: 'arn:aws:dynamodb:eu-central-1:111122223333:table/forgotten', why: 'it still has the tag stagecraft:scenario=toy' },
  ]);
});

test('reports an endpoint without search by tag', async () => {
  const cloud = deployed();
  cloud.tagged = undefined;
  const { result } = await destroy(cloud);
  expect(result.left).toEqual([]);
  expect(result.notes).toContain('not searched by tag: this endpoint has no Resource Groups Tagging API');
});

test('notes a resource that cannot be looked up', async () => {
  const cloud = deployed();
  const { probes } = cloud.account();
  const account = {
    ...cloud.account(),
    probes: { ...probes, 'AWS::Glue::Database': async () => Promise.reject(named('AccessDenied', 'not allowed')) },
  };
  const { result } = await destroy(cloud, { account });
  expect(result.notes).toContain('AWS::Glue::Database toy_catalog could not be looked up: not allowed');
});

test('reports a contract parameter that no stack contains', async () => {
  const cloud = new FakeCloud();
  cloud.parameters.set('/stagecraft/toy/dev/worker', 'toy-worker');
  const { result } = await destroy(cloud);
  expect(result.left).toEqual([{ what: 'parameter /stagecraft/toy/dev/worker', why: 'no stack of the scenario holds it any more' }]);
});

test('distinguishes Ctrl-C from a failure', async () => {
  const cloud = deployed();
  const task = recordingTask();
  const stop = async () => {
    task.abort();
    return [];
  };
  await expect(destroy(cloud, { scenario: loaded(stop), task })).rejects.toThrow(/interrupted; a part may be deleted already; repeat the command/);
});
