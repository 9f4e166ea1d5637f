import { accountWith, type Deployable, deployable, destroy, restoreAccounts } from '../../support/account/deployed';
import type { FakeAccount } from '../../support/account/fake-account';
import { useAll } from '../../support/account/usage';

describe.each([
  ['istio-grpc', 'acceptance 17'],
  ['istio-observability', 'acceptance 19'],
])('%s', (id, acceptance) => {
  let scenario: Deployable;
  let account: FakeAccount;
  let cluster: string;

  beforeAll(async () => {
    scenario = await deployable(id);
  });
  beforeEach(() => {
    account = accountWith(scenario);
    useAll(account);
    cluster = account.resources.find(({ type }) => type === 'AWS::EKS::Cluster')?.id ?? '';
  });
  afterEach(() => restoreAccounts(account));

  test(`${acceptance}: what Amazon MQ, EKS and its network plugin created is removed, and no resource is retained`, async () => {
    const policies = scenario.synthesized.stacks.flatMap(({ template }) =>
      Object.values((template as { Resources: Record<string, { DeletionPolicy?: string }> }).Resources).map(
        ({ DeletionPolicy = 'Delete' }) => DeletionPolicy,
      ),
    );
    expect(new Set(policies)).toEqual(new Set(['Delete']));

    const { result } = await destroy(scenario);

    expect(result.left).toEqual([]);
    expect(result.swept.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^log groups below \/aws\/amazonmq\/broker\/b-[^/]+\/$/),
        expect.stringMatching(/^available network interfaces of /),
        `security groups that EKS created for ${cluster}`,
      ]),
    );
    expect([account.groups, account.interfaces]).toEqual([[], []]);
  });

  test('the security group of the cluster stays until the cluster is gone', async () => {
    await destroy(scenario);
    const at = (change: RegExp) => account.changes.findIndex((each) => change.test(each));
    expect(at(/^deleted security group sg-eks-/)).toBeGreaterThan(at(/^delete stack .*-cluster$/));
  });

  test('log groups of Container Insights that come back an hour later are found and removed by a second run', async () => {
    await destroy(scenario);
    account.writeLog(`/aws/containerinsights/${cluster}/application`, 'node-1');
    const second = await destroy(scenario);

    expect(second.result).toMatchObject({ left: [], deleted: [] });
    expect(second.result.swept).toHaveLength(1);
    expect([...account.logGroups.keys()].filter((name) => name.includes(cluster))).toEqual([]);
  });

  test('a key that waits for its deletion counts as gone, also while the tag index names it', async () => {
    account.indexLagHours = 24 * 7;
    expect((await destroy(scenario)).result).toMatchObject({ left: [], notes: [] });
    expect(account.indexed().some(({ arn }) => arn.includes(':kms:'))).toBe(true);
  });
});
