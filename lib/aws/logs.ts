import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine } from '../contract/log-line';
import type { Table } from '../contract/table';
import type { Task } from '../contract/task';
import { isNamed } from './errors';
import { type InsightsQuery, runInsights } from './logs-insights';
import { everyPage } from './pages';

/** CloudWatch Logs verbs. */
export interface LogsVerbs {
  /** Lines of a log group, oldest first, with the stream name as source; empty when the group does not exist. */
  read(options: { readonly group: string; readonly streamPrefix?: string; readonly since: Date }): Promise<readonly LogLine[]>;
  /**
   * Rows of a Logs Insights query, in its order. Ctrl-C stops it.
   *
   * @throws JobError with the final state, or when there is no such group
   */
  insights(options: InsightsQuery, task: Task): Promise<Table>;
  /** Names of the groups with this prefix. */
  groups(prefix: string): Promise<readonly string[]>;
  /** Deletes a log group. A missing one counts as deleted. */
  deleteGroup(name: string): Promise<void>;
  /** Whether a group has this stream; false when the group does not exist. */
  hasStream(group: string, stream: string): Promise<boolean>;
  /** Deletes a log stream. A missing one counts as deleted. */
  deleteStream(group: string, stream: string): Promise<void>;
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
    insights: (options, task) => runInsights(client, options, task),
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
    async hasStream(group, stream) {
      const streams = await everyPage(async (token) => {
        const answer = await client
          .send(new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: stream, nextToken: token }))
          .catch(undefinedWhenMissing);
        return { items: answer?.logStreams, next: answer?.nextToken };
      });
      return streams.some(({ logStreamName: name }) => name === stream);
    },
    async deleteStream(group, stream) {
      await client.send(new DeleteLogStreamCommand({ logGroupName: group, logStreamName: stream })).catch(undefinedWhenMissing);
    },
  };
}

function undefinedWhenMissing(error: unknown): undefined {
  if (isNamed(error, 'ResourceNotFoundException')) return undefined;
  throw error;
}
