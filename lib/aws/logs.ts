import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine } from '../scenarios/scenario';
import { isNamed } from './errors';
import { everyPage } from './pages';

/** What a command can ask CloudWatch Logs. */
export interface LogsVerbs {
  /** Lines of a group, oldest first, their source the name of the stream; none when the group does not exist. */
  read(options: { readonly group: string; readonly streamPrefix?: string; readonly since: Date }): Promise<readonly LogLine[]>;
  /** Names of the groups with this prefix. */
  groups(prefix: string): Promise<readonly string[]>;
  /** Deletes a group with its streams. One that does not exist counts as deleted. */
  deleteGroup(name: string): Promise<void>;
  /** Deletes the streams of a group that have this prefix. @returns how many were deleted; 0 when the group does not exist */
  deleteStreams(group: string, prefix: string): Promise<number>;
}

export function logsVerbs(client: CloudWatchLogsClient): LogsVerbs {
  return {
    async read({ group, streamPrefix, since }) {
      const events = await everyPage(async (token) => {
        const answer = await client
          .send(new FilterLogEventsCommand({ logGroupName: group, logStreamNamePrefix: streamPrefix, startTime: since.getTime(), nextToken: token }))
          .catch(undefinedWhenMissing);
        return { items: answer?.events, next: answer?.nextToken };
      });
      return events
        .map(({ timestamp = 0, logStreamName = group, message = '' }) => ({
          time: new Date(timestamp),
          source: logStreamName,
          message: message.trimEnd(),
        }))
        .sort((one, other) => one.time.getTime() - other.time.getTime());
    },
    async groups(prefix) {
      const groups = await everyPage(async (token) => {
        const { logGroups: items, nextToken: next } = await client.send(
          new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, nextToken: token }),
        );
        return { items, next };
      });
      return groups.map(({ logGroupName: name = '' }) => name);
    },
    async deleteGroup(name) {
      await client.send(new DeleteLogGroupCommand({ logGroupName: name })).catch(undefinedWhenMissing);
    },
    async deleteStreams(group, prefix) {
      const streams = await everyPage(async (token) => {
        const answer = await client
          .send(new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: prefix, nextToken: token }))
          .catch(undefinedWhenMissing);
        return { items: answer?.logStreams, next: answer?.nextToken };
      });
      for (const { logStreamName: stream } of streams) {
        await client.send(new DeleteLogStreamCommand({ logGroupName: group, logStreamName: stream })).catch(undefinedWhenMissing);
      }
      return streams.length;
    },
  };
}

function undefinedWhenMissing(error: unknown): undefined {
  if (isNamed(error, 'ResourceNotFoundException')) return undefined;
  throw error;
}
