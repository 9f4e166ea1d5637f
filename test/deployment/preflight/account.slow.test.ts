import { deployable, installed, restoreAccounts } from '../../support/account/deployed';
import { serviceError } from '../../support/account/errors';
import { FakeAccount } from '../../support/account/fake-account';
import { linesOf, preflightOf } from '../../support/account/preflight';

let account: FakeAccount;
beforeEach(() => {
  account = installed(new FakeAccount());
  for (const code of ['L-1216C47A', 'L-34B43A08']) account.quotas.set(code, 100);
});
afterEach(() => restoreAccounts(account));

const refusedIn = async (id: string, set: Readonly<Record<string, unknown>> = {}) =>
  (await preflightOf(await deployable(id, set))).checks.filter(({ state }) => state === 'refused');

const refusing = (error: Error) => (broken: FakeAccount) => broken.refuse('MQ.DescribeBrokerInstanceOptions', error);

describe('zones', () => {
  const inVirginia = [
    { name: 'eu-central-1a', id: 'use1-az3' },
    { name: 'eu-central-1b', id: 'use1-az1' },
    { name: 'eu-central-1c', id: 'use1-az2' },
  ];

  test('a zone without EKS is found by its id, and the others are the advice', async () => {
    account.zones = inVirginia;
    expect(await refusedIn('istio-observability')).toEqual([
      {
        subject: 'Availability Zones',
        state: 'refused',
        description: expect.stringMatching(/^eu-central-1a \(use1-az3\) without Amazon EKS \(https:.*, read 2026-12-01\)$/),
        fix: 'name others: --set availabilityZones=… of eu-central-1b,eu-central-1c, or choose another --region',
      },
    ]);
    expect(await refusedIn('istio-observability', { availabilityZones: 'eu-central-1b,eu-central-1c' })).toEqual([]);
  });

  test.each(['emr-pyspark', 'emr-superset', 'emr-zeppelin'])('%s: an instance type that the first zone lacks, and zones that have it', async (id) => {
    account.notOffered.set('m7g.xlarge', ['eu-central-1a']);
    expect(await refusedIn(id)).toMatchObject([{ description: 'instance type m7g.xlarge is not offered in eu-central-1a (euc1-az2)' }]);
    expect(await refusedIn(id, { availabilityZones: 'eu-central-1b,eu-central-1c' })).toEqual([]);
  });

  test('a type that only the second zone lacks is a note: clusters run in the first', async () => {
    account.notOffered.set('m7g.xlarge', ['eu-central-1b']);
    const found = await preflightOf(await deployable('emr-superset'));
    expect(linesOf(found, 'refused')).toEqual([]);
    expect(linesOf(found, 'note')).toContain('Availability Zones: instance type m7g.xlarge is not offered in eu-central-1b (euc1-az3)');
  });

  test('a database class that the region lacks, and one that does not exist', async () => {
    account.notOffered.set(
      'db.t4g.small',
      account.zones.map(({ name }) => name),
    );
    expect(await refusedIn('rds-postgres')).toMatchObject([{ description: 'db.t4g.small of postgres is not offered in this region' }]);
  });

  describe('a broker', () => {
    const zonesOf = async () =>
      (await preflightOf(await deployable('istio-observability'))).checks.filter(({ subject }) => subject === 'Availability Zones');

    test('whose instance type the first zone lacks is refused; all zones of every page count', async () => {
      expect(await zonesOf()).toMatchObject([{ state: 'ok' }]);
      account.notOffered.set('mq.m7g.medium', ['eu-central-1a']);
      expect(await zonesOf()).toEqual([
        {
          subject: 'Availability Zones',
          state: 'refused',
          description: 'mq.m7g.medium of RABBITMQ is not offered in eu-central-1a (euc1-az2)',
          fix: 'name others: --set availabilityZones=… of eu-central-1b,eu-central-1c, or choose another --region',
        },
      ]);
      expect(await refusedIn('istio-observability', { availabilityZones: 'eu-central-1b,eu-central-1c' })).toEqual([]);
    });

    test('whose instance type only the second zone lacks is a note', async () => {
      account.notOffered.set('mq.m7g.medium', ['eu-central-1b']);
      expect(await zonesOf()).toMatchObject([{ state: 'note', description: expect.stringContaining('not offered in eu-central-1b') }]);
    });

    test('with an instance in each zone is refused for the second zone, too', async () => {
      account.notOffered.set('mq.m7g.medium', ['eu-central-1b']);
      const scenario = await deployable('istio-observability');
      for (const { template } of scenario.synthesized.stacks) {
        for (const { Type, Properties } of Object.values<{ Type: string; Properties: Record<string, unknown> }>(template.Resources)) {
          if (Type === 'AWS::AmazonMQ::Broker') Properties['DeploymentMode'] = 'CLUSTER_MULTI_AZ';
        }
      }
      const found = await preflightOf(scenario);
      expect(linesOf(found, 'refused')).toEqual(['Availability Zones: mq.m7g.medium of RABBITMQ is not offered in eu-central-1b (euc1-az3)']);
    });

    test('of a region that has none of its type', async () => {
      account.notOffered.set(
        'mq.m7g.medium',
        account.zones.map(({ name }) => name),
      );
      expect(await zonesOf()).toMatchObject([{ state: 'refused', description: 'mq.m7g.medium of RABBITMQ is not offered in this region' }]);
    });

    test.each([
      ['forbidden', (broken: FakeAccount) => broken.deny('MQ.DescribeBrokerInstanceOptions'), /: access denied/],
      [
        'of an endpoint without Amazon MQ',
        refusing(serviceError('UnknownOperationException', 'no such service', { status: 501 })),
        /: no such service$/,
      ],
      [
        'throttled without end',
        (broken: FakeAccount) => broken.throttle('MQ.DescribeBrokerInstanceOptions', 100),
        /is still throttled after several attempts: Rate exceeded$/,
      ],
    ])('a look at it that is %s is a note', async (_, breakIt, reason) => {
      breakIt(account);
      expect(await zonesOf()).toMatchObject([
        { state: 'note', description: expect.stringMatching(/^could not look at where mq.m7g.medium of RABBITMQ is offered/) },
      ]);
      expect((await zonesOf())[0]?.description).toMatch(reason);
    });

    test('a look that is throttled for a moment is repeated', async () => {
      account.throttle('MQ.DescribeBrokerInstanceOptions', 2);
      expect(await zonesOf()).toMatchObject([{ state: 'ok' }]);
    });

    test('an answer that is no list of options is a note', async () => {
      account.brokerOptions = 'odd';
      expect(await zonesOf()).toMatchObject([
        { state: 'note', description: expect.stringContaining('MQ DescribeBrokerInstanceOptions gave no list of options') },
      ]);
    });
  });

  test('a region with two zones has none for the third subnet of firehose-redshift', async () => {
    account.zones = account.zones.slice(0, 2);
    expect(await refusedIn('firehose-redshift')).toMatchObject([
      { description: 'the stacks need more zones than the region has for this account', fix: expect.stringContaining('--set zones=…') },
    ]);
  });

  test('a zone that the account does not have', async () => {
    expect(await refusedIn('emr-mwaa', { availabilityZones: 'us-east-1a,us-east-1b' })).toMatchObject([
      { description: 'us-east-1a, us-east-1b cannot be used by this account' },
    ]);
  });
});

describe('service-linked roles', () => {
  const roles = async (id: string) => (await preflightOf(await deployable(id))).checks.filter(({ subject }) => subject === 'service-linked role');

  test('those that are missing are named with what creates them, those that are there are fine', async () => {
    account.linkedRoles.add('AWSServiceRoleForRDS');
    expect(await roles('rds-postgres')).toContainEqual({ subject: 'service-linked role', state: 'ok', description: 'AWSServiceRoleForRDS exists' });
    expect(await roles('istio-observability')).toContainEqual({
      subject: 'service-linked role',
      state: 'note',
      description: 'AWSServiceRoleForAmazonEKS is missing; the first deployment creates it, which needs iam:CreateServiceLinkedRole',
      fix: 'aws iam create-service-linked-role --aws-service-name eks.amazonaws.com',
    });
  });

  test('Spot Instances of state machines need one of EC2', async () => {
    expect((await roles('emr-pyspark')).map(({ description }) => description.split(';')[0])).toEqual([
      'AWSServiceRoleForEMRCleanup is missing',
      'AWSServiceRoleForAmazonEMRServerless is missing',
      'AWSServiceRoleForEC2Spot is missing',
    ]);
  });
});

test('a name that a new stack fixes and something has already is refused; one of a stack that is there is not', async () => {
  const scenario = await deployable('rds-postgres');
  account.create('other-owner', { Resources: { Old: { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceIdentifier: 'demo-instance' } } } });
  expect(linesOf(await preflightOf(scenario), 'refused')).toEqual(['names: taken already: AWS::RDS::DBInstance demo-instance']);
  const stacks = scenario.synthesized.stacks.map(({ stackName: name }) => ({ name, action: 'none' as const, changes: [] }));
  expect(linesOf(await preflightOf(scenario, { stacks }), 'refused')).toEqual([]);
});

test('Lake Formation that governs the catalog is a note', async () => {
  account.usesLakeFormation = true;
  expect(linesOf(await preflightOf(await deployable('glue-athena-data-lake')), 'note')).toContainEqual(
    expect.stringMatching(/^Lake Formation: it governs new databases and tables/),
  );
});

test('every look that is forbidden is a note, and the deployment is not refused', async () => {
  for (const call of [
    'ServiceQuotas.GetServiceQuota',
    'EC2.DescribeInstances',
    'EC2.DescribeAddresses',
    'EC2.DescribeVpcs',
    'EC2.DescribeNatGateways',
    'EC2.DescribeAvailabilityZones',
    'IAM.GetRole',
    'LakeFormation.GetDataLakeSettings',
    'CloudControl.GetResource',
    'RDS.DescribeDBInstances',
  ])
    account.deny(call);
  const found = await preflightOf(await deployable('emr-zeppelin'));
  expect(linesOf(found, 'refused')).toEqual([]);
  const notes = linesOf(found, 'note');
  for (const what of [
    'running instances',
    'the quota L-0263D0A3',
    'the quota L-F678F1CE',
    'the zones of the region',
    'AWSServiceRoleForRDS',
    'its settings',
  ])
    expect(notes).toContainEqual(expect.stringContaining(`could not look at ${what}`));
  expect(notes).toContainEqual(expect.stringMatching(/^names: could not look at .* and \d+ more: access denied/));
});

test('an endpoint without a service, and one that is throttled, are notes too', async () => {
  account.refuse('ServiceQuotas.GetServiceQuota', serviceError('UnknownOperationException', 'no such service', { status: 501 }));
  account.cloudControl = 'absent';
  const found = await preflightOf(await deployable('emr-zeppelin'));
  expect(linesOf(found, 'refused')).toEqual([]);
  expect(linesOf(found, 'note')).toContainEqual(expect.stringContaining('this endpoint has no Cloud Control'));
});

describe('what faces the internet', () => {
  const exposed = async (id: string, set: Readonly<Record<string, unknown>> = {}) =>
    (await preflightOf(await deployable(id, set))).exposed.map(({ what }) => what);

  test('the load balancer of the mesh: port 80, without TLS, from every address', async () => {
    expect(await exposed('istio-observability')).toEqual([
      'a security group rule: tcp, port 80, from every address',
      'a load balancer on port 80, HTTP without TLS, from every address',
    ]);
  });

  test('narrowed by the configuration, with the API server of the cluster', async () => {
    expect(await exposed('istio-observability', { allowedCidrs: '203.0.113.0/24', publicCidrs: '203.0.113.7/32' })).toEqual([
      'the API server of Kubernetes, from 203.0.113.7/32',
      'a load balancer on port 80, HTTP without TLS, from 203.0.113.0/24',
    ]);
  });

  test('databases and web servers', async () => {
    expect(await exposed('emr-mwaa')).toEqual(['the web server of Airflow, with sign-in by IAM']);
    expect(await exposed('rds-postgres')).toEqual([]);
    expect(await exposed('rds-postgres', { publicAccess: true, allowedCidrs: '203.0.113.7/32' })).toContain('a database with a public endpoint');
    expect(await exposed('glue-athena-data-lake')).toEqual([]);
  });
});
