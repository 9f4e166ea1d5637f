import { AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetCrawlerCommand, GetDatabaseCommand, GetJobCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type AwsStub, mockClient } from 'aws-sdk-client-mock';
import { openAccount } from '../../lib/deployment/account';
import { named } from '../support/fake-cloud';

const account = () => openAccount({ region: 'eu-central-1', endpoint: 'http://127.0.0.1:1' });
// The mocks have different client types, and no common type fits all.
type AnyMock = AwsStub<never, never, never>;
type AnyCommand = never;

const LOOKS: readonly [string, AnyMock, AnyCommand, object, Error][] = [
  [
    'AWS::Athena::WorkGroup',
    mockClient(AthenaClient),
    GetWorkGroupCommand,
    { WorkGroup: 'it' },
    named('InvalidRequestException', 'WorkGroup it is not found.'),
  ],
  ['AWS::Glue::Crawler', mockClient(GlueClient), GetCrawlerCommand, { Name: 'it' }, named('EntityNotFoundException')],
  ['AWS::Glue::Database', mockClient(GlueClient), GetDatabaseCommand, { Name: 'it' }, named('EntityNotFoundException')],
  ['AWS::Glue::Job', mockClient(GlueClient), GetJobCommand, { JobName: 'it' }, named('EntityNotFoundException')],
  ['AWS::IAM::Role', mockClient(IAMClient), GetRoleCommand, { RoleName: 'it' }, named('NoSuchEntityException')],
  ['AWS::Lambda::Function', mockClient(LambdaClient), GetFunctionCommand, { FunctionName: 'it' }, named('ResourceNotFoundException')],
  ['AWS::S3::Bucket', mockClient(S3Client), HeadBucketCommand, { Bucket: 'it' }, named('NotFound')],
  ['AWS::SSM::Parameter', mockClient(SSMClient), GetParameterCommand, { Name: 'it' }, named('ParameterNotFound')],
  [
    'AWS::StepFunctions::StateMachine',
    mockClient(SFNClient),
    DescribeStateMachineCommand,
    { stateMachineArn: 'it' },
    named('StateMachineDoesNotExist'),
  ],
] as never;

describe.each(LOOKS)('the probe for %s', (type, client, command, input, absent) => {
  beforeEach(() => client.reset());
  const look = async () => (await account()).probes[type]?.('it');

  test('returns true when the service finds it, with the right request', async () => {
    client.on(command).resolves({} as never);
    await expect(look()).resolves.toBe(true);
    expect(client.commandCalls(command)[0]?.args[0]).toMatchObject({ input });
  });

  test('returns false when the service does not find it', async () => {
    client.on(command).rejects(absent);
    await expect(look()).resolves.toBe(false);
  });

  test('throws on any other error', async () => {
    client.on(command).rejects(named('AccessDenied', 'not allowed'));
    await expect(look()).rejects.toThrow(/not allowed/);
  });
});

describe('log groups', () => {
  const logs = mockClient(CloudWatchLogsClient);
  beforeEach(() => logs.reset());

  test('the log group probe compares the whole name', async () => {
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: '/aws/lambda/worker-2' }] });
    const probe = (await account()).probes['AWS::Logs::LogGroup'];
    await expect(probe?.('/aws/lambda/worker')).resolves.toBe(false);
    await expect(probe?.('/aws/lambda/worker-2')).resolves.toBe(true);
  });
});

describe('search by tag', () => {
  const tagging = mockClient(ResourceGroupsTaggingAPIClient);
  beforeEach(() => tagging.reset());
  const search = async () => (await account()).tagged('toy', 'dev');

  test('filters by both tags and reads all pages', async () => {
    tagging
      .on(GetResourcesCommand)
      .resolvesOnce({ ResourceTagMappingList: [{ ResourceARN: 'one' }], PaginationToken: 'more' })
      .resolvesOnce({ ResourceTagMappingList: [{ ResourceARN: 'two' }, {}] });
    await expect(search()).resolves.toEqual(['one', 'two']);
    expect(tagging.commandCalls(GetResourcesCommand)[0]?.args[0].input.TagFilters).toEqual([
      { Key: 'stagecraft:scenario', Values: ['toy'] },
      { Key: 'stagecraft:stage', Values: ['dev'] },
    ]);
  });

  test.each([named('UnknownOperationException'), Object.assign(named('Whatever'), { $metadata: { httpStatusCode: 501 } })])(
    'returns undefined when the endpoint has no search by tag (%s)',
    async (error) => {
      tagging.on(GetResourcesCommand).rejects(error);
      await expect(search()).resolves.toBeUndefined();
    },
  );

  test('passes on any other error', async () => {
    tagging.on(GetResourcesCommand).rejects(named('AccessDenied', 'not allowed'));
    await expect(search()).rejects.toThrow(/not allowed/);
  });
});
