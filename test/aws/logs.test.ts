import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { logsVerbs } from '../../lib/aws/logs';

const mock = mockClient(CloudWatchLogsClient);
const logs = logsVerbs(new CloudWatchLogsClient({ region: 'eu-central-1' }));
const missing = Object.assign(new Error('no such group'), { name: 'ResourceNotFoundException' });
const denied = Object.assign(new Error('denied'), { name: 'AccessDeniedException' });

beforeEach(() => {
  mock.reset();
  mock.onAnyCommand().resolves({});
});

test('reads every page since a time, oldest first', async () => {
  mock
    .on(FilterLogEventsCommand)
    .resolvesOnce({ events: [{ timestamp: 2_000, logStreamName: 's', message: 'second\n' }], nextToken: 'n' })
    .resolvesOnce({ events: [{ timestamp: 1_000, logStreamName: 't', message: 'first' }] });

  await expect(logs.read({ group: 'g', streamPrefix: 'p', since: new Date(500) })).resolves.toEqual([
    { time: new Date(1_000), source: 't', message: 'first' },
    { time: new Date(2_000), source: 's', message: 'second' },
  ]);
  expect(mock.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input)).toEqual([
    { logGroupName: 'g', logStreamNamePrefix: 'p', startTime: 500, nextToken: undefined },
    { logGroupName: 'g', logStreamNamePrefix: 'p', startTime: 500, nextToken: 'n' },
  ]);
});

test('lists groups', async () => {
  mock
    .on(DescribeLogGroupsCommand)
    .resolvesOnce({ logGroups: [{ logGroupName: '/a/1' }], nextToken: 'n' })
    .resolvesOnce({ logGroups: [{ logGroupName: '/a/2' }] });

  await expect(logs.groups('/a')).resolves.toEqual(['/a/1', '/a/2']);
});

test('deletes a group', async () => {
  await logs.deleteGroup('g');

  expect(mock.commandCalls(DeleteLogGroupCommand)[0]?.args[0].input).toEqual({ logGroupName: 'g' });
});

test('finds a stream by its exact name, on any page', async () => {
  mock
    .on(DescribeLogStreamsCommand, { logGroupName: 'g' })
    .resolves({ logStreams: [{ logStreamName: 'p-test' }], nextToken: 'n' })
    .on(DescribeLogStreamsCommand, { logGroupName: 'g', nextToken: 'n' })
    .resolves({ logStreams: [{ logStreamName: 'p' }] });

  await expect(logs.hasStream('g', 'p')).resolves.toBe(true);
  await expect(logs.hasStream('g', 'p-')).resolves.toBe(false);
});

test('deletes a stream', async () => {
  await logs.deleteStream('g', 'p');

  expect(mock.commandCalls(DeleteLogStreamCommand)[0]?.args[0].input).toEqual({ logGroupName: 'g', logStreamName: 'p' });
});

test('a missing group has no lines and no streams, and counts as deleted', async () => {
  mock.onAnyCommand().rejects(missing);

  await expect(logs.read({ group: 'g', since: new Date(0) })).resolves.toEqual([]);
  await expect(logs.hasStream('g', 's')).resolves.toBe(false);
  await expect(logs.deleteStream('g', 's')).resolves.toBeUndefined();
  await expect(logs.deleteGroup('g')).resolves.toBeUndefined();
});

test('passes on other errors', async () => {
  mock.onAnyCommand().rejects(denied);

  await expect(logs.read({ group: 'g', since: new Date(0) })).rejects.toThrow('denied');
  await expect(logs.deleteGroup('g')).rejects.toThrow('denied');
});
