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

  test(`${acceptance}: removes what Amazon MQ, EKS and the VPC CNI created, and retains no resource`, async () => {
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

  test('keeps the cluster security group until the cluster is deleted', async () => {
    await destroy(scenario);
    const at = (change: RegExp) => account.changes.findIndex((each) => change.test(each));
    expect(at(/^deleted security group sg-eks-/)).toBeGreaterThan(at(/^delete stack .*-cluster$/));
  });

  test('a second run removes log groups that Container Insights recreates an hour later', async () => {
    await destroy(scenario);
    account.writeLog(`/aws/containerinsights/${cluster}/application`, 'node-1');
    const second = await destroy(scenario);

    expect(second.result).toMatchObject({ left: [], deleted: [] });
    expect(second.result.swept).toHaveLength(1);
    expect([...account.logGroups.keys()].filter((name) => name.includes(cluster))).toEqual([]);
  });

  test('a KMS key pending deletion counts as deleted, also while the tag index lists it', async () => {
    account.indexLagHours = 24 * 7;
    expect((await destroy(scenario)).result).toMatchObject({ left: [], notes: [] });
    expect(account.indexed().some(({ arn }) => arn.includes(':kms:'))).toBe(true);
  });
});
