import { accountWith, deployable, destroy, restoreAccounts } from '../../support/account/deployed';
import type { FakeAccount } from '../../support/account/fake-account';
import { useAll } from '../../support/account/usage';

let account: FakeAccount;
afterEach(() => restoreAccounts(account));

test.each([
  ['are kept', {}, 2],
  ['are removed with purgeSnapshots', { purgeSnapshots: true }, 0],
])('acceptance 15: removes objects, network interfaces and logs that services created; manual snapshots %s', async (_, set, snapshots) => {
  const scenario = await deployable('rds-postgres', set);
  account = accountWith(scenario);
  useAll(account);
  const { result } = await destroy(scenario);

  expect(result).toMatchObject({ left: [], notes: [] });
  expect([account.buckets.size, account.logGroups.size, account.interfaces.length]).toEqual([0, 0, 0]);
  expect([...account.snapshots.values()].reduce((sum, { size }) => sum + size, 0)).toBe(snapshots);
});
