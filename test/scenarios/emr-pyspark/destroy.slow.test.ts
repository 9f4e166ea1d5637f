import { accountWith, type Deployable, deployable, destroy, restoreAccounts } from '../../support/account/deployed';
import type { FakeAccount } from '../../support/account/fake-account';
import { useAll } from '../../support/account/usage';

let scenario: Deployable;
let account: FakeAccount;

beforeAll(async () => {
  scenario = await deployable('emr-pyspark');
});
beforeEach(() => {
  account = accountWith(scenario);
  useAll(account);
});
afterEach(() => restoreAccounts(account));

/** A cluster that a DAG of emr-mwaa started in a subnet of this scenario. */
const dagCluster = () => {
  const subnet = account.resources.find(({ type }) => type === 'AWS::EC2::Subnet')?.id ?? '';
  account.clusters.push({
    id: 'j-DAG',
    name: 'bakery',
    subnet,
    tags: { 'stagecraft:airflow': 'emr-mwaa' },
    state: 'WAITING',
    isProtected: false,
    openSteps: ['s-9'],
  });
};
const before = (change: string) => account.changes.slice(0, account.changes.indexOf(change));

test('acceptance 19: stops executions, steps and clusters before it deletes a stack, and empties seven buckets', async () => {
  const machine = account.resources.find(({ type }) => type === 'AWS::StepFunctions::StateMachine')?.id ?? '';
  account.executions.set(machine, ['arn:execution']);
  const [cluster] = account.clusters;
  const { result } = await destroy(scenario);

  expect(result.left).toEqual([]);
  expect(result.stopped).toEqual(['execution arn:execution', `step s-1 of cluster ${cluster?.id}`, `cluster ${cluster?.name} (${cluster?.id})`]);
  expect(before('delete stack emr-pyspark-workflows')).toEqual(
    expect.arrayContaining(['stop execution arn:execution', `terminate cluster ${cluster?.id}`, expect.stringContaining('deleted objects of')]),
  );
  expect(result.swept.filter(({ what }) => what.startsWith('objects of bucket'))).toHaveLength(7);
});

test('acceptance 19: removes security groups and endpoints that EMR created in the VPC, and unused network interfaces', async () => {
  const { result } = await destroy(scenario);

  expect(result.swept.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^security groups and rules that EMR created in vpc-/),
      expect.stringMatching(/^endpoints that EMR created in vpc-/),
    ]),
  );
  expect(account.groups).toEqual([]);
});

test('names a cluster that a DAG started in its subnets before it changes anything', async () => {
  dagCluster();
  const { inventory } = await destroy(scenario);
  expect(inventory.protected).toEqual(['cluster bakery (j-DAG), WAITING, in a subnet of this scenario']);
});

test('terminates a cluster that a DAG started in its subnets before it deletes the VPC', async () => {
  dagCluster();
  const { result } = await destroy(scenario, { unprotect: true });

  expect(result.left).toEqual([]);
  expect(result.stopped).toContain('cluster bakery (j-DAG)');
  expect(before('delete stack emr-pyspark-network')).toContain('terminate cluster j-DAG');
});

test('a terminated cluster, which EMR still describes, counts as deleted', async () => {
  for (const cluster of account.clusters) cluster.state = 'TERMINATED';
  const { result } = await destroy(scenario);

  expect(result).toMatchObject({ left: [], notes: [] });
  expect(result.stopped).toEqual([]);
});
