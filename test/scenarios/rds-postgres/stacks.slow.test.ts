import { LAMBDA_RUNTIME, POSTGRES_VERSIONS } from 'stagecraft-constructs/versions';
import { config } from '../../../lib/scenarios/rds-postgres/settings';
import { instancesIn, openRules, rulesIn } from '../../constructs/database/postgres';
import { stacksOf } from '../../support/scenario';
import { propertiesOf, readable, statementsOf } from '../../support/synth';

const templatesOf = stacksOf<'alerts' | 'database'>('rds-postgres');
const { alerts, database } = templatesOf();
const text = JSON.stringify([alerts.toJSON(), database.toJSON()]);
const { 'demo-instance': primary, 'demo-replica': replica } = instancesIn(database);

/** Every variant that opens, adds or leaves out something. */
const VARIANTS: readonly [string, Record<string, unknown>][] = [
  ['by default', {}],
  ['without replicas', { replicas: 0 }],
  ['with three replicas and a standby', { replicas: 3, multiAz: true }],
  ['without a gateway', { withGateway: false }],
  ['with a public address for one client', { publicAccess: true, allowedCidrs: '203.0.113.7/32' }],
  ['with a network behind it', { allowedCidrs: '10.8.0.0/16,192.168.0.0/16' }],
  ['with every alert', { alertEmail: 'someone@example.com', alertPhone: '+12025550100', alertWebhook: 'https://example.com/events' }],
  ['with snapshots', { keepSnapshot: true, engineVersion: '18.6' }],
];

test('acceptance 1: two stacks, alerts first', () => {
  expect(Object.keys(templatesOf())).toEqual(['alerts', 'database']);
});

test('acceptance 1: one topic and one event subscription for instances, with the seven categories of the article and one more', () => {
  alerts.resourceCountIs('AWS::SNS::Topic', 1);
  alerts.resourceCountIs('AWS::RDS::EventSubscription', 1);
  const [subscription] = propertiesOf(alerts, 'AWS::RDS::EventSubscription');
  const seven = ['availability', 'configuration change', 'creation', 'deletion', 'failover', 'failure', 'recovery'];
  expect(subscription?.SourceType).toBe('db-instance');
  expect(subscription?.EventCategories).toEqual(expect.arrayContaining(seven));
  expect(subscription?.EventCategories.filter((category: string) => !seven.includes(category))).toEqual(['read replica']);
});

test('acceptance 2: a primary and its read replica; only the primary has a master user and the database pagila', () => {
  database.resourceCountIs('AWS::RDS::DBInstance', 2);
  const [[primaryId] = []] = Object.entries(
    database.findResources('AWS::RDS::DBInstance', { Properties: { DBInstanceIdentifier: 'demo-instance' } }),
  );
  expect(JSON.stringify(replica?.Properties['SourceDBInstanceIdentifier'])).toContain(primaryId);
  expect(primary?.Properties['DBName']).toBe('pagila');
  expect(readable(primary?.Properties['MasterUsername'])).toMatch(/masteruser|resolve:secretsmanager/);
  expect(Object.keys(replica?.Properties ?? {}).filter((name) => /^(Master|DBName)/.test(name))).toEqual([]);
});

describe('acceptance 3: both instances have the same settings and an explicit deletion policy', () => {
  test('acceptance 3: instance class, 20 GiB of gp3, encryption, one day of backup retention', () => {
    for (const instance of [primary, replica]) expect(instance?.Properties).toMatchObject({ DBInstanceClass: 'db.t4g.small', StorageType: 'gp3' });
    expect(primary?.Properties).toMatchObject({ StorageEncrypted: true, BackupRetentionPeriod: 1, AllocatedStorage: '20' });
  });

  test.each([
    [{}, ['Delete', 'Delete']],
    [{ keepSnapshot: true }, ['Snapshot', 'Delete']],
  ])('acceptance 3: with %j the deletion policies are %j, never the default of CloudFormation', (set, policies) => {
    const instances = Object.values(instancesIn(templatesOf(set).database));
    expect(instances.map((instance) => instance['DeletionPolicy'])).toEqual(policies);
    expect(instances.map((instance) => instance['UpdateReplacePolicy'])).toEqual(policies);
  });
});

test.each(VARIANTS)('acceptance 4: no template has a password, %s', (_, set) => {
  const variant = templatesOf(set);
  const json = JSON.stringify([variant.alerts.toJSON(), variant.database.toJSON()]);
  for (const { Properties } of Object.values(instancesIn(variant.database))) {
    expect(Properties).not.toHaveProperty('ManageMasterUserPassword');
    if ('MasterUserPassword' in Properties) expect(readable(Properties['MasterUserPassword'])).toMatch(/^{{resolve:secretsmanager:/);
  }
  expect(json).not.toMatch(/"(\w*[Pp]assword)":"(?!{{)[^"]+"/);
  // Outputs and parameters have names, hosts and ARNs.
  const outputs = JSON.stringify([variant.alerts, variant.database].map((template) => template.findOutputs('*')));
  expect(outputs).not.toMatch(/resolve:secretsmanager/);
});

test.each(VARIANTS)('acceptance 5: no security group rule allows 0.0.0.0/0, %s', (_, set) => {
  const template = templatesOf(set).database;
  expect(rulesIn(template).length).toBeGreaterThan(4);
  expect(openRules(template)).toEqual([]);
});

test('acceptance 5: is private by default, and refuses publicAccess without allowedCidrs or with 0.0.0.0/0', () => {
  for (const instance of [primary, replica]) expect(instance?.Properties['PubliclyAccessible']).toBe(false);
  for (const type of ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::EIP']) database.resourceCountIs(type, 0);
  expect(() => templatesOf({ publicAccess: true })).toThrow(/publicAccess has no effect without allowedCidrs/);
  expect(() => templatesOf({ publicAccess: true, allowedCidrs: '0.0.0.0/0' })).toThrow(/nothing is ever opened to the world/);
});

test('acceptance 6: takes the CIDR block, names and region of the article', () => {
  const { database: like } = templatesOf(
    { publicAccess: true, allowedCidrs: '203.0.113.7/32', zones: 'us-east-1a,us-east-1b', instanceClass: 't3.small' },
    'dev',
    { account: '111122223333', region: 'us-east-1' },
  );
  like.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/24', EnableDnsSupport: true, EnableDnsHostnames: true });
  const subnets = propertiesOf(like, 'AWS::EC2::Subnet').map(({ CidrBlock, AvailabilityZone }) => `${CidrBlock} ${AvailabilityZone}`);
  expect(subnets.slice(0, 2)).toEqual(['10.0.0.0/28 us-east-1a', '10.0.0.16/28 us-east-1b']);
  like.resourceCountIs('AWS::EC2::InternetGateway', 1);
  like.resourceCountIs('AWS::EC2::VPCGatewayAttachment', 1);
  const routes = propertiesOf(like, 'AWS::EC2::Route');
  expect(routes.map(({ DestinationCidrBlock }) => DestinationCidrBlock)).toEqual(['0.0.0.0/0', '0.0.0.0/0']);
  const [group] = propertiesOf(like, 'AWS::RDS::DBSubnetGroup');
  expect(group?.SubnetIds).toHaveLength(2);
  const instances = instancesIn(like);
  expect(Object.entries(instances).map(([name, { Properties }]) => [name, Properties['AvailabilityZone'], Properties['PubliclyAccessible']])).toEqual(
    [
      ['demo-instance', 'us-east-1a', true],
      ['demo-replica', 'us-east-1b', true],
    ],
  );
  expect(instances['demo-instance']?.Properties).toMatchObject({ Engine: 'postgres', DBInstanceClass: 'db.t3.small' });
});

test('acceptance 7: primary and replica are in different Availability Zones', () => {
  expect(primary?.Properties['AvailabilityZone']).toEqual({ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] });
  expect(replica?.Properties['AvailabilityZone']).toEqual({ 'Fn::Select': [1, { 'Fn::GetAZs': '' }] });
  const zones = propertiesOf(database, 'AWS::EC2::Subnet').map(({ AvailabilityZone }) => AvailabilityZone['Fn::Select'][0]);
  expect(new Set(zones)).toEqual(new Set([0, 1]));
});

test('acceptance 14: the instances require TLS, and the functions verify the certificate', () => {
  const [group] = propertiesOf(database, 'AWS::RDS::DBParameterGroup');
  expect(group?.Parameters['rds.force_ssl']).toBe('1');
  for (const { Environment } of propertiesOf(database, 'AWS::Lambda::Function')) {
    expect(Environment.Variables.NODE_EXTRA_CA_CERTS).toBe('/var/runtime/ca-cert.pem');
  }
});

test('acceptance 15: deletes database before alerts, and network settings last', () => {
  // CloudFormation keeps a stack whose values another one imports.
  expect(JSON.stringify(database.toJSON())).toContain('alerts:ExportsOutput');
  expect(JSON.stringify(alerts.toJSON())).not.toContain('Fn::ImportValue');
  const names = propertiesOf(alerts, 'AWS::SSM::Parameter').map(({ Name }) => Name);
  expect(names).toEqual(expect.arrayContaining(['/rds_demo/db_name', '/rds_demo/master_username']));
});

test('the reader uses IAM authentication without a secret; the loader may read the secret and the data', () => {
  const reader = statementsOf(database, 'Reader').flatMap(({ actions }) => actions);
  expect(reader).toContain('rds-db:connect');
  expect(reader.some((action) => /^(secretsmanager|s3):/.test(action))).toBe(false);
  const loader = statementsOf(database, 'Loader').flatMap(({ actions }) => actions);
  expect(loader).toEqual(expect.arrayContaining(['secretsmanager:GetSecretValue', 's3:GetObject']));
  expect(loader).not.toContain('rds-db:connect');
});

test('has no wildcard action and no AWS managed policy', () => {
  const actions = statementsOf(database).flatMap((statement) => statement.actions);
  expect(actions.length).toBeGreaterThan(20);
  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  expect(text).not.toMatch(/:policy\/(service-role\/)?A/);
});

test('deploys pinned versions only, and accepts both', () => {
  const deployed = JSON.stringify(database.toJSON());
  expect([...new Set(deployed.match(/"EngineVersion":"[^"]*"/g))]).toEqual([`"EngineVersion":"${POSTGRES_VERSIONS[0]}"`]);
  expect([...new Set(deployed.match(/"Runtime":"[^"]*"/g))]).toEqual([`"Runtime":"${LAMBDA_RUNTIME}"`]);
  expect(config.shape.engineVersion.unwrap().options).toEqual([...POSTGRES_VERSIONS]);
});
