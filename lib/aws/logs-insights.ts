import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Table } from '../contract/table';
import type { Task } from '../contract/task';
import { JobError, WorkError } from '../errors';
import { cliFlags } from './cli-flags';
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
