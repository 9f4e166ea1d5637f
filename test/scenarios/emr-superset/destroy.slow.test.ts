import { accountWith, type Deployable, deployable, destroy, restoreAccounts } from '../../support/account/deployed';
import type { FakeAccount } from '../../support/account/fake-account';
import { useAll } from '../../support/account/usage';

let scenario: Deployable;
let account: FakeAccount;

beforeAll(async () => {
  scenario = await deployable('emr-superset');
});
beforeEach(() => {
  account = accountWith(scenario);
  useAll(account);
});
afterEach(() => restoreAccounts(account));

const terminate = () => account.changes.indexOf(`terminate cluster ${account.clusters[0]?.id}`);
const deletion = () => account.changes.findIndex((change) => change.startsWith('delete stack'));

test('acceptance 14: cancels steps and terminates the cluster before it deletes a stack', async () => {
  const [cluster] = account.clusters;
  const { result } = await destroy(scenario);

  expect(result.stopped).toEqual([`step s-1 of cluster ${cluster?.id}`, `cluster ${cluster?.name} (${cluster?.id})`]);
  expect(terminate()).toBeGreaterThanOrEqual(0);
  expect(terminate()).toBeLessThan(deletion());
});

test('acceptance 14: names a cluster with termination protection, and disables the protection with consent', async () => {
  for (const cluster of account.clusters) cluster.isProtected = true;
  const [cluster] = account.clusters;
  const { inventory, result } = await destroy(scenario, { unprotect: true });

  expect(inventory.protected).toEqual([`cluster ${cluster?.name} (${cluster?.id}), WAITING`]);
  expect(result.left).toEqual([]);
});

test('acceptance 14: removes bucket contents, tables, security groups and unused network interfaces of the VPC', async () => {
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

test('acceptance 14: keeps an existing VPC unchanged', async () => {
  const set = { vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', availabilityZone: 'eu-central-1a' };
  const own = await deployable('emr-superset', set);
  restoreAccounts(account);
  account = accountWith(own);
  account.groups.push({ id: 'sg-others', name: 'ElasticMapReduce-master', vpc: 'vpc-0a1b2c3d', tags: {} });

  expect((await destroy(own)).result.left).toEqual([]);
  expect(account.groups).toHaveLength(1);
});
