import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { PostgresDatabase, PostgresNetwork } from 'stagecraft-constructs/database';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';
import { databaseIn, INSTANCE, instancesIn, openRules, rulesIn, type Wishes } from './postgres';

const databaseWith = (props?: Wishes) => templateOf((stack) => databaseIn(stack, props));

describe('with defaults', () => {
  const template = databaseWith();
  const { shop: primary, 'shop-replica': replica } = instancesIn(template);

  test('is PostgreSQL 17.11 on two small Graviton instances with 20 GiB of gp3 each', () => {
    expect(Object.keys(instancesIn(template))).toEqual(['shop', 'shop-replica']);
    for (const instance of [primary, replica]) {
      expect(instance?.Properties).toMatchObject({ DBInstanceClass: 'db.t4g.small', StorageType: 'gp3', AllocatedStorage: '20', Port: '5432' });
    }
    expect(primary?.Properties).toMatchObject({ Engine: 'postgres', EngineVersion: '17.11', DBName: 'postgres' });
  });

  test('disables RDS Extended Support, so that creation fails after the end of standard support', () => {
    expect(primary?.Properties['EngineLifecycleSupport']).toBe('open-source-rds-extended-support-disabled');
  });

  test('is private and encrypted, and allows no ingress', () => {
    for (const instance of [primary, replica]) expect(instance?.Properties['PubliclyAccessible']).toBe(false);
    expect(primary?.Properties['StorageEncrypted']).toBe(true);
    expect(rulesIn(template).filter((rule) => rule.includes('Shop') && rule.includes(' in '))).toEqual([]);
    expect(openRules(template)).toEqual([]);
  });

  test('requires TLS, and logs connections and slow statements', () => {
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
      Family: 'postgres17',
      Parameters: { 'rds.force_ssl': '1', password_encryption: 'scram-sha-256', log_min_duration_statement: '1000', log_connections: '1' },
    });
    for (const instance of [primary, replica]) {
      expect(readable(instance?.Properties['DBParameterGroupName'])).toMatch(/^<ShopParameters/);
      expect(instance?.Properties['CACertificateIdentifier']).toBe('rds-ca-rsa2048-g1');
    }
  });

  test('logs connections by the aspects that PostgreSQL 18 knows in place of a switch', () => {
    databaseWith({ engineVersion: '18.6' }).hasResourceProperties('AWS::RDS::DBParameterGroup', {
      Family: 'postgres18',
      Parameters: Match.objectLike({ log_connections: 'receipt,authentication,authorization' }),
    });
  });

  test('enables IAM database authentication', () => {
    for (const instance of [primary, replica]) expect(instance?.Properties['EnableIAMDatabaseAuthentication']).toBe(true);
  });

  test('generates a password without characters that need escaping, which is in no template', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: {
        SecretStringTemplate: '{"username":"administrator"}',
        ExcludeCharacters: Match.stringLikeRegexp('^(?=.*:)(?=.*/)(?=.*@)'),
      },
    });
    expect(readable(primary?.Properties['MasterUserPassword'])).toMatch(
      /^{{resolve:secretsmanager:<TestShopPrimarySecret\w+>:SecretString:password::}}$/,
    );
    expect(primary?.Properties).not.toHaveProperty('ManageMasterUserPassword');
    template.resourceCountIs('AWS::SecretsManager::SecretTargetAttachment', 1);
  });

  test('has removal policy RETAIN for instances and logs, and deletion protection', () => {
    expect([primary?.['DeletionPolicy'], replica?.['DeletionPolicy']]).toEqual(['Retain', 'Retain']);
    expect(primary?.Properties).toMatchObject({ DeletionProtection: true, DeleteAutomatedBackups: false, BackupRetentionPeriod: 7 });
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });
  });

  test.each(['shop', 'shop-replica'])('depends on the log groups of %s', (name) => {
    for (const kind of ['postgresql', 'upgrade']) {
      const [id] = Object.keys(template.findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName: `/aws/rds/instance/${name}/${kind}` } }));
      expect(instancesIn(template)[name]?.['DependsOn']).toEqual(expect.arrayContaining([id]));
    }
    expect(instancesIn(template)[name]?.Properties['EnableCloudwatchLogsExports']).toEqual(['postgresql', 'upgrade']);
  });

  test('has a replica in another availability zone', () => {
    expect(readable(replica?.Properties['SourceDBInstanceIdentifier'])).toMatch(/ShopPrimary/);
    expect(primary?.Properties).not.toHaveProperty('SourceDBInstanceIdentifier');
    for (const property of ['MasterUsername', 'DBName', 'StorageEncrypted']) expect(replica?.Properties).not.toHaveProperty(property);
    expect(primary?.Properties['AvailabilityZone']).toEqual({ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] });
    expect(replica?.Properties['AvailabilityZone']).toEqual({ 'Fn::Select': [1, { 'Fn::GetAZs': '' }] });
  });

  test('enables Performance Insights with Database Insights Standard', () => {
    for (const instance of [primary, replica]) {
      expect(instance?.Properties).toMatchObject({ DatabaseInsightsMode: 'standard', EnablePerformanceInsights: true, CopyTagsToSnapshot: true });
    }
  });

  test('cdk-nag has no findings', () => {
    expect(findingsOf((stack) => databaseIn(stack))).toEqual([]);
    expect(findingsOf((stack) => databaseIn(stack, { removalPolicy: RemovalPolicy.DESTROY, multiAz: true }))).toEqual([]);
  });
});

describe('each prop', () => {
  test('takes engineVersion', () => {
    const template = databaseWith({ engineVersion: '18.6' });
    template.hasResourceProperties(INSTANCE, { EngineVersion: '18.6' });
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', { Family: 'postgres18' });
  });

  test('applies instanceType and allocatedGiB to all instances', () => {
    const template = databaseWith({ instanceType: new ec2.InstanceType('m7g.large'), allocatedGiB: 100 });
    for (const { Properties } of Object.values(instancesIn(template))) {
      expect(Properties).toMatchObject({ DBInstanceClass: 'db.m7g.large', AllocatedStorage: '100' });
    }
  });

  test('takes replicas and replicaIdentifier', () => {
    const template = databaseWith({ replicas: 3, replicaIdentifier: 'reader' });
    const instances = instancesIn(template);
    expect(Object.keys(instances)).toEqual(['shop', 'reader', 'reader-2', 'reader-3']);
    // Each in the zone after that of the one before.
    expect(
      Object.values(instances).map(({ Properties }) => (Properties['AvailabilityZone'] as { 'Fn::Select': unknown[] })['Fn::Select'][0]),
    ).toEqual([0, 1, 0, 1]);
  });

  test('replicas: 0 makes no security group for replicas', () => {
    const template = databaseWith({ replicas: 0 });
    template.resourceCountIs(INSTANCE, 1);
    expect(Object.keys(template.findResources('AWS::EC2::SecurityGroup')).filter((id) => id.startsWith('Shop'))).toHaveLength(1);
  });

  test('multiAz leaves the zone to RDS', () => {
    const { shop } = instancesIn(databaseWith({ multiAz: true }));
    expect(shop?.Properties['MultiAZ']).toBe(true);
    expect(shop?.Properties).not.toHaveProperty('AvailabilityZone');
  });

  test('takes databaseName and adminName', () => {
    const template = databaseWith({ databaseName: 'pagila', adminName: 'masteruser' });
    expect(instancesIn(template)['shop']?.Properties['DBName']).toBe('pagila');
    template.hasResourceProperties('AWS::SecretsManager::Secret', { GenerateSecretString: { SecretStringTemplate: '{"username":"masteruser"}' } });
  });

  test('without a replica, manageMasterUserPassword lets RDS manage the secret', () => {
    const template = databaseWith({ manageMasterUserPassword: true, replicas: 0 });
    expect(instancesIn(template)['shop']?.Properties['ManageMasterUserPassword']).toBe(true);
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  });

  test('publicAccess and allowedCidrs allow single addresses on each instance', () => {
    const template = databaseWith({ publicAccess: true, allowedCidrs: ['203.0.113.7/32', '203.0.113.9/32'] });
    for (const { Properties } of Object.values(instancesIn(template))) expect(Properties['PubliclyAccessible']).toBe(true);
    expect(
      rulesIn(template)
        .filter((rule) => rule.includes(' in tcp/5432'))
        .map((rule) => rule.replace(/^.* /, '')),
    ).toEqual(['203.0.113.7/32', '203.0.113.9/32', '203.0.113.7/32', '203.0.113.9/32']);
    expect(openRules(template)).toEqual([]);
  });

  test('allowedCidrs allow a private network without publicAccess', () => {
    const template = databaseWith({ allowedCidrs: ['10.8.0.0/16'] });
    expect(rulesIn(template).some((rule) => rule.endsWith('in tcp/5432 10.8.0.0/16'))).toBe(true);
  });

  test('takes encryptionKey', () => {
    const template = templateOf((stack) => databaseIn(stack, { encryptionKey: new kms.Key(stack, 'Key') }));
    expect(readable(instancesIn(template)['shop']?.Properties['KmsKeyId'])).toBe('<Key.Arn>');
  });

  test('takes backupRetention, logStatementsFromMs and logRetention', () => {
    const template = databaseWith({ backupRetention: Duration.days(1), logStatementsFromMs: 50, logRetention: RetentionDays.ONE_WEEK });
    expect(instancesIn(template)['shop']?.Properties['BackupRetentionPeriod']).toBe(1);
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', { Parameters: Match.objectLike({ log_min_duration_statement: '50' }) });
    const own = Object.values(template.findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName: Match.anyValue() } }));
    expect(own.map(({ Properties }) => Properties.RetentionInDays)).toEqual([7, 7, 7, 7]);
  });

  test('removalPolicy DESTROY keeps no snapshot and no automated backup', () => {
    const template = databaseWith({ removalPolicy: RemovalPolicy.DESTROY });
    for (const instance of Object.values(instancesIn(template))) {
      expect(instance['DeletionPolicy']).toBe('Delete');
      expect(instance.Properties['DeleteAutomatedBackups']).toBe(true);
    }
    expect(instancesIn(template)['shop']?.Properties['DeletionProtection']).toBe(false);
  });

  test('removalPolicy SNAPSHOT takes a snapshot of the primary and none of a replica', () => {
    const { shop, 'shop-replica': replica } = instancesIn(databaseWith({ removalPolicy: RemovalPolicy.SNAPSHOT }));
    expect([shop?.['DeletionPolicy'], replica?.['DeletionPolicy']]).toEqual(['Snapshot', 'Delete']);
  });

  test('takes deletionProtection with removalPolicy DESTROY', () => {
    const template = databaseWith({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: true });
    expect(instancesIn(template)['shop']?.Properties['DeletionProtection']).toBe(true);
  });

  test('derives subnets from the private subnets of the VPC, and names from the construct path', () => {
    const template = templateOf((stack) => new PostgresDatabase(stack, 'Shop', { vpc: new PostgresNetwork(stack, 'Network').vpc }));
    const [subnets] = Object.values(template.findResources('AWS::RDS::DBSubnetGroup'));
    expect(subnets?.Properties.SubnetIds).toHaveLength(4);
    expect(Object.keys(instancesIn(template))).toEqual([expect.stringMatching(/^[a-z0-9-]+$/), expect.stringMatching(/^[a-z0-9-]+-replica$/)]);
  });
});

test('connections allow a client to primary and replica', () => {
  const template = templateOf((stack) => {
    const database = databaseIn(stack);
    database.connections.allowDefaultPortFrom(new ec2.SecurityGroup(stack, 'Client', { vpc: database.primary.vpc, allowAllOutbound: false }));
  });
  const rules = rulesIn(template).filter((rule) => rule.includes(' in tcp/5432'));
  expect(rules).toHaveLength(2);
  expect(rules.every((rule) => rule.endsWith('<Client.GroupId>'))).toBe(true);
});

test('grantConnect allows connecting as one database user to each instance, and nothing else', () => {
  const template = templateOf((stack) => databaseIn(stack).grantConnect(granteeIn(stack), 'reader'));
  expect(statementsOf(template, 'Grantee')).toEqual([
    {
      actions: ['rds-db:connect'],
      resources: ['Primary', 'Replica'].map((instance) => `arn:<partition>:rds-db:<region>:<account>:dbuser:<Shop${instance}.DbiResourceId>/reader`),
    },
  ]);
});

test('has metrics of every instance, and the lag of every replica', () => {
  const stack = new Stack(new App(), 'Test');
  const database = databaseIn(stack, { replicas: 2 });
  expect(database.metricsCpuUtilization()).toHaveLength(3);
  expect(database.metricsReplicaLag().map(({ metricName, statistic }) => [metricName, statistic])).toEqual([
    ['ReplicaLag', 'Maximum'],
    ['ReplicaLag', 'Maximum'],
  ]);
  expect(database.replicaHosts).toHaveLength(2);
  expect(database.instanceIdentifiers).toEqual(['shop', 'shop-replica', 'shop-replica-2']);
});

test.each<[string, Wishes, RegExp]>([
  ['a version that has not been tried', { engineVersion: '11.4' }, /engineVersion is not one that.*got '11\.4'.*17\.11, 18\.6.*February 2024/],
  ['a password that RDS manages beside a replica', { manageMasterUserPassword: true }, /manageMasterUserPassword allows no replica.*got 1 replicas/],
  ['a name in capitals', { instanceIdentifier: 'Shop' }, /instanceIdentifier is not a name that RDS allows.*'Shop'/],
  ['a replica with two hyphens', { replicaIdentifier: 'a--b' }, /replicaIdentifier is not a name that RDS allows.*'a--b'/],
  ['a database with a hyphen', { databaseName: 'my-db' }, /databaseName is not a name that RDS allows.*'my-db'/],
  ['a reserved user in capitals', { adminName: 'Admin' }, /adminName is not a name that RDS allows.*got 'Admin'/],
  ['a user that is named as a role of PostgreSQL', { adminName: 'pg_monitor' }, /adminName is not a name.*begins with 'pg_'/],
  ['a user that RDS has itself', { adminName: 'rdsadmin' }, /adminName is not a name that RDS allows.*'rdsadmin'.*not 'admin', 'postgres'/],
  ['too little storage', { allocatedGiB: 10 }, /allocatedGiB is out of range.*10 GiB.*20 to 65536/],
  ['too many replicas', { replicas: 16 }, /replicas is out of range.*16 replicas.*0 to 15/],
  [
    'a replica without backups',
    { backupRetention: Duration.days(0) },
    /backupRetention is out of range.*0 days.*1 to 35 whole days: a replica begins with a backup/,
  ],
  ['half a day of backups', { backupRetention: Duration.hours(36) }, /backupRetention is out of range.*1\.5 days/],
  ['a negative time', { logStatementsFromMs: -1 }, /logStatementsFromMs is out of range/],
  ['a public address for nobody', { publicAccess: true }, /publicAccess has no effect without allowedCidrs.*203\.0\.113\.7\/32/],
  [
    'a public address for a network',
    { publicAccess: true, allowedCidrs: ['203.0.113.0/24'] },
    /allowedCidrs has a block that is none, or is too large.*single IPv4/,
  ],
  ['the world', { allowedCidrs: ['0.0.0.0/0'] }, /allowedCidrs has a block.*'0\.0\.0\.0\/0'.*nothing is ever opened to the world/],
  ['an address that is none', { allowedCidrs: ['300.1.1.1/32'] }, /allowedCidrs has a block that is none.*'300\.1\.1\.1\/32'/],
])('refuses %s', (_, props, message) => {
  expect(() => databaseWith(props)).toThrow(message);
});

test('refuses a single subnet', () => {
  const make = (stack: Stack) => {
    const { vpc, databaseSubnets } = new PostgresNetwork(stack, 'Network');
    return new PostgresDatabase(stack, 'Shop', { vpc, subnets: databaseSubnets.slice(0, 1) });
  };
  expect(() => templateOf(make)).toThrow(/subnets are too few.*got 1;/);
});
