import { accountWith, type Deployable, deployable, destroy, restoreAccounts } from '../../support/account/deployed';
import type { FakeAccount } from '../../support/account/fake-account';
import { useAll } from '../../support/account/usage';

let account: FakeAccount;
let scenario: Deployable;

beforeAll(async () => {
  scenario = await deployable('firehose-redshift');
});
beforeEach(() => {
  account = accountWith(scenario);
  useAll(account);
});
afterEach(() => restoreAccounts(account));

test('acceptance 17: removes bucket contents, network interfaces and all log groups', async () => {
  for (const log of ['connectionlog', 'userlog', 'useractivitylog']) account.writeLog(`/aws/redshift/sensor-warehouse/${log}`, 'late');
  const { result } = await destroy(scenario);

  expect(result).toMatchObject({ left: [], notes: [] });
  expect([account.buckets.size, account.logGroups.size, account.interfaces.length]).toEqual([0, 0, 0]);
});
