import { accountWith, type Deployable, deployable, destroy, restoreAccounts } from '../../support/account/deployed';
import type { FakeAccount } from '../../support/account/fake-account';
import { useAll } from '../../support/account/usage';

let scenario: Deployable;
let account: FakeAccount;

beforeAll(async () => {
  scenario = await deployable('emr-mwaa');
});
beforeEach(() => {
  account = accountWith(scenario);
  useAll(account);
});
afterEach(() => restoreAccounts(account));

test('acceptance 14: deletes environment, NAT gateways, addresses, buckets and log groups, and keeps those of another stage', async () => {
  account.writeLog('airflow-emr-mwaa-test-Task', 'theirs');
  const { result } = await destroy(scenario);

  expect(result).toMatchObject({ left: [], notes: [], deleted: ['emr-mwaa-airflow', 'emr-mwaa-network'] });
  expect(account.resources.filter(({ stack }) => stack.startsWith('emr-mwaa'))).toEqual([]);
  expect([...account.logGroups.keys()].filter((name) => name.startsWith('airflow-'))).toEqual(['airflow-emr-mwaa-test-Task']);
});

test('acceptance 14: deletes a log group that a late container recreates', async () => {
  account.lateWriters.push({ group: 'airflow-emr-mwaa-Worker', stream: 'late', afterMs: 30_000, times: 1 });

  expect((await destroy(scenario)).result.left).toEqual([]);
  expect(account.logGroups.has('airflow-emr-mwaa-Worker')).toBe(false);
});

test('acceptance 14: terminates clusters of DAGs before it deletes the environment', async () => {
  const subnet = account.resources.find(({ type, stack }) => type === 'AWS::EC2::Subnet' && stack === 'emr-pyspark-network')?.id ?? '';
  account.clusters.push({
    id: 'j-1',
    name: 'bakery',
    subnet,
    tags: { 'stagecraft:airflow': 'emr-mwaa' },
    state: 'WAITING',
    isProtected: true,
    openSteps: [],
  });
  const { inventory, result } = await destroy(scenario, { unprotect: true });

  expect(inventory.protected).toEqual(['cluster bakery (j-1) that a DAG created, WAITING']);
  expect(result).toMatchObject({ left: [], stopped: ['cluster bakery (j-1)'] });
  expect(account.changes.indexOf('terminate cluster j-1')).toBeLessThan(account.changes.indexOf('delete stack emr-mwaa-airflow'));
});
