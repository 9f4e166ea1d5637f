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

/** A query of CloudWatch Logs Insights. */
export interface InsightsQuery {
  readonly group: string;
  /** Text in the language of Logs Insights. */
  readonly query: string;
  readonly since: Date;
}

/** A column that Logs Insights adds to every row, and that leads to the whole line. */
const POINTER = '@ptr';

/**
 * Runs a query and waits for its rows. Ctrl-C stops it in the account.
 *
 * @throws JobError with the state that it ended in, or when there is no such group
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
      throw new JobError(
        { problem: 'there is no such log group', got: group, fix: 'deploy the scenario, or wait until something has been logged' },
        { cause },
      );
    });
  const stop = () => client.send(new StopQueryCommand({ queryId }));
  return poll({ task, pollMs, stop }, async () => {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }), { abortSignal: task.signal });
    if (status === 'Complete') return tableOfResults(results);
    if (status === 'Scheduled' || status === 'Running') {
      task.progress(`query is ${status.toLowerCase()}`);
      return undefined;
    }
    throw new JobError({ problem: 'the query of Logs Insights has not completed', got: status ?? 'no state', fix: 'repeat it, over a shorter time' });
  });
}

function tableOfResults(results: readonly (readonly ResultField[])[]): Table {
  const columns = [...new Set(results.flatMap((row) => row.map(({ field = '' }) => field)))].filter((field) => field !== POINTER);
  return { columns, rows: results.map((row) => columns.map((column) => row.find(({ field }) => field === column)?.value ?? null)) };
}
