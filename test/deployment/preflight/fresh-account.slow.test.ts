import { registry } from '../../../lib/scenarios/registry';
import { deployable, installed, restoreAccounts } from '../../support/account/deployed';
import { FakeAccount } from '../../support/account/fake-account';
import { linesOf, preflightOf } from '../../support/account/preflight';

/** What the pre-flight says about vCPUs in an account with the quotas of a fresh one, in the default configuration. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'emr-pyspark': /the stacks need 20 vCPU \(1 × m7g.xlarge, 2 × r7g.2xlarge\); quota 5, in use 0: .*\(L-1216C47A\)/,
  'emr-superset': /the stacks need 8 vCPU \(1 × m7g.xlarge, 1 × m7g.xlarge\); quota 5, in use 0/,
  'istio-observability': /the stacks need 8 vCPU \(4 × m7g.large\); quota 5, in use 0/,
  'istio-grpc': /the stacks need 10 vCPU \(5 × m7g.large\); quota 5, in use 0/,
};

/** Scenarios that have a smaller size that fits. */
const SMALL = ['emr-pyspark', 'emr-superset'];

let account: FakeAccount;
beforeEach(() => {
  account = installed(new FakeAccount());
});
afterEach(() => {
  restoreAccounts(account);
  expect(account.changes).toEqual([]);
});

describe.each(Object.keys(registry))('%s in an account with the quotas of a fresh one', (id) => {
  test('fits, or is refused with the numbers, and nothing is made', async () => {
    const found = linesOf(await preflightOf(await deployable(id)), 'refused');
    const refused = REFUSED[id];
    if (refused === undefined) expect(found).toEqual([]);
    else expect(found.filter((line) => refused.test(line))).toHaveLength(1);
  });

  const { load } = registry[id] as (typeof registry)[keyof typeof registry];
  test('fits in its small size where it has one', async () => {
    const { small } = (await load()).scenario as { small?: Readonly<Record<string, unknown>> };
    expect(small !== undefined).toBe(SMALL.includes(id));
    if (small === undefined) return;
    expect(linesOf(await preflightOf(await deployable(id, small)), 'refused')).toEqual([]);
  });
});

test('the smallest size is part of the advice until it is chosen', async () => {
  const { checks } = await preflightOf(await deployable('emr-pyspark'));
  expect(checks.find(({ state }) => state === 'refused')?.fix).toBe(
    'aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value 20, or the smallest size: --set environment=small',
  );
  account.machines.push({ type: 'm7g.xlarge', vcpus: 4, isSpot: false });
  const again = await preflightOf(await deployable('emr-pyspark', { environment: 'small' }));
  expect(again.checks.find(({ state }) => state === 'refused')?.fix).not.toContain('--set');
});

test('what runs already counts, on demand and Spot apart', async () => {
  account.machines.push({ type: 'c6i.large', vcpus: 2, isSpot: false }, { type: 'c6i.large', vcpus: 2, isSpot: true });
  expect(linesOf(await preflightOf(await deployable('emr-zeppelin')), 'refused')).toEqual([
    expect.stringContaining('vCPU: the stacks need 4 vCPU (1 × m7g.xlarge); quota 5, in use 2: Running On-Demand Standard'),
  ]);
});

test('a raised quota lets the default configuration through, and the clusters of its work are named', async () => {
  account.quotas.set('L-1216C47A', 20).set('L-34B43A08', 16);
  const found = await preflightOf(await deployable('emr-pyspark'));
  expect(linesOf(found, 'refused')).toEqual([]);
  expect(linesOf(found, 'note')).toContainEqual(
    expect.stringMatching(
      /^vCPU: the stacks need 20 vCPU, together with state Create_A_Cluster of Process\w+ in emr-pyspark-workflows 24; quota 20, in use 0/,
    ),
  );
});

test('work that can never run refuses, even where the stacks need nothing', async () => {
  const [found] = linesOf(await preflightOf(await deployable('emr-pyspark', { longLived: false })), 'refused');
  expect(found).toMatch(
    /none of its work can run: state Create_A_Cluster of \w+ in emr-pyspark-workflows needs 16 vCPU; quota 5, .*Spot.*L-34B43A08/,
  );
});

test('one piece of work that does not fit beside others that do is a note', async () => {
  const found = await preflightOf(await deployable('emr-mwaa'));
  expect(linesOf(found, 'note')).toContainEqual(expect.stringContaining('together with DAG multiple_steps 16; quota 5'));
});

test('five addresses, VPCs and NAT gateways are all that a fresh account has', async () => {
  account.quotas.set('L-1216C47A', 100).set('L-0263D0A3', 0).set('L-F678F1CE', 0).set('L-FE5A380F', 0);
  expect(linesOf(await preflightOf(await deployable('istio-observability')), 'refused')).toEqual([
    'Elastic IP addresses: 1 needed; quota 0, in use 0 (L-0263D0A3)',
    'VPCs: 1 needed; quota 0, in use 0 (L-F678F1CE)',
    'NAT gateways of an Availability Zone: 1 needed; quota 0, in use 0 (L-FE5A380F)',
  ]);
});
