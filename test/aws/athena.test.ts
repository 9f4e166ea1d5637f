import {
  AthenaClient,
  BatchGetQueryExecutionCommand,
  GetQueryResultsCommand,
  ListQueryExecutionsCommand,
  type QueryExecution,
  type QueryExecutionState,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import { athenaVerbs, tableOfResults } from '../../lib/aws/athena';
import { recordingTask } from '../support/task';

const mock = mockClient(AthenaClient);
const athena = athenaVerbs(new AthenaClient({ region: 'eu-central-1' }), { pollMs: 0 });
const patient = athenaVerbs(new AthenaClient({ region: 'eu-central-1' }), { pollMs: 60_000 });

beforeEach(() => mock.reset());

function execution(id: string, state: QueryExecutionState, { reason, scanned }: { reason?: string; scanned?: number } = {}): QueryExecution {
  return {
    QueryExecutionId: id,
    Status: { State: state, StateChangeReason: reason },
    Statistics: { DataScannedInBytes: scanned, TotalExecutionTimeInMillis: 1_500 },
  };
}

function answers(...looks: QueryExecution[][]): void {
  const stub = mock.on(BatchGetQueryExecutionCommand);
  for (const QueryExecutions of looks) stub.resolvesOnce({ QueryExecutions });
}

function stopped(): (string | undefined)[] {
  return mock.commandCalls(StopQueryExecutionCommand).map(({ args }) => args[0].input.QueryExecutionId);
}

describe('wait', () => {
  test('returns the bytes scanned by each query once all have succeeded, and reports progress', async () => {
    answers(
      [execution('a', 'QUEUED'), execution('b', 'RUNNING', { scanned: 4e6 })],
      [execution('a', 'SUCCEEDED', { scanned: 1e6 }), execution('b', 'RUNNING', { scanned: 5e6 })],
      [execution('a', 'SUCCEEDED', { scanned: 1e6 }), execution('b', 'SUCCEEDED', { scanned: 9e6 })],
    );
    const task = recordingTask();

    await expect(athena.wait(['a', 'b'], task)).resolves.toEqual([
      { id: 'a', bytesScanned: 1e6, milliseconds: 1_500 },
      { id: 'b', bytesScanned: 9e6, milliseconds: 1_500 },
    ]);
    expect(task.lines).toEqual(['0 of 2 queries done, 4 MB scanned', '1 of 2 queries done, 6 MB scanned']);
    expect(stopped()).toEqual([]);
  });

  test("fails with Athena's reason and stops the other queries", async () => {
    answers([execution('a', 'SUCCEEDED'), execution('b', 'FAILED', { reason: 'COLUMN_NOT_FOUND: line 1:8' }), execution('c', 'RUNNING')]);

    await expect(athena.wait(['a', 'b', 'c'], recordingTask())).rejects.toThrow(/query b failed; got COLUMN_NOT_FOUND: line 1:8/);
    expect(stopped()).toEqual(['c']);
  });

  test('reports a query that was cancelled elsewhere', async () => {
    answers([execution('a', 'CANCELLED', { reason: 'Query cancelled by user' })]);

    await expect(athena.wait(['a'], recordingTask())).rejects.toThrow(/query a was cancelled; got Query cancelled by user/);
  });

  test.each<[string, QueryExecution]>([
    ['query running, 4 MB scanned', execution('a', 'RUNNING', { scanned: 4e6 })],
    ['query queued, 0 MB scanned', { QueryExecutionId: 'a' }],
  ])('reports the progress of a single query: %s', async (line, look) => {
    answers([look], [execution('a', 'SUCCEEDED')]);
    const task = recordingTask();
    await athena.wait(['a'], task);

    expect(task.lines).toEqual([line]);
  });

  test("fails for queries missing from Athena's response", async () => {
    mock.on(BatchGetQueryExecutionCommand).resolves({});

    await expect(athena.wait(['a', 'b'], recordingTask())).rejects.toThrow(
      /queries a, b of Athena may still run.*Athena does not know the query a, b/,
    );
  });

  test('fails for an unknown query', async () => {
    mock.on(BatchGetQueryExecutionCommand).resolves({ QueryExecutions: [execution('a', 'RUNNING')] });

    await expect(athena.wait(['a', 'gone'], recordingTask())).rejects.toThrow(/may still run.*Athena does not know the query gone/);
    expect(stopped()).toEqual([]);
  });

  test('stops every unfinished query on interruption', async () => {
    answers([execution('a', 'RUNNING'), execution('b', 'SUCCEEDED'), execution('c', 'QUEUED')]);
    const task = recordingTask();
    const waiting = patient.wait(['a', 'b', 'c'], task);
    setTimeout(() => task.abort(), 20);

    await expect(waiting).rejects.toThrow(/abort/i);
    expect(stopped()).toEqual(['a', 'c']);
  });

  test('stops queries started before an interruption, even before the first poll', async () => {
    const task = recordingTask();
    task.abort();

    await expect(athena.wait(['a'], task)).rejects.toThrow(/abort/i);
    expect(stopped()).toEqual(['a']);
  });

  test('names a query that cannot be stopped, and how to stop it', async () => {
    mock.on(StopQueryExecutionCommand).rejects(new Error('no permission'));
    const task = recordingTask();
    task.abort();

    await expect(athena.wait(['a'], task)).rejects.toThrow(
      /query a of Athena may still run.*could not be stopped: Error: no permission.*aws athena stop-query-execution --query-execution-id a --region/,
    );
  });

  test('polls 50 queries at a time', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `q${index}`);
    mock.on(BatchGetQueryExecutionCommand).callsFake(async ({ QueryExecutionIds }) => ({
      QueryExecutions: QueryExecutionIds.map((id: string) => execution(id, 'SUCCEEDED')),
    }));

    await expect(athena.wait(ids, recordingTask())).resolves.toHaveLength(60);
    expect(mock.commandCalls(BatchGetQueryExecutionCommand).map(({ args }) => args[0].input.QueryExecutionIds?.length)).toEqual([50, 10]);
  });
});

describe('run', () => {
  const statement = { workgroup: 'w', database: 'd', sql: 'SELECT * FROM t WHERE a = $a AND b > $b', values: { a: "o'clock", b: 3 } };

  test('binds values instead of concatenating them', async () => {
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'a' });
    answers([execution('a', 'SUCCEEDED', { scanned: 7 })]);

    await expect(athena.run(statement, recordingTask())).resolves.toEqual({ id: 'a', bytesScanned: 7, milliseconds: 1_500 });
    expect(mock.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toEqual({
      QueryString: 'SELECT * FROM t WHERE a = ? AND b > ?',
      ExecutionParameters: ["'o''clock'", '3'],
      QueryExecutionContext: { Database: 'd' },
      WorkGroup: 'w',
    });
  });

  test('stops a query that was starting at Ctrl-C', async () => {
    const task = recordingTask();
    mock.on(StartQueryExecutionCommand).callsFake(async () => {
      task.abort();
      return { QueryExecutionId: 'a' };
    });

    await expect(athena.run(statement, task)).rejects.toThrow(/abort/i);
    expect(stopped()).toEqual(['a']);
  });

  test('starts nothing after Ctrl-C', async () => {
    const task = recordingTask();
    task.abort();

    await expect(athena.run(statement, task)).rejects.toThrow(/abort/i);
    expect(mock.commandCalls(StartQueryExecutionCommand)).toHaveLength(0);
  });
});

test('query returns typed rows of every page, without the header', async () => {
  const ColumnInfo = [
    { Name: 'device', Type: 'varchar' },
    { Name: 'cost', Type: 'double' },
  ];
  const row = (...cells: (string | undefined)[]) => ({ Data: cells.map((cell) => ({ VarCharValue: cell })) });
  mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'a' });
  answers([execution('a', 'SUCCEEDED')]);
  mock
    .on(GetQueryResultsCommand)
    .resolvesOnce({ ResultSet: { ResultSetMetadata: { ColumnInfo }, Rows: [row('device', 'cost'), row('Dryer', '1.5')] }, NextToken: 'more' })
    .resolvesOnce({ ResultSet: { ResultSetMetadata: { ColumnInfo }, Rows: [row('Fan', undefined)] } });

  await expect(athena.query({ workgroup: 'w', database: 'd', sql: 'SELECT 1', values: {} }, recordingTask())).resolves.toEqual({
    columns: ['device', 'cost'],
    rows: [
      ['Dryer', 1.5],
      ['Fan', null],
    ],
  });
});

test('a statement without results gives an empty table', async () => {
  mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'a' });
  answers([execution('a', 'SUCCEEDED')]);
  mock.on(GetQueryResultsCommand).resolves({});

  const statement = { workgroup: 'w', database: 'd', sql: 'DROP TABLE t', values: {} };
  await expect(athena.query(statement, recordingTask())).resolves.toEqual({ columns: [], rows: [] });
});

test("keeps types, and keeps integers beyond JavaScript's precision as text", () => {
  const types = { b: 'boolean', i: 'bigint', big: 'bigint', n: 'double', t: 'varchar' };
  const ColumnInfo = Object.entries(types).map(([Name, Type]) => ({ Name, Type }));
  const cells = ['true', '42', '9007199254740993', 'NaN', '42'];
  const Rows = [{ Data: cells.map((VarCharValue) => ({ VarCharValue })) }];

  expect(tableOfResults([{ ResultSetMetadata: { ColumnInfo }, Rows }]).rows).toEqual([[true, 42, '9007199254740993', 'NaN', '42']]);
});

test('history is newest first and contains the reasons of failures', async () => {
  mock
    .on(ListQueryExecutionsCommand)
    .resolvesOnce({ QueryExecutionIds: ['a'], NextToken: 'more' })
    .resolvesOnce({ QueryExecutionIds: ['b', 'c'] });
  const at = (id: string, state: QueryExecutionState, minute: number): QueryExecution => ({
    QueryExecutionId: id,
    Query: `SELECT ${minute}`,
    Status: {
      State: state,
      SubmissionDateTime: new Date(Date.UTC(2026, 0, 1, 0, minute)),
      StateChangeReason: state === 'FAILED' ? 'why' : undefined,
    },
  });
  answers([at('a', 'SUCCEEDED', 1), at('b', 'FAILED', 2)]);

  const history = await athena.history('w', 2);

  expect(history.map(({ id, state, reason, sql }) => ({ id, state, reason, sql }))).toEqual([
    { id: 'b', state: 'FAILED', reason: 'why', sql: 'SELECT 2' },
    { id: 'a', state: 'SUCCEEDED', reason: undefined, sql: 'SELECT 1' },
  ]);
  expect(mock.commandCalls(BatchGetQueryExecutionCommand)[0]?.args[0].input.QueryExecutionIds).toEqual(['a', 'b']);
});

describe('stopAll', () => {
  test('stops queued and running queries only', async () => {
    mock
      .on(ListQueryExecutionsCommand)
      .resolvesOnce({ QueryExecutionIds: ['a', 'b'], NextToken: 'n' })
      .resolvesOnce({ QueryExecutionIds: ['c'] });
    answers([execution('a', 'SUCCEEDED'), execution('b', 'RUNNING'), execution('c', 'QUEUED')]);

    await expect(athena.stopAll('w')).resolves.toEqual(['b', 'c']);
    expect(stopped()).toEqual(['b', 'c']);
  });

  test('ignores a workgroup that does not exist', async () => {
    mock.on(ListQueryExecutionsCommand).rejects(Object.assign(new Error('WorkGroup w is not found.'), { name: 'InvalidRequestException' }));

    await expect(athena.stopAll('w')).resolves.toEqual([]);
  });

  test('passes on any other error', async () => {
    mock.on(ListQueryExecutionsCommand).rejects(Object.assign(new Error('no such page'), { name: 'InvalidRequestException' }));

    await expect(athena.stopAll('w')).rejects.toThrow('no such page');
  });
});
