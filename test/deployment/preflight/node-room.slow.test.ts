import { type Deployable, deployable, installed, restoreAccounts } from '../../support/account/deployed';
import { serviceError } from '../../support/account/errors';
import { FakeAccount } from '../../support/account/fake-account';
import { preflightOf } from '../../support/account/preflight';

let account: FakeAccount;
beforeEach(() => {
  account = installed(new FakeAccount());
  account.quotas.set('L-1216C47A', 100);
});
afterEach(() => restoreAccounts(account));

const nodesOf = async (scenario: Deployable) => (await preflightOf(scenario)).checks.filter(({ subject }) => subject === 'nodes');
const platform = (set: Readonly<Record<string, unknown>> = {}) => deployable('istio-observability', set);

/** Requests of istio-observability beside its DaemonSets, and those of its DaemonSets on each of four nodes. */
const ASKED = { cpu: 4_210, memory: 7_836, pods: 34 };

test('both sums are shown where the pods fit', async () => {
  expect(await nodesOf(await platform())).toEqual([
    {
      subject: 'nodes',
      state: 'ok',
      description:
        'the pods fit beside the DaemonSets: 4 × m7g.large (managed-ng-1): 4210m CPU of 5040m CPU, 7836 MiB memory of 25640 MiB memory, 34 pods of 84 pods',
    },
  ]);
});

// By what EC2 tells of one node: a shape that synthesis does not know of.
const enough = { vcpus: 2, memory: 8_192, interfaces: 3, addresses: 10 };
test.each([
  ['CPU', { ...enough, vcpus: 1 }, `${ASKED.cpu}m CPU requested, 1080m CPU free`],
  ['memory', { ...enough, memory: 3_072 }, `${ASKED.memory} MiB memory requested, 6696 MiB memory free`],
  ['addresses for pods', { ...enough, interfaces: 2, addresses: 8 }, `${ASKED.pods} pods requested, 32 pods free`],
])('nodes with too little of %s are refused with both numbers and the keys to raise', async (_, shape, numbers) => {
  account.instanceTypes.set('m7g.large', shape);
  const [found, ...others] = await nodesOf(await platform());
  expect(others).toEqual([]);
  expect(found).toMatchObject({ state: 'refused', fix: expect.stringMatching(/^--set nodeDesired=\d+( --set nodeMax=\d+)?, or a larger nodeType$/) });
  expect(found?.description).toBe(`the pods do not fit on 4 × m7g.large (managed-ng-1) beside the DaemonSets: ${numbers}`);
});

test('a type that synthesis does not know is judged by what EC2 tells of it', async () => {
  account.instanceTypes.set('m9g.large', enough);
  const three = await platform({ nodeType: 'm9g.large', nodeDesired: 3 });
  expect(await nodesOf(three)).toMatchObject([
    {
      state: 'refused',
      description: expect.stringContaining('4210m CPU requested, 3780m CPU free'),
      fix: '--set nodeDesired=4, or a larger nodeType',
    },
  ]);
  expect(await nodesOf(await platform({ nodeType: 'm9g.large' }))).toMatchObject([{ state: 'ok' }]);
});

describe('a look that fails is a note, and the deployment is not refused', () => {
  const noteOf = async (scenario: Deployable) => {
    const found = await nodesOf(scenario);
    expect(found).toMatchObject([{ state: 'note' }]);
    return found[0]?.description;
  };

  test('it is forbidden', async () => {
    account.deny('EC2.DescribeInstanceTypes');
    expect(await noteOf(await platform())).toMatch(/^could not look at what a m7g.large has: access denied/);
  });

  test('the endpoint has no such operation', async () => {
    account.refuse('EC2.DescribeInstanceTypes', serviceError('InvalidAction', 'no such action', { status: 501 }));
    expect(await noteOf(await platform())).toMatch(/^could not look at what a m7g.large has: /);
  });

  test('the type does not exist', async () => {
    expect(await noteOf(await platform({ nodeType: 'm7g.metal' }))).toContain('The following supplied instance types do not exist: [m7g.metal]');
  });

  test('EC2 leaves a number out', async () => {
    account.instanceTypes.set('m7g.large', { ...enough, interfaces: undefined as never });
    expect(await noteOf(await platform())).toContain('EC2 does not tell what a m7g.large has');
  });
});

test('no other scenario, and no Auto Mode, has nodes to look at', async () => {
  account.deny('EC2.DescribeInstanceTypes');
  expect(await nodesOf(await platform({ autoMode: true }))).toEqual([]);
  expect(await nodesOf(await deployable('emr-zeppelin'))).toEqual([]);
});
