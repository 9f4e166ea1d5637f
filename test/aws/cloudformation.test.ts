import { CloudFormationClient, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { cloudFormationVerbs } from '../../lib/aws/cloudformation';

const mock = mockClient(CloudFormationClient);
const cloudformation = cloudFormationVerbs(new CloudFormationClient({ region: 'eu-central-1' }));
const missing = Object.assign(new Error('Stack with id s does not exist'), { name: 'ValidationError' });
const invalid = Object.assign(new Error('1 validation error detected'), { name: 'ValidationError' });
const created = (day: number) => new Date(Date.UTC(2026, 0, day));

beforeEach(() => mock.reset());

test('describes a stack with its times, tags and outputs', async () => {
  mock.on(DescribeStacksCommand, { StackName: 's' }).resolves({
    Stacks: [
      {
        StackName: 's',
        StackStatus: 'ROLLBACK_COMPLETE',
        StackStatusReason: 'bucket exists',
        CreationTime: created(1),
        LastUpdatedTime: created(2),
        Tags: [{ Key: 'stagecraft:ttl-hours', Value: '24' }],
        Outputs: [{ OutputKey: 'bucket', OutputValue: 'b' }],
      },
    ],
  });

  await expect(cloudformation.stack('s')).resolves.toEqual({
    name: 's',
    status: 'ROLLBACK_COMPLETE',
    reason: 'bucket exists',
    created: created(1),
    updated: created(2),
    tags: { 'stagecraft:ttl-hours': '24' },
    outputs: { bucket: 'b' },
  });
});

test('a stack that does not exist is undefined and has no resources', async () => {
  mock.onAnyCommand().rejects(missing);

  await expect(cloudformation.stack('s')).resolves.toBeUndefined();
  await expect(cloudformation.resources('s')).resolves.toEqual([]);
});

test('passes on any other validation error', async () => {
  mock.onAnyCommand().rejects(invalid);

  await expect(cloudformation.stack('s')).rejects.toThrow('1 validation error');
});

test('finds the stacks of a scenario and stage by both tags, newest last', async () => {
  const stack = (StackName: string, day: number, scenario: string, stage: string) => ({
    StackName,
    StackStatus: 'CREATE_COMPLETE' as const,
    CreationTime: created(day),
    Tags: [
      { Key: 'stagecraft:scenario', Value: scenario },
      { Key: 'stagecraft:stage', Value: stage },
    ],
  });
  mock
    .on(DescribeStacksCommand)
    .resolvesOnce({ Stacks: [stack('newer', 2, 'lake', 'dev'), stack('other', 1, 'lake', 'test')], NextToken: 'n' })
    .resolvesOnce({ Stacks: [stack('older', 1, 'lake', 'dev'), stack('foreign', 1, 'else', 'dev')] });

  const found = await cloudformation.stacksOf('lake', 'dev');

  expect(found.map(({ name }) => name)).toEqual(['older', 'newer']);
});

test('lists the resources of every page', async () => {
  const resource = (LogicalResourceId: string) => ({
    LogicalResourceId,
    PhysicalResourceId: `p-${LogicalResourceId}`,
    ResourceType: 'AWS::S3::Bucket',
    ResourceStatus: 'CREATE_COMPLETE' as const,
    LastUpdatedTimestamp: created(1),
  });
  mock
    .on(ListStackResourcesCommand, { StackName: 's' })
    .resolvesOnce({ StackResourceSummaries: [resource('A')], NextToken: 'n' })
    .resolvesOnce({ StackResourceSummaries: [resource('B')] });

  await expect(cloudformation.resources('s')).resolves.toEqual([
    { logicalId: 'A', physicalId: 'p-A', type: 'AWS::S3::Bucket', status: 'CREATE_COMPLETE' },
    { logicalId: 'B', physicalId: 'p-B', type: 'AWS::S3::Bucket', status: 'CREATE_COMPLETE' },
  ]);
});
