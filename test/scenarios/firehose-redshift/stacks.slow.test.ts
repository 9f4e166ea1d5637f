import { Match, type Template } from 'aws-cdk-lib/assertions';
import { FIREHOSE_RANGES } from 'stagecraft-constructs/streaming';
import { stacksOf } from '../../support/scenario';
import { propertiesOf, readable, statementsOf } from '../../support/synth';

const templatesOf = stacksOf<'warehouse' | 'delivery'>('firehose-redshift');
/** Every combination of delivery and warehouse. */
const variants = ['direct', 'autocopy', 'streaming'].flatMap((delivery) =>
  ['serverless', 'provisioned'].map((warehouse) => ({ delivery, warehouse })),
);

const direct = templatesOf();
const provisioned = templatesOf({ warehouse: 'provisioned' });
const autocopy = templatesOf({ delivery: 'autocopy' });
const streaming = templatesOf({ delivery: 'streaming' });
const inRegion = (set: Record<string, unknown>, region?: string) =>
  templatesOf(set, 'dev', region === undefined ? undefined : { account: '111122223333', region });

const S3_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:GetBucketLocation',
  's3:GetObject',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:PutObject',
];

interface Rule {
  readonly CidrIp?: unknown;
  readonly CidrIpv6?: unknown;
  readonly SourceSecurityGroupId?: unknown;
  readonly SourcePrefixListId?: unknown;
  readonly FromPort: number;
  readonly ToPort: number;
}

/** Every ingress rule of the templates. */
function ingressOf({ warehouse, delivery }: ReturnType<typeof templatesOf>): Rule[] {
  return [warehouse, delivery].flatMap((template: Template) => [
    ...propertiesOf(template, 'AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress as Rule[]),
    ...(propertiesOf(template, 'AWS::EC2::SecurityGroupIngress') as unknown as Rule[]),
  ]);
}

test('acceptance 1: one delivery stream with table, columns, GZIP, 1 MB, 60 s, prefix, two log streams and 7 days of log retention', () => {
  const [stream, ...others] = propertiesOf(direct.delivery, 'AWS::KinesisFirehose::DeliveryStream');
  const { RedshiftDestinationConfiguration: redshift } = stream;

  expect(others).toEqual([]);
  expect(stream).toMatchObject({ DeliveryStreamName: 'redshift-delivery-stream', DeliveryStreamType: 'DirectPut' });
  expect(redshift.CopyCommand).toEqual({ DataTableName: 'sensor.message', DataTableColumns: 'guid,ts,temp', CopyOptions: "JSON 'auto' GZIP" });
  expect(redshift.S3Configuration).toMatchObject({
    CompressionFormat: 'GZIP',
    Prefix: 'message/',
    ErrorOutputPrefix: 'errors/',
    BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
  });
  expect(propertiesOf(direct.delivery, 'AWS::Logs::LogStream').map(({ LogStreamName }) => LogStreamName)).toEqual(['RedshiftDelivery', 'S3Delivery']);
  direct.delivery.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/aws/kinesisfirehose/redshift-delivery-stream',
    RetentionInDays: 7,
  });
});

test.each(variants)('acceptance 2: with %j no template, output or parameter has a password', (set) => {
  const { warehouse, delivery } = templatesOf(set);
  const text = JSON.stringify([warehouse.toJSON(), delivery.toJSON()]);

  expect(text).not.toMatch(/"(MasterUserPassword|AdminUserPassword|Password|SecretString)"|resolve:secretsmanager/);
  expect(text).not.toMatch(/NoEcho/);
  const outputs = [warehouse, delivery].flatMap((template) => Object.values(template.findOutputs('*')).map(({ Value }) => readable(Value)));
  expect(outputs.filter((value) => /password/i.test(value) && !/PasswordSecretArn>$/.test(value))).toEqual([]);
});

test('acceptance 2: the stream reads its credentials from the generated secret', () => {
  const [{ RedshiftDestinationConfiguration: redshift }] = propertiesOf(direct.delivery, 'AWS::KinesisFirehose::DeliveryStream');
  const [secretId] = Object.keys(direct.delivery.findResources('AWS::SecretsManager::Secret'));

  expect(redshift.SecretsManagerConfiguration).toMatchObject({ Enabled: true, SecretARN: { Ref: secretId } });
  expect(redshift).not.toHaveProperty('Username');
  expect(redshift).not.toHaveProperty('Password');
  const [{ GenerateSecretString }] = propertiesOf(direct.delivery, 'AWS::SecretsManager::Secret');
  expect(GenerateSecretString).toMatchObject({
    GenerateStringKey: 'password',
    PasswordLength: 32,
    SecretStringTemplate: '{"username":"firehose_loader"}',
  });
  expect(propertiesOf(direct.warehouse, 'AWS::RedshiftServerless::Namespace')).toEqual([expect.objectContaining({ ManageAdminPassword: true })]);
  expect(propertiesOf(provisioned.warehouse, 'AWS::Redshift::Cluster')).toEqual([expect.objectContaining({ ManageMasterPassword: true })]);
});

describe('acceptance 3: ingress', () => {
  test.each(variants)('acceptance 3: with %j no rule allows the whole internet, and each rule allows one port', (set) => {
    for (const region of [undefined, 'eu-central-1']) {
      const rules = ingressOf(inRegion({ ...set, operatorCidr: '203.0.113.7/32' }, region));
      expect(rules.filter(({ CidrIp, CidrIpv6 }) => CidrIpv6 !== undefined || /\/[0-9]$|\/1\d$|\/2[0-3]$/.test(String(CidrIp)))).toEqual([]);
      expect(rules.filter(({ FromPort, ToPort }) => FromPort !== 5439 || ToPort !== 5439)).toEqual([]);
      if (set.delivery !== 'direct') expect(rules).toEqual([]);
    }
  });

  test('acceptance 3: in a known region only the CIDR range of Firehose is allowed', () => {
    for (const [region, range] of Object.entries(FIREHOSE_RANGES).slice(0, 3)) {
      expect(ingressOf(inRegion({}, region)).map(({ CidrIp }) => CidrIp)).toEqual([range]);
    }
  });

  test('acceptance 3: without a region the CIDR range comes from a mapping', () => {
    expect(ingressOf(direct).map(({ CidrIp }) => CidrIp)).toEqual([{ 'Fn::FindInMap': ['FirehoseRanges', { Ref: 'AWS::Region' }, 'range'] }]);
    const { FirehoseRanges } = direct.delivery.toJSON().Mappings;
    expect(Object.fromEntries(Object.entries(FirehoseRanges).map(([region, value]) => [region, (value as { range: string }).range]))).toEqual(
      FIREHOSE_RANGES,
    );
  });

  test('acceptance 3: allows the configured CIDR blocks of operator and QuickSight', () => {
    const rules = ingressOf(inRegion({ operatorCidr: '203.0.113.7/32', quickSightCidr: '52.23.63.224/27' }, 'us-east-1'));
    expect(rules.map(({ CidrIp }) => CidrIp).sort()).toEqual(['203.0.113.7/32', '52.23.63.224/27', '52.70.63.192/27']);
  });

  test('refuses a region without a known CIDR range, unless one is given', () => {
    expect(() => inRegion({}, 'me-west-1')).toThrow(/the CIDR block of Firehose in this region is not known.*; got 'me-west-1'/);
    expect(ingressOf(inRegion({ firehoseCidr: '198.51.100.0/27' }, 'me-west-1')).map(({ CidrIp }) => CidrIp)).toEqual(['198.51.100.0/27']);
  });
});

describe('acceptance 4: the warehouse', () => {
  test('acceptance 4: serverless has an encrypted namespace, and a workgroup with TLS and three subnets in three Availability Zones', () => {
    const [workgroup] = propertiesOf(direct.warehouse, 'AWS::RedshiftServerless::Workgroup');
    const subnets = direct.warehouse.findResources('AWS::EC2::Subnet');
    const zones = workgroup.SubnetIds.map(({ Ref }: { Ref: string }) => JSON.stringify(subnets[Ref]?.['Properties'].AvailabilityZone));

    expect(new Set(zones).size).toBe(3);
    expect(workgroup.ConfigParameters).toContainEqual({ ParameterKey: 'require_ssl', ParameterValue: 'true' });
    direct.warehouse.resourceCountIs('AWS::RedshiftServerless::Namespace', 1);
    const [namespace] = propertiesOf(templatesOf({ customerKey: true }).warehouse, 'AWS::RedshiftServerless::Namespace');
    expect(namespace.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
  });

  test('acceptance 4: provisioned is an encrypted cluster without dc2 nodes', () => {
    const [cluster] = propertiesOf(provisioned.warehouse, 'AWS::Redshift::Cluster');

    expect(cluster).toMatchObject({ NodeType: 'ra3.large', Encrypted: true, ClusterType: 'single-node' });
    provisioned.warehouse.hasResourceProperties('AWS::Redshift::ClusterParameterGroup', {
      ParameterGroupFamily: 'redshift-2.0',
      Parameters: Match.arrayWith([{ ParameterName: 'require_ssl', ParameterValue: 'true' }]),
    });
    expect(() => templatesOf({ warehouse: 'provisioned', nodeType: 'dc2.large' })).toThrow();
  });
});

test('acceptance 5: autocopy has a delivery stream to the bucket, an S3 event integration and a private warehouse', () => {
  const [stream] = propertiesOf(autocopy.delivery, 'AWS::KinesisFirehose::DeliveryStream');

  expect(stream).toHaveProperty('ExtendedS3DestinationConfiguration');
  expect(stream).not.toHaveProperty('RedshiftDestinationConfiguration');
  autocopy.delivery.resourceCountIs('AWS::Redshift::Integration', 1);
  expect(propertiesOf(autocopy.warehouse, 'AWS::RedshiftServerless::Workgroup')).toEqual([expect.objectContaining({ PubliclyAccessible: false })]);
  const [namespace] = propertiesOf(autocopy.warehouse, 'AWS::RedshiftServerless::Namespace');
  expect(namespace.NamespaceResourcePolicy.Statement.map(({ Action }: { Action: string }) => Action)).toEqual([
    'redshift:AuthorizeInboundIntegration',
    'redshift:CreateInboundIntegration',
  ]);
});

test('acceptance 6: streaming has a data stream, and a role that may only read it', () => {
  streaming.delivery.resourceCountIs('AWS::Kinesis::Stream', 1);
  streaming.delivery.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 0);
  const kinesis = statementsOf(streaming.warehouse, 'LoadRole').filter(({ actions }) => actions.some((action) => action.startsWith('kinesis:')));

  expect(kinesis).toEqual([
    {
      actions: ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
      resources: ['arn:<partition>:kinesis:<region>:<account>:stream/sensor-readings'],
    },
    { actions: ['kinesis:ListStreams'], resources: ['*'] },
  ]);
});

test('acceptance 7: Firehose may use six actions on the bucket, one secret, its log streams and the validator', () => {
  const statements = statementsOf(direct.delivery, 'StreamDelivery');
  const s3 = statements.filter(({ actions }) => actions[0]?.startsWith('s3:'));
  const others = statements.filter((statement) => !s3.includes(statement));

  expect([...new Set(s3.flatMap(({ actions }) => actions))].sort()).toEqual(S3_ACTIONS);
  expect(
    s3
      .flatMap(({ resources }) => resources)
      .filter((resource) => resource.includes('/*'))
      .map((resource) => resource.replace(/^.*>\//, '')),
  ).toEqual(['message/*', 'errors/*']);
  expect(others.map(({ actions }) => actions)).toEqual([
    ['logs:PutLogEvents'],
    ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
    ['secretsmanager:GetSecretValue'],
  ]);
  expect(others[0]?.resources).toEqual(['RedshiftDelivery', 'S3Delivery'].map((name) => expect.stringMatching(new RegExp(`:log-stream:.*${name}`))));
  expect(others[2]?.resources).toEqual(['<StreamSecret>']);
});

test('acceptance 7: the role of Redshift may only read', () => {
  for (const { warehouse } of [direct, provisioned, autocopy, streaming]) {
    const actions = statementsOf(warehouse, 'LoadRole').flatMap((statement) => statement.actions);
    expect(actions.filter((action) => !/^(s3:(GetObject|GetBucketLocation|ListBucket)|kinesis:(Describe|Get|List)\w+)$/.test(action))).toEqual([]);
  }
  const folders = statementsOf(direct.warehouse, 'LoadRole')
    .flatMap(({ resources }) => resources)
    .filter((resource) => resource.endsWith('/*'));
  expect(folders.map((resource) => resource.replace(/^.*>\//, '')).sort()).toEqual([
    'errors/manifests/*',
    'history/*',
    'location/*',
    'manufacturer/*',
    'message/*',
    'sensor/*',
    'sensors/*',
  ]);
});

test('acceptance 17: the delivery stack is deleted before the warehouse stack, and no resource is retained', () => {
  for (const { warehouse, delivery } of [direct, provisioned, autocopy, streaming]) {
    const kept = [warehouse, delivery].flatMap((template) =>
      Object.entries(template.toJSON().Resources as Record<string, { Type: string; DeletionPolicy?: string }>)
        .filter(([, { DeletionPolicy }]) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete')
        .map(([id, { Type }]) => `${id} ${Type}`),
    );
    expect(kept).toEqual([]);
  }
  // CloudFormation keeps a snapshot of a cluster whose template does not say otherwise.
  const [cluster] = Object.values(provisioned.warehouse.findResources('AWS::Redshift::Cluster'));
  expect(cluster?.['DeletionPolicy']).toBe('Delete');
  expect(JSON.stringify(direct.delivery.toJSON())).toContain('Fn::ImportValue');
  expect(JSON.stringify(direct.warehouse.toJSON())).not.toContain('Fn::ImportValue');
});

test('has alarms for missing COPYs and for delayed readings', () => {
  const alarms = (template: Template) => propertiesOf(template, 'AWS::CloudWatch::Alarm').map(({ MetricName, Threshold }) => [MetricName, Threshold]);

  expect(alarms(direct.delivery).sort()).toEqual([
    ['DeliveryToRedshift.Success', 1],
    ['DeliveryToS3.DataFreshness', 900],
  ]);
  expect(alarms(autocopy.delivery)).toEqual([['DeliveryToS3.DataFreshness', 900]]);
});

test('the simulator may only send to one stream', () => {
  expect(statementsOf(direct.delivery, 'Simulator')).toEqual([
    {
      actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
      resources: ['arn:<partition>:firehose:<region>:<account>:deliverystream/redshift-delivery-stream'],
    },
  ]);
  expect(statementsOf(streaming.delivery, 'Simulator').map(({ actions }) => actions)).toEqual([['kinesis:PutRecord', 'kinesis:PutRecords']]);
});
