import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DocumentDbCluster, type DocumentDbClusterProps } from 'stagecraft-constructs/database';
import { Network } from 'stagecraft-constructs/network';
import { findingsOf, granteeIn, readable, statementsOf, templateOf } from '../../support/synth';

const CLUSTER = 'AWS::DocDB::DBCluster';
const INSTANCE = 'AWS::DocDB::DBInstance';
const PARAMETERS = 'AWS::DocDB::DBClusterParameterGroup';
const clusterIn = (stack: Stack, props: Omit<DocumentDbClusterProps, 'vpc'> = {}) =>
  new DocumentDbCluster(stack, 'Orders', { vpc: new Network(stack, 'Network').vpc, clusterName: 'orders', ...props });
const clusterWith = (props?: Omit<DocumentDbClusterProps, 'vpc'>) => templateOf((stack) => clusterIn(stack, props));

describe('with defaults', () => {
  const template = clusterWith();

  test('is DocumentDB 8.0 on two Graviton instances', () => {
    template.hasResourceProperties(CLUSTER, { EngineVersion: '8.0.0', DBClusterIdentifier: 'orders', Port: 27_017 });
    const instances = Object.values(template.findResources(INSTANCE)).map(({ Properties }) => Properties);
    expect(instances.map(({ DBInstanceClass, DBInstanceIdentifier }) => [DBInstanceClass, DBInstanceIdentifier])).toEqual([
      ['db.t4g.medium', 'orders-1'],
      ['db.t4g.medium', 'orders-2'],
    ]);
  });

  test('uses the rds-ca-rsa2048-g1 certificate authority', () => {
    template.allResourcesProperties(INSTANCE, { CACertificateIdentifier: 'rds-ca-rsa2048-g1' });
  });

  test('requires TLS, and exports audit and profiler logs', () => {
    template.hasResourceProperties(PARAMETERS, { Family: 'docdb8.0', Parameters: { tls: 'enabled', audit_logs: 'enabled', profiler: 'enabled' } });
    template.hasResourceProperties(CLUSTER, {
      DBClusterParameterGroupName: { Ref: Match.stringLikeRegexp('^OrdersParameters') },
      EnableCloudwatchLogsExports: ['audit', 'profiler'],
    });
  });

  test.each(['audit', 'profiler'])('depends on its log group %s', (kind) => {
    const [id] = Object.keys(template.findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName: `/aws/docdb/orders/${kind}` } }));

    template.hasResource(CLUSTER, { DependsOn: Match.arrayWith([id]) });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: `/aws/docdb/orders/${kind}`, RetentionInDays: 30 },
      DeletionPolicy: 'Retain',
    });
  });

  test('encrypts at rest, and retains backups for seven days', () => {
    template.hasResourceProperties(CLUSTER, { StorageEncrypted: true, BackupRetentionPeriod: 7, CopyTagsToSnapshot: true });
  });

  test('generates a password without characters that need escaping, which is in no template', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: {
        SecretStringTemplate: '{"username":"administrator"}',
        GenerateStringKey: 'password',
        ExcludeCharacters: Match.stringLikeRegexp('^(?=.*:)(?=.*/)(?=.*@)(?=.*%)(?=.*\\?)(?=.*#)'),
      },
    });
    const [cluster] = Object.values(template.findResources(CLUSTER));
    expect(readable(cluster?.Properties.MasterUserPassword)).toBe('{{resolve:secretsmanager:<OrdersSecret>:SecretString:password::}}');
  });

  test('allows no ingress', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { GroupDescription: 'Clients of orders', SecurityGroupIngress: Match.absent() });
  });

  test('has removal policy RETAIN and deletion protection', () => {
    template.hasResource(CLUSTER, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: { DeletionProtection: true } });
    template.allResources(INSTANCE, { DeletionPolicy: 'Retain' });
  });

  test('has no Lambda function', () => {
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });
});

test('derives clusterName from the construct path', () => {
  const template = templateOf((stack) => new DocumentDbCluster(stack, 'Orders', { vpc: new Network(stack, 'Network').vpc }));

  template.hasResourceProperties(CLUSTER, { DBClusterIdentifier: Match.stringLikeRegexp('^test-orders-[0-9a-f]{8}$') });
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: Match.stringLikeRegexp('^/aws/docdb/test-orders-[0-9a-f]{8}/audit$') });
});

test('takes subnets', () => {
  const template = templateOf((stack) => {
    const { vpc } = new Network(stack, 'Network', { availabilityZones: ['a', 'b', 'c'] });
    new DocumentDbCluster(stack, 'Orders', { vpc, subnets: vpc.privateSubnets.slice(1) });
  });
  const [group] = Object.values(template.findResources('AWS::DocDB::DBSubnetGroup'));

  expect(group?.Properties.SubnetIds.map(readable)).toEqual(['<NetworkPrivateSubnet2Subnet>', '<NetworkPrivateSubnet3Subnet>']);
});

test('engineVersion sets the family of the parameter group', () => {
  const template = clusterWith({ engineVersion: '5.0.0' });

  template.hasResourceProperties(CLUSTER, { EngineVersion: '5.0.0' });
  template.hasResourceProperties(PARAMETERS, { Family: 'docdb5.0' });
});

test('takes instances and instanceType', () => {
  const template = clusterWith({ instances: 1, instanceType: new ec2.InstanceType('r8g.large') });

  template.resourceCountIs(INSTANCE, 1);
  template.hasResourceProperties(INSTANCE, { DBInstanceClass: 'db.r8g.large' });
});

test('adminName sets the master username', () => {
  clusterWith({ adminName: 'operator' }).hasResourceProperties('AWS::SecretsManager::Secret', {
    GenerateSecretString: { SecretStringTemplate: '{"username":"operator"}' },
  });
});

test('tls: false allows connections without TLS', () => {
  let options = '';
  const template = templateOf((stack) => {
    options = clusterIn(stack, { tls: false }).uriOptions;
  });

  template.hasResourceProperties(PARAMETERS, { Parameters: { tls: 'disabled' } });
  expect(options).toBe('replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false');
});

test('takes encryptionKey and backupRetention', () => {
  const template = templateOf((stack) => clusterIn(stack, { encryptionKey: new kms.Key(stack, 'Mine'), backupRetention: Duration.days(1) }));

  template.hasResourceProperties(CLUSTER, {
    KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] },
    BackupRetentionPeriod: 1,
  });
});

test('removalPolicy DESTROY deletes data and logs; takes logRetention', () => {
  const template = clusterWith({ removalPolicy: RemovalPolicy.DESTROY, logRetention: RetentionDays.ONE_DAY });

  template.hasResource(CLUSTER, { DeletionPolicy: 'Delete', Properties: { DeletionProtection: false } });
  template.allResources(INSTANCE, { DeletionPolicy: 'Delete' });
  template.hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Delete',
    Properties: { LogGroupName: '/aws/docdb/orders/audit', RetentionInDays: 1 },
  });
});

test('removalPolicy SNAPSHOT keeps a snapshot, and neither instances nor logs', () => {
  const template = clusterWith({ removalPolicy: RemovalPolicy.SNAPSHOT });

  template.hasResource(CLUSTER, { DeletionPolicy: 'Snapshot' });
  template.allResources(INSTANCE, { DeletionPolicy: 'Delete' });
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { LogGroupName: '/aws/docdb/orders/audit' } });
});

test('takes deletionProtection with removalPolicy DESTROY', () => {
  clusterWith({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: true }).hasResourceProperties(CLUSTER, { DeletionProtection: true });
});

test('connections allow a client on port 27017', () => {
  const template = templateOf((stack) => {
    const cluster = clusterIn(stack);
    cluster.connections.allowDefaultPortFrom(new ec2.SecurityGroup(stack, 'Client', { vpc: networkOf(stack), description: 'x' }));
  });

  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 27_017,
    ToPort: 27_017,
    GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersAccess'), 'GroupId'] },
    SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Client'), 'GroupId'] },
  });
});

test('a client in another stack adds the ingress rule there, without a cyclic reference', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const [data, services] = [new Stack(app, 'Data'), new Stack(app, 'Services')];
  const cluster = clusterIn(data);
  const client = new ec2.SecurityGroup(services, 'Client', { vpc: networkOf(data), description: 'x' });
  client.connections.allowToDefaultPort(cluster);
  app.synth();

  expect(services.dependencies).toEqual([data]);
  expect(data.dependencies).toEqual([]);
});

test('hosts are the cluster, reader and instance endpoints', () => {
  templateOf((stack) => {
    const cluster = clusterIn(stack, { instances: 1 });

    expect(readable(stack.resolve(cluster.host))).toBe('<Orders.Endpoint>');
    expect(cluster.hosts.map((host) => readable(stack.resolve(host)))).toEqual([
      '<Orders.Endpoint>',
      '<Orders.ReadEndpoint>',
      '<OrdersInstance1.Endpoint>',
    ]);
    expect(cluster.uriOptions).toBe('tls=true&replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false');
  });
});

test('grantSecretRead allows reading this secret, and nothing else', () => {
  const template = templateOf((stack) => clusterIn(stack).grantSecretRead(granteeIn(stack)));

  expect(statementsOf(template, 'Grantee')).toEqual([
    { actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], resources: ['<OrdersSecretAttachment>'] },
  ]);
});

test('metrics have the cluster as dimension', () => {
  templateOf((stack) => {
    const cluster = clusterIn(stack);

    expect(cluster.metricCpuUtilization()).toMatchObject({ namespace: 'AWS/DocDB', metricName: 'CPUUtilization', statistic: 'Average' });
    expect(cluster.metricConnections({ period: Duration.minutes(1) })).toMatchObject({
      metricName: 'DatabaseConnections',
      statistic: 'Maximum',
      period: Duration.minutes(1),
    });
    expect(stack.resolve(cluster.metric('x').dimensions)).toEqual({ DBClusterIdentifier: { Ref: expect.stringMatching(/^Orders/) } });
  });
});

test.each<[string, Omit<DocumentDbClusterProps, 'vpc'>, RegExp]>([
  ['a name in capitals', { clusterName: 'Orders' }, /clusterName is not a name.*got 'Orders'.*lower case/],
  ['a name with two hyphens in a row', { clusterName: 'my--orders' }, /clusterName is not a name/],
  ['an engine that has ended', { engineVersion: '3.6.0' }, /engineVersion is not one.*got '3\.6\.0'.*allowed: 8\.0\.0, 5\.0\.0/],
  ['no instance', { instances: 0 }, /instances is out of range.*got 0.*1 to 16/],
  ['a reserved user', { adminName: 'admin' }, /adminName is not a name.*got 'admin'/],
  ['a backup for longer than there is', { backupRetention: Duration.days(36) }, /backupRetention is out of range.*got 36 days.*1 to 35/],
  ['a backup for half a day', { backupRetention: Duration.hours(12) }, /got 0\.5 days.*whole days/],
])('refuses %s', (_, props, message) => {
  expect(() => clusterWith(props)).toThrow(message);
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => clusterIn(stack))).toEqual([]);
});

/** The network that `clusterIn` made. */
function networkOf(stack: Stack): ec2.IVpc {
  return (stack.node.findChild('Network') as Network).vpc;
}
