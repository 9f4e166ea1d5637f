import {
  type CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Task } from '../contract/task';
import type { LogLine, Table } from '../contract/values';
import { JobError, WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { isNamed } from './errors';
import { everyPage } from './pages';
import { poll } from './poll';

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

/** A CloudWatch Logs Insights query. */
interface InsightsQuery {
  readonly group: string;
  /** Query text in the Logs Insights language. */
  readonly query: string;
  readonly since: Date;
}

/** The pointer column that Logs Insights adds to every row. */
const POINTER = '@ptr';

/**
 * Runs a query and waits for its rows. Ctrl-C stops it in the account.
 *
 * @throws JobError with the final state, or when there is no such group
 */
export async function runInsights(client: CloudWatchLogsClient, options: InsightsQuery, task: Task, pollMs = 1_000): Promise<Table> {
  const { group, query, since } = options;
  const { queryId } = await client
    .send(
      new StartQueryCommand({
        logGroupName: group,
        queryString: query,
        startTime: Math.floor(since.getTime() / 1_000),
        endTime: Math.ceil(Date.now() / 1_000),
      }),
    )
    .catch((cause) => {
      if (!isNamed(cause, 'ResourceNotFoundException')) throw cause;
      throw new JobError({ problem: 'log group not found', got: group, fix: 'deploy the scenario, or wait for the first log line' }, { cause });
    });
  const pending = new Set([queryId]);
  const work = {
    name: `Logs Insights query ${queryId}`,
    watch: [`aws logs get-query-results --query-id ${queryId}`],
    stop: [`aws logs stop-query --query-id ${queryId}`],
  };
  const stop = () => client.send(new StopQueryCommand({ queryId }));
  return poll<Table>({ task, pollMs, stop, running: () => (pending.size > 0 ? work : undefined), flags: () => cliFlags(client) }, async () => {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }), { abortSignal: task.signal });
    if (status === 'Scheduled' || status === 'Running') {
      task.progress(`query is ${status.toLowerCase()}`);
      return undefined;
    }
    pending.clear();
    if (status === 'Complete') return { result: tableOfResults(results) };
    const got = status ?? 'no state';
    return { failure: new WorkError({ problem: 'the Logs Insights query did not complete', got, fix: 'repeat it for a shorter time range' }) };
  });
}

function tableOfResults(results: readonly (readonly ResultField[])[]): Table {
  const columns = [...new Set(results.flatMap((row) => row.map(({ field = '' }) => field)))].filter((field) => field !== POINTER);
  return { columns, rows: results.map((row) => columns.map((column) => row.find(({ field }) => field === column)?.value ?? null)) };
}
