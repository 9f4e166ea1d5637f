import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Table } from '../contract/table';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { isNamed } from './errors';
import { poll } from './poll';

/** A CloudWatch Logs Insights query. */
export interface InsightsQuery {
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
  const stop = () => client.send(new StopQueryCommand({ queryId }));
  return poll({ task, pollMs, stop }, async () => {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }), { abortSignal: task.signal });
    if (status === 'Complete') return tableOfResults(results);
    if (status === 'Scheduled' || status === 'Running') {
      task.progress(`query is ${status.toLowerCase()}`);
      return undefined;
    }
    throw new JobError({ problem: 'the Logs Insights query did not complete', got: status ?? 'no state', fix: 'repeat it for a shorter time range' });
  });
}

function tableOfResults(results: readonly (readonly ResultField[])[]): Table {
  const columns = [...new Set(results.flatMap((row) => row.map(({ field = '' }) => field)))].filter((field) => field !== POINTER);
  return { columns, rows: results.map((row) => columns.map((column) => row.find(({ field }) => field === column)?.value ?? null)) };
}
