import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { PrivateBucket } from 'stagecraft-constructs/storage';
import {
  BucketDeliveryStream,
  type BucketDeliveryStreamProps,
  FIREHOSE_RANGES,
  RecordTransformation,
  RedshiftDeliveryStream,
  type RedshiftDeliveryStreamProps,
} from 'stagecraft-constructs/streaming';
import type { IWarehouse } from 'stagecraft-constructs/warehouse';
import { findingsOf, granteeIn, statementsOf, templateOf } from '../../support/synth';

const code = mkdtempSync(join(tmpdir(), 'bundle-'));
writeFileSync(join(code, 'index.js'), 'exports.handler = async () => {};');

function warehouseIn(stack: Stack, publiclyAccessible = true): IWarehouse {
  const group = ec2.SecurityGroup.fromSecurityGroupId(stack, `Group${publiclyAccessible}`, 'sg-1234');
  return {
    connections: new ec2.Connections({ securityGroups: [group], defaultPort: ec2.Port.tcp(5439) }),
    databaseName: 'dev',
    host: 'host',
    jdbcUrl: 'jdbc:redshift://host:5439/dev',
    namespaceArn: 'arn',
    publiclyAccessible,
    addToNamespacePolicy() {},
  };
}

const toBucket =
  (props: Partial<BucketDeliveryStreamProps> = {}) =>
  (stack: Stack) =>
    new BucketDeliveryStream(stack, 'Stream', { bucket: new PrivateBucket(stack, 'Data'), ...props });
const toRedshift =
  (props: Partial<RedshiftDeliveryStreamProps> = {}) =>
  (stack: Stack) =>
    new RedshiftDeliveryStream(stack, 'Stream', {
      bucket: new PrivateBucket(stack, 'Data'),
      warehouse: warehouseIn(stack),
      table: 'sales.orders',
      ...props,
    });
const streamOf = (template: Template) => Object.values(template.findResources('AWS::KinesisFirehose::DeliveryStream'))[0]?.['Properties'];

describe('BucketDeliveryStream', () => {
  test('defaults to GZIP, 5 MiB or 5 minutes, server-side encryption, two prefixes and a retained log group', () => {
    const template = templateOf(toBucket());
    expect(streamOf(template)).toMatchObject({
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      ExtendedS3DestinationConfiguration: {
        CompressionFormat: 'GZIP',
        Prefix: 'delivered/',
        ErrorOutputPrefix: 'errors/',
        BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
        CloudWatchLoggingOptions: { Enabled: true, LogStreamName: 'S3Delivery' },
      },
    });
    template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain', Properties: { RetentionInDays: 30 } });
  });

  test('takes prefixes, buffering hints, name, logRetention and removalPolicy', () => {
    const template = templateOf(
      toBucket({
        deliveryStreamName: 'clicks',
        prefix: 'a/b',
        errorPrefix: 'bad',
        bufferingSize: Size.mebibytes(128),
        bufferingInterval: Duration.seconds(0),
        logRetention: logs.RetentionDays.ONE_DAY,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    );
    expect(streamOf(template)).toMatchObject({
      DeliveryStreamName: 'clicks',
      ExtendedS3DestinationConfiguration: { Prefix: 'a/b/', ErrorOutputPrefix: 'bad/', BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 0 } },
    });
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { LogGroupName: '/aws/kinesisfirehose/clicks', RetentionInDays: 1 },
    });
  });

  test('its role trusts Firehose as its guide has it, and has only the permissions of a delivery', () => {
    const template = templateOf(toBucket({ deliveryStreamName: 'clicks' }));
    expect(statementsOf(template).map(({ actions, resources }) => [actions, resources])).toEqual([
      [['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], ['<Data.Arn>']],
      ...['delivered', 'errors'].map((folder) => [['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], [`<Data.Arn>/${folder}/*`]]),
      [['logs:PutLogEvents'], ['arn:<partition>:logs:<region>:<account>:log-group:<StreamDeliveryLog>:log-stream:<StreamDeliveryS3Delivery>']],
    ]);
    const [role] = Object.values(template.findResources('AWS::IAM::Role'));
    expect(role?.['Properties'].AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'firehose.amazonaws.com' } },
    ]);
  });

  test('may use the customer managed key of the bucket', () => {
    const template = templateOf((stack) =>
      toBucket({ bucket: new PrivateBucket(stack, 'Keyed', { encryptionKey: new kms.Key(stack, 'Key') }) })(stack),
    );
    expect(statementsOf(template)).toContainEqual({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['<Key.Arn>'] });
  });

  test('the delivery stream depends on the policy of its role', () => {
    const [resource] = Object.values(templateOf(toBucket()).findResources('AWS::KinesisFirehose::DeliveryStream'));
    expect(resource?.['DependsOn']).toEqual(
      expect.arrayContaining([expect.stringMatching(/RoleDefaultPolicy/), expect.stringMatching(/S3Delivery/)]),
    );
  });

  test('grantPutRecords is limited to this stream', () => {
    const template = templateOf((stack) => toBucket({ deliveryStreamName: 'clicks' })(stack).grantPutRecords(granteeIn(stack)));
    expect(statementsOf(template, 'Grantee')).toEqual([
      {
        actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
        resources: ['arn:<partition>:firehose:<region>:<account>:deliverystream/clicks'],
      },
    ]);
  });

  test('metrics have the stream as dimension', () => {
    templateOf((stack) => {
      const stream = toBucket({ deliveryStreamName: 'clicks' })(stack);
      expect(stream.metricDataFreshness()).toMatchObject({
        metricName: 'DeliveryToS3.DataFreshness',
        statistic: 'Maximum',
        dimensions: { DeliveryStreamName: 'clicks' },
      });
      expect(stream.metric('IncomingRecords', { statistic: 'Sum' })).toMatchObject({ namespace: 'AWS/Firehose', statistic: 'Sum' });
    });
  });

  test('cdk-nag has no findings', () => {
    expect(findingsOf((stack) => toBucket({ deliveryStreamName: 'clicks' })(stack))).toEqual([]);
  });

  test.each([
    [{ deliveryStreamName: 'a b' }, /deliveryStreamName is not a valid Firehose name/],
    [{ prefix: '/a' }, /prefix is not the name of a folder/],
    [{ errorPrefix: 'a/' }, /errorPrefix is not the name of a folder/],
    [{ prefix: 'a', errorPrefix: 'a/b' }, /errorPrefix is within prefix/],
    [{ bufferingSize: Size.mebibytes(129) }, /bufferingSize is not valid for Firehose.*; got 129 MiB/],
    [{ bufferingInterval: Duration.seconds(901) }, /bufferingInterval is too long.*; got 901 seconds/],
  ])('refuses %j', (props, message) => {
    expect(() => templateOf(toBucket(props))).toThrow(message);
  });
});

describe('RecordTransformation', () => {
  const transformed = (stack: Stack) => toBucket({ transformation: new RecordTransformation(stack, 'Check', { code }) })(stack);

  test("is the stream's data transformation, and the stream may invoke it", () => {
    const template = templateOf(transformed);
    const { Processors } = streamOf(template).ExtendedS3DestinationConfiguration.ProcessingConfiguration;
    expect(Processors).toEqual([
      {
        Type: 'Lambda',
        Parameters: [
          { ParameterName: 'LambdaArn', ParameterValue: { 'Fn::GetAtt': [expect.stringMatching(/^Check/), 'Arn'] } },
          { ParameterName: 'BufferSizeInMBs', ParameterValue: '1' },
          { ParameterName: 'BufferIntervalInSeconds', ParameterValue: '10' },
        ],
      },
    ]);
    expect(statementsOf(template, 'StreamDelivery')).toContainEqual({
      actions: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
      resources: ['<Check.Arn>', '<Check.Arn>:*'],
    });
  });

  test('fromFunction takes an existing function', () => {
    const template = templateOf((stack) => {
      const existing = lambda.Function.fromFunctionArn(stack, 'Existing', 'arn:aws:lambda:eu-central-1:111122223333:function:check');
      toBucket({ transformation: RecordTransformation.fromFunction(stack, 'Check', existing) })(stack);
    });

    const { Processors } = streamOf(template).ExtendedS3DestinationConfiguration.ProcessingConfiguration;
    expect(Processors[0].Parameters[0]).toEqual({
      ParameterName: 'LambdaArn',
      ParameterValue: 'arn:aws:lambda:eu-central-1:111122223333:function:check',
    });
    expect(statementsOf(template, 'StreamDelivery')).toContainEqual({
      actions: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
      resources: ['arn:aws:lambda:eu-central-1:111122223333:function:check', 'arn:aws:lambda:eu-central-1:111122223333:function:check:*'],
    });
  });

  test('a version of a function is invoked as that version alone', () => {
    const template = templateOf((stack) => {
      const version = lambda.Version.fromVersionArn(stack, 'Existing', 'arn:aws:lambda:eu-central-1:111122223333:function:check:7');
      toBucket({ transformation: RecordTransformation.fromFunction(stack, 'Check', version) })(stack);
    });

    expect(statementsOf(template, 'StreamDelivery')).toContainEqual({
      actions: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
      resources: ['arn:aws:lambda:eu-central-1:111122223333:function:check:7'],
    });
  });

  test('may write to its log group, and nothing else', () => {
    const template = templateOf((stack) => new RecordTransformation(stack, 'Check', { code }));
    expect(statementsOf(template)).toEqual([{ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: ['<CheckLogs.Arn>'] }]);
  });

  test('takes functionName, description, logRetention and removalPolicy', () => {
    const template = templateOf(
      (stack) =>
        new RecordTransformation(stack, 'Check', {
          code,
          functionName: 'check',
          description: 'Checks',
          logRetention: logs.RetentionDays.ONE_DAY,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
    );
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'check', Description: 'Checks', Runtime: 'nodejs24.x' });
    template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { LogGroupName: '/aws/lambda/check', RetentionInDays: 1 } });
  });

  test('cdk-nag has no findings', () => {
    expect(findingsOf(transformed)).toEqual([]);
  });
});

describe('RedshiftDeliveryStream', () => {
  test('defaults to COPY of JSON into all columns, one hour of retries and a generated secret', () => {
    const template = templateOf(toRedshift());
    expect(streamOf(template).RedshiftDestinationConfiguration).toMatchObject({
      ClusterJDBCURL: 'jdbc:redshift://host:5439/dev',
      CopyCommand: { DataTableName: 'sales.orders', CopyOptions: "JSON 'auto' GZIP" },
      RetryOptions: { DurationInSeconds: 3_600 },
      SecretsManagerConfiguration: { Enabled: true },
    });
    template.hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: 'Retain' });
    expect(statementsOf(template)).toContainEqual({ actions: ['secretsmanager:GetSecretValue'], resources: ['<StreamSecret>'] });
  });

  test('takes columns, copyOptions, retryFor and an existing secret', () => {
    const template = templateOf((stack) =>
      toRedshift({
        columns: ['a', 'b'],
        copyOptions: 'CSV',
        retryFor: Duration.minutes(5),
        secret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Known', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:known-abcdef'),
      })(stack),
    );
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(streamOf(template).RedshiftDestinationConfiguration).toMatchObject({
      CopyCommand: { DataTableColumns: 'a,b', CopyOptions: 'CSV GZIP' },
      RetryOptions: { DurationInSeconds: 300 },
      SecretsManagerConfiguration: { SecretARN: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:known-abcdef' },
    });
  });

  test('allows the CIDR block of the region, or firehoseCidr', () => {
    const rangeIn = (region: string | undefined, props: Partial<RedshiftDeliveryStreamProps> = {}) => {
      const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'S', {
        env: region === undefined ? undefined : { region, account: '111122223333' },
      });
      toRedshift(props)(stack);
      const rules = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress'));
      return rules.map(({ Properties: { CidrIp, FromPort, ToPort, IpProtocol } }) => [CidrIp, FromPort, ToPort, IpProtocol]);
    };
    expect(rangeIn('eu-west-1')).toEqual([['52.19.239.192/27', 5_439, 5_439, 'tcp']]);
    expect(rangeIn('mx-central-1')[0]?.[0]).toBe('78.12.207.32/27');
    expect(rangeIn(undefined)[0]?.[0]).toEqual({ 'Fn::FindInMap': ['FirehoseRanges', { Ref: 'AWS::Region' }, 'range'] });
    expect(rangeIn('us-iso-east-1', { firehoseCidr: '198.51.100.0/27' })[0]?.[0]).toBe('198.51.100.0/27');
    expect(() => rangeIn('us-iso-east-1')).toThrow(/the CIDR block of Firehose in this region is not known.*; got 'us-iso-east-1'/);
  });

  test('the CIDR blocks are those of aws-cdk-lib and mx-central-1', () => {
    const known = Object.fromEntries(
      RegionInfo.regions.flatMap(({ name, firehoseCidrBlock }) => (firehoseCidrBlock ? [[name, firehoseCidrBlock]] : [])),
    );
    expect({ ...known, 'mx-central-1': '78.12.207.32/27' }).toEqual(FIREHOSE_RANGES);
  });

  test('metricCopySuccess has the stream as dimension', () => {
    templateOf((stack) =>
      expect(toRedshift()(stack).metricCopySuccess()).toMatchObject({ metricName: 'DeliveryToRedshift.Success', statistic: 'Average' }),
    );
  });

  test('cdk-nag has no findings', () => {
    expect(findingsOf((stack) => toRedshift({ deliveryStreamName: 'orders' })(stack))).toEqual([]);
  });

  test.each([
    [{ table: 'a b' }, /table is not a valid table name.*; got 'a b'/],
    [{ columns: [] }, /columns is empty/],
    [{ retryFor: Duration.hours(3) }, /retryFor is too long.*; got 3 hours/],
  ])('refuses %j', (props, message) => {
    expect(() => templateOf(toRedshift(props))).toThrow(message);
  });

  test('refuses a private warehouse, and suggests BucketDeliveryStream', () => {
    expect(() => templateOf((stack) => toRedshift({ warehouse: warehouseIn(stack, false) })(stack))).toThrow(
      /Firehose cannot reach the warehouse.*BucketDeliveryStream/,
    );
  });
});
