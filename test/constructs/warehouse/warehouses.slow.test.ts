import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Network } from 'stagecraft-constructs/network';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import {
  LoadRole,
  ProvisionedWarehouse,
  type ProvisionedWarehouseProps,
  S3EventIntegration,
  ServerlessWarehouse,
  type ServerlessWarehouseProps,
} from 'stagecraft-constructs/warehouse';
import { findingsOf, statementsOf, templateOf } from '../../support/synth';

const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
const networkIn = (stack: Stack, zones = ZONES) => new Network(stack, 'Network', { availabilityZones: zones, natGateways: 0 });

const serverless =
  (props: Partial<ServerlessWarehouseProps> = {}, zones = ZONES) =>
  (stack: Stack) => {
    const { vpc, privateSubnets: subnets } = networkIn(stack, zones);
    return new ServerlessWarehouse(stack, 'Warehouse', { vpc, subnets, warehouseName: 'sales', ...props });
  };
const provisioned =
  (props: Partial<ProvisionedWarehouseProps> = {}) =>
  (stack: Stack) => {
    const { vpc, privateSubnets: subnets } = networkIn(stack);
    return new ProvisionedWarehouse(stack, 'Warehouse', { vpc, subnets, warehouseName: 'sales', ...props });
  };
const one = (template: Template, type: string) => Object.values(template.findResources(type))[0];

describe.each([
  ['serverless', serverless],
  ['provisioned', provisioned],
] as const)('a %s warehouse', (kind, make) => {
  const main = kind === 'serverless' ? 'AWS::RedshiftServerless::Namespace' : 'AWS::Redshift::Cluster';

  test('is private, allows no ingress, retains data and logs, and has no password in the template', () => {
    const template = templateOf(make());
    const endpoint = one(template, kind === 'serverless' ? 'AWS::RedshiftServerless::Workgroup' : main);
    expect(endpoint?.['Properties'].PubliclyAccessible).toBe(false);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    expect(one(template, main)?.['DeletionPolicy']).toBe('Retain');
    expect(one(template, main)?.['Properties']).toMatchObject(kind === 'serverless' ? { ManageAdminPassword: true } : { ManageMasterPassword: true });
    expect(JSON.stringify(template.toJSON())).not.toMatch(/"(Admin|Master)UserPassword"/);
  });

  test('depends on its three log groups', () => {
    const template = templateOf(make({ logRetention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }));
    const prefix = kind === 'serverless' ? '/aws/redshift/sales' : '/aws/redshift/cluster/sales';
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup')).filter(({ Properties }) =>
      String(Properties.LogGroupName).startsWith(prefix),
    );
    expect(
      groups.map(({ Properties, DeletionPolicy }) => [Properties.LogGroupName.slice(prefix.length), Properties.RetentionInDays, DeletionPolicy]),
    ).toEqual([
      ['/connectionlog', 1, 'Delete'],
      ['/useractivitylog', 1, 'Delete'],
      ['/userlog', 1, 'Delete'],
    ]);
    expect(one(template, main)?.['DependsOn']).toEqual(expect.arrayContaining([expect.stringContaining('userlog')]));
    expect(one(template, main)?.['DeletionPolicy']).toBe('Delete');
  });

  test('takes names, roles and encryptionKey', () => {
    const template = templateOf((stack) =>
      make({ databaseName: 'orders', adminName: 'owner', roles: [new LoadRole(stack, 'Loads')], encryptionKey: new kms.Key(stack, 'Key') })(stack),
    );
    const properties = one(template, main)?.['Properties'];
    expect([properties.DbName ?? properties.DBName, properties.AdminUsername ?? properties.MasterUsername]).toEqual(['orders', 'owner']);
    expect(properties.IamRoles).toHaveLength(1);
    expect(properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
  });

  test('connections allow a client on its port', () => {
    const template = templateOf((stack) => make()(stack).connections.allowDefaultPortFrom(ec2.Peer.ipv4('203.0.113.7/32')));
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroup')).flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []);
    expect(rules).toEqual([expect.objectContaining({ CidrIp: '203.0.113.7/32', FromPort: 5_439, ToPort: 5_439 })]);
  });

  test('the JDBC URL has no secret', () => {
    templateOf((stack) => {
      const warehouse = make()(stack);
      expect(stack.resolve(warehouse.jdbcUrl)['Fn::Join'][1]).toEqual(['jdbc:redshift://', expect.anything(), ':5439/dev']);
    });
  });

  test('cdk-nag has no findings, publicly accessible or not', () => {
    for (const publiclyAccessible of [false, true]) expect(findingsOf((stack) => make({ publiclyAccessible })(stack))).toEqual([]);
  });

  test.each([
    [{ warehouseName: 'Sales' }, /warehouseName is not a name of a warehouse.*; got 'Sales'/],
    [{ databaseName: 'a-b' }, /databaseName is not a name of a database/],
    [{ adminName: 'awsuser' }, /adminName is not a name for this user.*; got 'awsuser'/],
    [{ subnets: [] }, /subnets are too few/],
  ])('refuses %j', (props, message) => {
    expect(() => templateOf(make(props))).toThrow(message);
  });
});

describe('ServerlessWarehouse', () => {
  test('has a maximum capacity equal to the base capacity, or maxCapacity', () => {
    const capacity = (props: Partial<ServerlessWarehouseProps>) => {
      const [workgroup] = Object.values(templateOf(serverless(props)).findResources('AWS::RedshiftServerless::Workgroup'));
      const { BaseCapacity, MaxCapacity } = workgroup!['Properties'];
      return [BaseCapacity, MaxCapacity];
    };
    expect(capacity({})).toEqual([8, 8]);
    expect(capacity({ baseCapacity: 4, maxCapacity: 16 })).toEqual([4, 16]);
  });

  test('requires TLS and logs user activity', () => {
    expect(one(templateOf(serverless()), 'AWS::RedshiftServerless::Workgroup')?.['Properties'].ConfigParameters).toEqual([
      { ParameterKey: 'require_ssl', ParameterValue: 'true' },
      { ParameterKey: 'enable_user_activity_logging', ParameterValue: 'true' },
    ]);
  });

  test.each([
    [{ baseCapacity: 5 }, /baseCapacity is no capacity.*; got 5 RPU/],
    [{ maxCapacity: 9 }, /maxCapacity is no capacity/],
    [{ baseCapacity: 16, maxCapacity: 8 }, /maxCapacity is less than baseCapacity/],
    [{ removalPolicy: RemovalPolicy.SNAPSHOT }, /removalPolicy is not one/],
  ])('refuses %j', (props, message) => {
    expect(() => templateOf(serverless(props))).toThrow(message);
  });

  test('refuses two availability zones', () => {
    expect(() => templateOf(serverless({}, ZONES.slice(0, 2)))).toThrow(/subnets are too few.*got 2.*at least 3/);
  });
});

describe('ProvisionedWarehouse', () => {
  test('has one encrypted ra3 node, and retains automated snapshots for seven days', () => {
    expect(one(templateOf(provisioned()), 'AWS::Redshift::Cluster')?.['Properties']).toMatchObject({
      ClusterType: 'single-node',
      NodeType: 'ra3.large',
      Encrypted: true,
      AutomatedSnapshotRetentionPeriod: 7,
    });
  });

  test('takes nodes, nodeType, snapshotDays and removalPolicy', () => {
    const cluster = one(
      templateOf(provisioned({ nodes: 2, nodeType: 'rg.large', snapshotDays: 1, removalPolicy: RemovalPolicy.SNAPSHOT })),
      'AWS::Redshift::Cluster',
    );
    expect(cluster).toMatchObject({
      DeletionPolicy: 'Snapshot',
      Properties: { ClusterType: 'multi-node', NumberOfNodes: 2, NodeType: 'rg.large', AutomatedSnapshotRetentionPeriod: 1 },
    });
  });

  test('exposes the secret of its administrator', () => {
    templateOf((stack) =>
      expect(stack.resolve(provisioned()(stack).adminSecretArn)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'MasterPasswordSecretArn'] }),
    );
  });

  test.each([
    [{ nodeType: 'dc2.large' }, /nodeType is not one that can be made.*; got 'dc2.large'/],
    [{ nodes: 0 }, /nodes is out of range.*; got 0/],
    [{ snapshotDays: 36 }, /snapshotDays is out of range/],
  ])('refuses %j', (props, message) => {
    expect(() => templateOf(provisioned(props))).toThrow(message);
  });
});

describe('LoadRole', () => {
  test('trusts Redshift and Redshift Serverless, on no condition that their documentation does not name', () => {
    const statements = one(
      templateOf((stack) => new LoadRole(stack, 'Loads', { description: 'Reads' })),
      'AWS::IAM::Role',
    )?.['Properties'];
    expect(statements.Description).toBe('Reads');
    expect(statements.AssumeRolePolicyDocument.Statement.map(({ Principal, Condition }: never) => [Principal, Condition])).toEqual(
      ['redshift', 'redshift-serverless'].map((name) => [{ Service: `${name}.amazonaws.com` }, undefined]),
    );
  });

  test('may read the given folders, and write nothing', () => {
    const define = (stack: Stack) => new LoadRole(stack, 'Loads').readFolders(new PrivateBucket(stack, 'Data'), ['a', 'b']);
    const statements = statementsOf(templateOf(define));
    expect(statements.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['s3:GetObject'], ['<Data.Arn>/a/*']],
      [['s3:GetBucketLocation'], ['<Data.Arn>']],
      [['s3:GetObject'], ['<Data.Arn>/b/*']],
      [['s3:ListBucket'], ['<Data.Arn>']],
    ]);
    expect(findingsOf(define)).toEqual([]);
  });

  test('may read a stream, and decrypt with its key', () => {
    const define = (stack: Stack) =>
      new LoadRole(stack, 'Loads').readStream(
        new kinesis.Stream(stack, 'Stream', { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) }),
      );
    const statements = statementsOf(templateOf(define));
    expect(statements.find(({ actions }) => actions.includes('kinesis:GetRecords'))?.resources).toEqual(['<Stream.Arn>']);
    expect(statements).toContainEqual({ actions: ['kms:Decrypt'], resources: ['<Key.Arn>'] });
    expect(statements.flatMap(({ actions }) => actions).filter((action) => /Put|Delete|Create/.test(action))).toEqual([]);
  });

  test.each([
    [[], /folders is empty/],
    [['/a'], /folders is not the name of a folder/],
  ])('refuses %j', (folders, message) => {
    expect(() => templateOf((stack) => new LoadRole(stack, 'Loads').readFolders(new PrivateBucket(stack, 'Data'), folders))).toThrow(message);
  });
});

describe('S3EventIntegration', () => {
  const integrated = (integrationName?: string) => (stack: Stack) =>
    new S3EventIntegration(stack, 'Events', { bucket: new PrivateBucket(stack, 'Data'), warehouse: serverless()(stack), integrationName });

  test('depends on the policies of bucket and namespace', () => {
    const template = templateOf(integrated('orders'));
    const resource = one(template, 'AWS::Redshift::Integration');
    expect(resource?.['Properties']).toMatchObject({
      IntegrationName: 'orders',
      SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^Data/), 'Arn'] },
      TargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^WarehouseNamespace/), 'Namespace.NamespaceArn'] },
    });
    expect(resource?.['DependsOn']).toEqual([expect.stringMatching(/^DataPolicy/)]);
  });

  test('both policies are limited to this bucket and this account', () => {
    const template = templateOf(integrated());
    const statements = one(template, 'AWS::S3::BucketPolicy')?.['Properties'].PolicyDocument.Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: ['s3:GetBucketLocation', 's3:GetBucketNotification', 's3:PutBucketNotification'],
        Condition: expect.objectContaining({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }),
      }),
    );
    const [namespace] = Object.values(template.findResources('AWS::RedshiftServerless::Namespace'));
    const { Statement } = namespace!['Properties'].NamespaceResourcePolicy;
    for (const { Condition } of Statement) expect(Condition.StringEquals['aws:SourceArn']['Fn::GetAtt'][0]).toMatch(/^Data/);
    expect(Statement).toHaveLength(2);
  });

  test('cdk-nag has no findings', () => {
    expect(findingsOf((stack) => integrated()(stack))).toEqual([]);
  });

  test.each(['1a', 'a--b', 'a'.repeat(64)])('refuses the name %s', (name) => {
    expect(() => templateOf(integrated(name))).toThrow(/integrationName is not a name of an integration/);
  });
});

test('a namespace without an integration has no resource policy', () => {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'S');
  serverless()(stack);
  expect(stack.resolve((stack.node.findChild('Warehouse') as ServerlessWarehouse).namespace.namespaceResourcePolicy)).toBeUndefined();
});
