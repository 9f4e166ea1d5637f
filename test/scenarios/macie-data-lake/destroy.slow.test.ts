import { accountWith, type Deployable, deployable, destroy, restoreAccounts } from '../../support/account/deployed';
import type { FakeAccount } from '../../support/account/fake-account';
import { useAll } from '../../support/account/usage';

let scenario: Deployable;
let account: FakeAccount;

beforeAll(async () => {
  scenario = await deployable('macie-data-lake');
});
beforeEach(() => {
  account = accountWith(scenario);
  useAll(account);
  account.scans.push(
    { id: 'd', name: 'SyntheaPatientData_Daily', status: 'IDLE' },
    { id: 'c', name: 'SyntheaPatientData_1', status: 'COMPLETE' },
    { id: 'o', name: 'SyntheaPatientData-test_1', status: 'RUNNING' },
    { id: 'x', name: 'OfAnotherUser', status: 'IDLE' },
  );
});
afterEach(() => restoreAccounts(account));

const cancelled = () => account.scans.filter(({ status }) => status === 'CANCELLED').map(({ name }) => name);

test('acceptance 17: cancels only the scans of this stage, and empties the buckets', async () => {
  const { result } = await destroy(scenario);

  expect(result.left).toEqual([]);
  expect(cancelled()).toEqual(['SyntheaPatientData_Daily']);
  expect(account.buckets.size).toBe(0);
});

test('reports a scan that cannot be cancelled, and a second run cancels it after the stacks are deleted', async () => {
  account.deny('Macie2.UpdateClassificationJob');
  const first = await destroy(scenario);
  const second = await destroy(scenario);

  for (const { result } of [first, second]) {
    expect(result.left).toEqual([
      { what: expect.stringContaining('Macie scans SyntheaPatientData_*'), why: expect.stringContaining('access denied') },
    ]);
  }
  expect(first.result.deleted).toHaveLength(2);
});
