import { Match } from 'aws-cdk-lib/assertions';
import { EMR_RELEASES } from 'stagecraft-constructs/versions';
import { scenario } from '../../../lib/scenarios/emr-superset/scenario';
import { repositoryFiles, textOf } from '../../support/files';
import { propertiesOf, readable, statementsOf } from '../../support/synth';
import { templatesOf } from './templates';

const { lake, cluster } = templatesOf();
const both = [lake, cluster];
const deployed = JSON.stringify(both.map((template) => template.toJSON()));

describe('acceptance 1: the cluster', () => {
  const [emr, ...others] = propertiesOf(cluster, 'AWS::EMR::Cluster');

  test('acceptance 1: one primary and one core node of the pinned release', () => {
    expect(others).toEqual([]);
    expect(emr.ReleaseLabel).toBe(EMR_RELEASES[0]);
    expect(emr.Instances).toMatchObject({
      MasterInstanceGroup: { InstanceCount: 1, InstanceType: 'm7g.xlarge', Market: 'ON_DEMAND' },
      CoreInstanceGroup: { InstanceCount: 1, InstanceType: 'm7g.xlarge', Market: 'ON_DEMAND' },
    });
  });

  test('acceptance 1: has its applications, without Ganglia and Presto', () => {
    expect(emr.Applications.map(({ Name }: { Name: string }) => Name).sort()).toEqual([
      'AmazonCloudWatchAgent',
      'Hadoop',
      'Hive',
      'JupyterEnterpriseGateway',
      'Spark',
      'Trino',
      'Zeppelin',
    ]);
  });

  test('acceptance 1: the Glue catalog is the metastore of Hive, Spark and Trino', () => {
    const properties = Object.fromEntries(
      emr.Configurations.map(({ Classification, ConfigurationProperties }: Record<string, unknown>) => [Classification, ConfigurationProperties]),
    );
    const factory = { 'hive.metastore.client.factory.class': 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory' };

    expect(properties).toMatchObject({ 'hive-site': factory, 'spark-hive-site': factory, 'trino-connector-hive': { 'hive.metastore': 'glue' } });
  });

  test('terminates after its idle timeout', () => {
    expect(emr.AutoTerminationPolicy).toEqual({ IdleTimeout: 8 * 3_600 });
    expect(emr.Instances).toMatchObject({ TerminationProtected: false, KeepJobFlowAliveWhenNoSteps: true });
    expect(propertiesOf(templatesOf({ idleHours: 2 }).cluster, 'AWS::EMR::Cluster')[0].AutoTerminationPolicy).toEqual({ IdleTimeout: 7_200 });
  });

  test('takes instance types and number of nodes', () => {
    const set = { primaryType: 'm6i.xlarge', coreType: 'm6i.2xlarge', coreCount: 3 };

    expect(propertiesOf(templatesOf(set).cluster, 'AWS::EMR::Cluster')[0].Instances).toMatchObject({
      MasterInstanceGroup: { InstanceType: 'm6i.xlarge' },
      CoreInstanceGroup: { InstanceType: 'm6i.2xlarge', InstanceCount: 3 },
    });
  });
});

describe('acceptance 2: buckets', () => {
  test('acceptance 2: one bucket for logs and one for data; scripts are assets', () => {
    expect(propertiesOf(lake, 'AWS::S3::Bucket').map(({ BucketName }) => readable(BucketName))).toEqual([
      'superset-emr-demo-logs-<account>-<region>',
      'superset-emr-demo-data-<account>-<region>',
    ]);
    cluster.resourceCountIs('AWS::S3::Bucket', 0);
  });

  test('acceptance 2: private, encrypted, with TLS required, and deleted with the stack', () => {
    lake.allResources('AWS::S3::Bucket', {
      DeletionPolicy: 'Delete',
      Properties: Match.objectLike({
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        BucketEncryption: Match.anyValue(),
      }),
    });
    lake.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]),
      },
    });
  });
});

test('acceptance 3: neither templates nor workloads nor the scenario have a password of the article, or a secret key', () => {
  const files = repositoryFiles('workloads/emr-superset/*', 'lib/scenarios/emr-superset/*', 'test/scenarios/emr-superset/*');
  const texts = [deployed, ...files.filter((file) => !/\.(snap|svg)$/.test(file)).map(textOf)];
  const passwords = new RegExp(['Admin', 'UserAlpha', 'UserGamma'].map((user) => `${user}1234`).join('|'));

  expect(files.length).toBeGreaterThan(20);
  expect(texts.filter((text) => passwords.test(text))).toEqual([]);
  expect(texts.filter((text) => /SECRET_KEY\s*=\s*['"]/.test(text))).toEqual([]);
});

describe('acceptance 4: secrets', () => {
  const generated = (template = cluster) =>
    propertiesOf(template, 'AWS::SecretsManager::Secret').map(({ Description, GenerateSecretString }) => [
      Description.split(' ').at(0) === 'Key' ? 'key' : Description.split(' ').at(-1),
      GenerateSecretString.PasswordLength,
    ]);

  test('acceptance 4: a key of 42 characters or more, and a password for each user', () => {
    expect(generated()).toEqual([
      ['key', 64],
      ['SupersetAdmin', 24],
      ['SupersetUserAlpha', 24],
      ['SupersetUserGamma', 24],
    ]);
  });

  test('acceptance 4: Alpha and Gamma are optional', () => {
    const { cluster: alone } = templatesOf({ withDemoUsers: false });

    expect(generated(alone).map(([name]) => name)).toEqual(['key', 'SupersetAdmin']);
    expect(alone.findOutputs('alphaSecret')).toEqual({});
    expect(alone.findOutputs('gammaSecret')).toEqual({});
  });

  test('acceptance 4: the nodes may read only these secrets', () => {
    const reading = statementsOf(cluster).filter(({ actions }) => actions.some((action) => action.startsWith('secretsmanager:')));

    expect(reading.flatMap(({ resources }) => resources).sort()).toEqual([
      '<SecretKey>',
      '<SupersetAdmin>',
      '<SupersetUserAlpha>',
      '<SupersetUserGamma>',
    ]);
    expect(new Set(reading.flatMap(({ actions }) => actions))).toEqual(new Set(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']));
  });
});

test('acceptance 9: no security group allows ingress from the internet', () => {
  const rules = [
    ...propertiesOf(cluster, 'AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress),
    ...propertiesOf(cluster, 'AWS::EC2::SecurityGroupIngress'),
  ];

  expect(rules.length).toBeGreaterThan(10);
  expect(rules.filter(({ CidrIp, CidrIpv6 }) => CidrIp !== undefined || CidrIpv6 !== undefined)).toEqual([]);
  expect(rules.filter(({ FromPort }) => FromPort === 22 || FromPort === 8_280)).toEqual([]);
});

test('acceptance 12: publishes the DNS name of the primary node to Parameter Store', () => {
  cluster.hasResourceProperties('AWS::SSM::Parameter', {
    Name: '/emr_superset_demo/master_public_dns',
    Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Cluster'), 'MasterPublicDNS'] },
  });
});

describe('acceptance 13: VPC', () => {
  test('acceptance 13: creates a VPC with NAT for its private subnets by default', () => {
    cluster.resourceCountIs('AWS::EC2::VPC', 1);
    cluster.resourceCountIs('AWS::EC2::NatGateway', 1);
    const ways = propertiesOf(cluster, 'AWS::EC2::Route').filter(({ NatGatewayId }) => NatGatewayId !== undefined);
    expect(ways.map(({ DestinationCidrBlock }) => DestinationCidrBlock)).toEqual(['0.0.0.0/0', '0.0.0.0/0']);
  });

  test('acceptance 13: uses the configured VPC, and creates none', () => {
    const set = { vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', availabilityZone: 'eu-central-1a' };
    const { cluster: placed } = templatesOf(set);

    placed.resourceCountIs('AWS::EC2::VPC', 0);
    placed.resourceCountIs('AWS::EC2::NatGateway', 0);
    expect(propertiesOf(placed, 'AWS::EMR::Cluster')[0].Instances.Ec2SubnetId).toBe('subnet-0a1b2c3d');
    placed.allResourcesProperties('AWS::EC2::SecurityGroup', { VpcId: 'vpc-0a1b2c3d' });
  });

  test.each([[{ vpcId: 'vpc-0a1b2c3d' }], [{ subnetId: 'subnet-0a1b2c3d' }], [{ vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d' }]])(
    'acceptance 13: refuses an incomplete VPC configuration: %j',
    (set) => {
      expect(scenario.config.safeParse(set).error?.issues[0]?.message).toBe('all three or none: vpcId, subnetId and availabilityZone');
    },
  );
});

test.each([
  ['athena', 'awsathena+rest://:@athena.<region>.<AWS::URLSuffix>:443/<import Catalog'],
  ['trino', 'trino://superset@localhost:8889/hive/<import Catalog'],
  ['hive', 'hive://hadoop@localhost:10000/<import Catalog'],
])('builds a database URI without a password for %s', (source, address) => {
  const { Value } = Object.values(templatesOf({ source }).cluster.findOutputs('databaseUri'))[0] as { Value: unknown };

  expect(readable(Value)).toContain(address);
});

test('the nodes may read one table, query one workgroup, and fetch two archives', () => {
  const statements = statementsOf(cluster, 'RolesInstances');
  const of = (action: string) => statements.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => resources);

  expect(of('athena:StartQueryExecution')).toEqual([expect.stringMatching(/workgroup\/<import Workgroup/)]);
  // The folder, as Hadoop asks for it, and what is below it.
  const readable = of('s3:GetObject').filter((resource) => /bakery/.test(resource));
  expect(readable).toEqual([expect.stringMatching(/>\/bakery$/), expect.stringMatching(/>\/bakery\/\*$/)]);
  expect(of('s3:GetObject').filter((resource) => /cdk-hnb659fds-assets/.test(resource) && resource.endsWith('.zip'))).toHaveLength(2);
  expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
});

test('clusterGeneration renames the cluster; the first has the name of the article', () => {
  const nameOf = (set: Record<string, unknown>) => propertiesOf(templatesOf(set).cluster, 'AWS::EMR::Cluster').map(({ Name }) => Name);

  expect(nameOf({})).toEqual(['superset-emr-demo']);
  expect(nameOf({ clusterGeneration: '2' })).toEqual(['superset-emr-demo-2']);
});
