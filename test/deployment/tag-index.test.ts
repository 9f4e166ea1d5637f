import { accountWith, type Deployable, deployable, destroy, installed, restoreAccounts } from '../support/account/deployed';
import { serviceError } from '../support/account/errors';
import { FakeAccount } from '../support/account/fake-account';
import { registerToy } from '../support/toy-scenario';

/** How a teardown ends while the tag index names what it names. */

let scenario: Deployable;
let account: FakeAccount;

beforeAll(async () => {
  registerToy();
  scenario = await deployable('toy');
});
beforeEach(() => {
  account = accountWith(scenario);
});
afterEach(() => restoreAccounts(account));

const forgotten = 'arn:aws:dynamodb:eu-central-1:111122223333:unheard-of/forgotten';
const searches = () => account.calls.filter(({ operation }) => operation === 'GetResources').length;

test('names what is gone for hours: nothing is left, and it is asked once', async () => {
  account.indexLagHours = 24;
  expect((await destroy(scenario)).result).toMatchObject({ left: [], notes: [] });
  expect(searches()).toBe(1);
});

test('alone knows something: it is asked again for some minutes, then that is a note', async () => {
  jest.spyOn(account, 'indexed').mockReturnValue([{ arn: forgotten, tags: { 'stagecraft:scenario': 'toy', 'stagecraft:stage': 'dev' } }]);
  const before = account.now;
  const { result } = await destroy(scenario);

  expect(result.left).toEqual([]);
  expect(result.notes).toEqual([`the tag index runs hours behind, and still names what nothing can look up: ${forgotten}`]);
  expect(searches()).toBe(10);
  expect(account.now - before).toBeGreaterThan(3 * 60_000);
});

test('names what no stack owns and is there: it is left', async () => {
  restoreAccounts(account);
  account = installed(new FakeAccount());
  account.create(
    'elsewhere',
    { Resources: { Queue: { Type: 'AWS::Athena::WorkGroup', Properties: { Name: 'retained' } } } },
    { 'stagecraft:scenario': 'toy', 'stagecraft:stage': 'dev' },
  );
  const [stack] = account.stacks.values();
  if (stack) Object.assign(stack, { tags: {} });

  expect((await destroy(scenario)).result.left).toEqual([
    {
      what: 'arn:aws:athena:eu-central-1:111122223333:workgroup/retained',
      why: 'it has the tags of the scenario, and no stack of the scenario deletes it',
    },
  ]);
});

test('is not there: a note says so', async () => {
  account.refuse('ResourceGroupsTaggingAPI.GetResources', serviceError('UnknownOperationException', 'unknown'));
  expect((await destroy(scenario)).result).toMatchObject({
    left: [],
    notes: ['not searched by tag: this endpoint has no Resource Groups Tagging API'],
  });
});

test('may not be searched: that is left as not known', async () => {
  account.deny('ResourceGroupsTaggingAPI.GetResources');
  expect((await destroy(scenario)).result.left).toEqual([{ what: 'search by tag', why: expect.stringContaining('access denied') }]);
});
