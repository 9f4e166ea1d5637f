import {
  type AthenaClient,
  BatchGetQueryExecutionCommand,
  type ColumnInfo,
  GetQueryResultsCommand,
  ListQueryExecutionsCommand,
  type QueryExecution,
  type ResultSet,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { bindParameters } from '../../workloads/athena/bind';
import type { Task } from '../contract/task';
import type { SqlValues, Table, Value } from '../contract/values';
import { WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { isNamed } from './errors';
import { batches, everyPage } from './pages';
import { endEarly, type PollOptions, persistently, poll, type Work } from './poll';

/** A statement for Athena. */
export interface Statement {
  readonly workgroup: string;
  readonly database: string;
  /** SQL with `$name` parameters, which Athena allows in WHERE clauses only. */
  readonly sql: string;
  readonly values: SqlValues;
}

/** A finished query execution. */
export interface FinishedQuery {
  readonly id: string;
  readonly bytesScanned: number;
  readonly milliseconds: number;
}

/** A query execution from the history of a workgroup. */
export interface PastQuery extends FinishedQuery {
  readonly state: string;
  readonly submitted: Date | undefined;
  readonly sql: string;
  /** Reason of a failure or cancellation. */
  readonly reason: string | undefined;
}

/** Athena verbs. */
export interface AthenaVerbs {
  /** Waits for running queries. Ctrl-C stops them in Athena too. @throws WorkError when one failed, with Athena's reason; the others are stopped */
  wait(ids: readonly string[], task: Task): Promise<readonly FinishedQuery[]>;
  /** Ends queries of a command that cannot go on: Ctrl-C and failed work stop them, anything else leaves them running. @returns the error to throw */
  endEarly(ids: readonly string[], error: unknown, task: Task): Promise<unknown>;
  /** Runs a statement and waits for it. */
  run(statement: Statement, task: Task): Promise<FinishedQuery>;
  /** Runs a query and returns all its rows. */
  query(statement: Statement, task: Task): Promise<Table>;
  /** The latest queries of a workgroup, newest first. Athena keeps 45 days of history. */
  history(workgroup: string, count: number): Promise<readonly PastQuery[]>;
  /** Stops queries; ended ones are left unchanged. */
  stop(ids: readonly string[]): Promise<void>;
  /** Stops every query of a workgroup that is queued or running. @returns their ids; none when there is no such workgroup */
  stopAll(workgroup: string): Promise<readonly string[]>;
}

/** Most queries that Athena describes in one request, and lists on one page. */
const PER_REQUEST = 50;
const OVER: readonly (string | undefined)[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

export function athenaVerbs(client: AthenaClient, { pollMs }: PollOptions = { pollMs: 1_000 }): AthenaVerbs {
  const describe = async (ids: readonly string[], signal?: AbortSignal): Promise<QueryExecution[]> => {
    const answers: QueryExecution[] = [];
    for (const batch of batches(ids, PER_REQUEST)) {
      const { QueryExecutions = [] } = await client.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: batch }), { abortSignal: signal });
      answers.push(...QueryExecutions);
    }
    return answers;
  };
  const stop = async (ids: readonly string[]): Promise<void> => {
    await Promise.all(ids.map((id) => client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))));
  };

  const waitingFor = (pending: ReadonlySet<string>, task: Task) => ({
    task,
    stop: () => stop([...pending]),
    running: () => workOf([...pending]),
    flags: () => cliFlags(client),
  });

  const wait = async (ids: readonly string[], task: Task): Promise<readonly FinishedQuery[]> => {
    const pending = new Set(ids);
    return poll<readonly FinishedQuery[]>({ ...waitingFor(pending, task), pollMs }, async () => {
      const executions = await describe(ids, task.signal);
      for (const execution of executions.filter(isOver)) pending.delete(idOf(execution));
      const lost = ids.filter((id) => executions.every(({ QueryExecutionId }) => QueryExecutionId !== id));
      if (lost.length > 0) throw new UnknownQueriesNotFound(lost);
      const failed = executions.find(({ Status: status }) => status?.State === 'FAILED' || status?.State === 'CANCELLED');
      if (failed) return { failure: failure(failed) };
      if (pending.size === 0) return { result: executions.map(finished) };
      task.progress(progressOf(executions));
      return undefined;
    });
  };

  const run = async ({ workgroup, database, sql, values }: Statement, task: Task): Promise<FinishedQuery> => {
    const { sql: text, parameters } = bindParameters(sql, values);
    task.signal.throwIfAborted();
    // Not abortable: an aborted request may have started a query whose id is then unknown. The wait that follows stops the query.
    const started = await client.send(
      new StartQueryExecutionCommand({
        QueryString: text,
        ExecutionParameters: parameters.length > 0 ? [...parameters] : undefined,
        QueryExecutionContext: { Database: database },
        WorkGroup: workgroup,
      }),
    );
    const [query] = await wait([idOf(started)], task);
    return query as FinishedQuery;
  };

  return {
    wait,
    endEarly: (ids, error, task) => endEarly(waitingFor(new Set(ids), task), error),
    run,
    stop,
    async query(statement, task) {
      const { id } = await run(statement, task);
      const pages = await everyPage(async (token) => {
        const { ResultSet: results, NextToken: next } = await persistently({ task, pollMs }, () =>
          client.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token, MaxResults: 1_000 }), { abortSignal: task.signal }),
        );
        return { items: results ? [results] : [], next };
      });
      return tableOfResults(pages);
    },
    async history(workgroup, count) {
      const ids: string[] = [];
      let token: string | undefined;
      do {
        const answer = await client.send(
          new ListQueryExecutionsCommand({ WorkGroup: workgroup, NextToken: token, MaxResults: Math.min(count, PER_REQUEST) }),
        );
        ids.push(...(answer.QueryExecutionIds ?? []));
        token = answer.NextToken;
      } while (token && ids.length < count);
      const executions = await describe(ids.slice(0, count));
      return executions.map(past).sort((one, other) => (other.submitted?.getTime() ?? 0) - (one.submitted?.getTime() ?? 0));
    },
    async stopAll(workgroup) {
      const ids = await everyPage(async (token) => {
        const answer = await client.send(new ListQueryExecutionsCommand({ WorkGroup: workgroup, NextToken: token })).catch(noneWithoutWorkgroup);
        return { items: answer?.QueryExecutionIds, next: answer?.NextToken };
      });
      const open = (await describe(ids)).filter((execution) => !isOver(execution)).map(idOf);
      await stop(open);
      return open;
    },
  };
}

function isOver({ Status: status }: QueryExecution): boolean {
  return OVER.includes(status?.State);
}

function idOf({ QueryExecutionId: id = '' }: Pick<QueryExecution, 'QueryExecutionId'>): string {
  return id;
}

function finished(query: QueryExecution): FinishedQuery {
  const { Statistics: statistics } = query;
  return { id: idOf(query), bytesScanned: statistics?.DataScannedInBytes ?? 0, milliseconds: statistics?.TotalExecutionTimeInMillis ?? 0 };
}

function past(query: QueryExecution): PastQuery {
  const { State: state = 'QUEUED', SubmissionDateTime: submitted, StateChangeReason: reason } = query.Status ?? {};
  return { ...finished(query), state, submitted, reason, sql: query.Query ?? '' };
}

function progressOf(executions: readonly QueryExecution[]): string {
  const done = executions.filter(isOver).length;
  const megabytes = Math.round(executions.map(finished).reduce((sum, { bytesScanned }) => sum + bytesScanned, 0) / 1e6);
  const [only] = executions;
  const what = executions.length === 1 ? `query ${only?.Status?.State?.toLowerCase() ?? 'queued'}` : `${done} of ${executions.length} queries done`;
  return `${what}, ${megabytes} MB scanned`;
}

/** Queries as work in the account; undefined for none. */
function workOf(ids: readonly string[]): Work | undefined {
  if (ids.length === 0) return undefined;
  return {
    name: `${ids.length === 1 ? 'query' : 'queries'} ${ids.join(', ')} of Athena`,
    watch: [`aws athena batch-get-query-execution --query-execution-ids ${ids.join(' ')}`],
    stop: ids.map((id) => `aws athena stop-query-execution --query-execution-id ${id}`),
  };
}

function failure({ QueryExecutionId: id, Status: status }: QueryExecution): WorkError {
  return new WorkError({
    problem: `query ${id} ${status?.State === 'FAILED' ? 'failed' : 'was cancelled'}`,
    got: status?.StateChangeReason ?? status?.AthenaError?.ErrorMessage ?? 'no reason from Athena',
    fix: 'correct the statement or the data, then run the job again: it is safe to repeat',
  });
}

/** Athena lists a query that it does not know apart, without an error. */
class UnknownQueriesNotFound extends Error {
  public override readonly name = 'QueryNotFound';

  constructor(ids: readonly string[]) {
    super(`Athena does not know the query ${ids.join(', ')}`);
  }
}

function noneWithoutWorkgroup(error: unknown): undefined {
  if (isNamed(error, 'InvalidRequestException') && /workgroup .*not found/i.test(error.message)) return undefined;
  throw error;
}

const NUMBERS = ['tinyint', 'smallint', 'integer', 'bigint', 'float', 'real', 'double', 'decimal'];

/** Converts the result pages of a query to a table. Athena returns every value as text, and the column names as first row of a SELECT. */
export function tableOfResults(pages: readonly ResultSet[]): Table {
  const info = pages[0]?.ResultSetMetadata?.ColumnInfo ?? [];
  const columns = info.map(({ Name: name = '' }) => name);
  const cells = pages.flatMap(({ Rows: rows = [] }) => rows.map(({ Data: data = [] }) => columns.map((_, at) => data[at]?.VarCharValue)));
  const hasHeader = cells[0]?.every((cell, at) => cell === columns[at]) ?? false;
  return { columns, rows: cells.slice(hasHeader ? 1 : 0).map((row) => row.map((cell, at) => cellValue(cell, info[at]))) };
}

/** An integer beyond JavaScript's safe range stays text. */
function cellValue(cell: string | undefined, info: ColumnInfo | undefined): Value {
  const type = info?.Type?.toLowerCase() ?? '';
  if (cell === undefined) return null;
  if (type === 'boolean') return cell === 'true';
  if (!NUMBERS.includes(type)) return cell;
  const number = Number(cell);
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? number : cell;
}
