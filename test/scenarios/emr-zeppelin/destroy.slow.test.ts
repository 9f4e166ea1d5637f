import { accountWith, type Deployable, deployable, destroy, restoreAccounts } from '../../support/account/deployed';
import type { FakeAccount } from '../../support/account/fake-account';
import { useAll } from '../../support/account/usage';

let scenario: Deployable;
let account: FakeAccount;

beforeAll(async () => {
  scenario = await deployable('emr-zeppelin');
});
beforeEach(() => {
  account = accountWith(scenario);
  useAll(account);
});
afterEach(() => restoreAccounts(account));

const terminate = () => account.changes.indexOf(`terminate cluster ${account.clusters[0]?.id}`);
const deletion = () => account.changes.findIndex((change) => change.startsWith('delete stack'));

test('acceptance 16: cancels steps and terminates the cluster before it deletes a stack', async () => {
  const [cluster] = account.clusters;
  const { result } = await destroy(scenario);

  expect(result.stopped).toEqual([`step s-1 of cluster ${cluster?.id}`, `cluster ${cluster?.name} (${cluster?.id})`]);
  expect(terminate()).toBeGreaterThanOrEqual(0);
  expect(terminate()).toBeLessThan(deletion());
});

test('acceptance 16: names a cluster with termination protection, and disables the protection with consent', async () => {
  for (const cluster of account.clusters) cluster.isProtected = true;
  const [cluster] = account.clusters;
  const { inventory, result } = await destroy(scenario, { unprotect: true });

  expect(inventory.protected).toEqual([`cluster ${cluster?.name} (${cluster?.id}), WAITING`]);
  expect(result.left).toEqual([]);
});

test('acceptance 16: removes bucket contents, tables, security groups and unused network interfaces of the VPC', async () => {
  const { inventory, result } = await destroy(scenario);

  expect(new Set(inventory.leftovers.map(({ leftover }) => leftover.kind))).toEqual(
    new Set([
      'bucket-contents',
      'catalog-tables',
      'emr-security-groups',
      'emr-endpoints',
      'unused-interfaces',
      'log-group',
      ...(scenario.loaded.scenario.id === 'emr-zeppelin' ? ['log-stream'] : []),
    ]),
  );
  expect(result.left).toEqual([]);
});
