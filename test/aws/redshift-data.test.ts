import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { GetNamespaceCommand, GetWorkgroupCommand, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { mockClient } from 'aws-sdk-client-mock';
import { redshiftDataVerbs } from '../../lib/aws/redshift-data';
import { recordingTask } from '../support/task';

const data = mockClient(RedshiftDataClient);
const serverless = mockClient(RedshiftServerlessClient);
const verbs = () => redshiftDataVerbs(new RedshiftDataClient({}), new RedshiftServerlessClient({}), { pollMs: 1 });
const cluster = { database: 'dev', cluster: 'c', secret: 'arn:secret' };
const workgroup = { database: 'dev', workgroup: 'w' };

beforeEach(() => {
  data.reset();
  serverless.reset();
  data.on(ExecuteStatementCommand).resolves({ Id: 's1' });
  data.on(BatchExecuteStatementCommand).resolves({ Id: 'b1' });
  serverless.on(GetWorkgroupCommand, { workgroupName: 'w' }).resolves({ workgroup: { namespaceName: 'n' } });
  serverless.on(GetNamespaceCommand, { namespaceName: 'n' }).resolves({ namespace: { adminPasswordSecretArn: 'arn:kept' } });
});

test('runs a statement with separate parameters, and waits for it', async () => {
  data.on(DescribeStatementCommand).resolvesOnce({ Status: 'STARTED' }).resolves({ Status: 'FINISHED' });
  const task = recordingTask();
  await verbs().execute(cluster, { sql: 'SELECT :a', parameters: [{ name: 'a', value: '1' }] }, task);

  expect(data.commandCalls(ExecuteStatementCommand)[0]?.args[0].input).toEqual({
    Database: 'dev',
    ClusterIdentifier: 'c',
    SecretArn: 'arn:secret',
    Sql: 'SELECT :a',
    Parameters: [{ name: 'a', value: '1' }],
  });
  expect(task.lines).toEqual(['Redshift: started']);
});

test('returns at once for a finished statement, with any poll interval', async () => {
  data.on(DescribeStatementCommand).resolves({ Status: 'FINISHED' });
  const task = recordingTask();
  await redshiftDataVerbs(new RedshiftDataClient({}), new RedshiftServerlessClient({})).execute(cluster, { sql: 'A' }, task);

  expect(task.lines).toEqual([]);
});

test('counts a statement without a state as submitted', async () => {
  data.on(DescribeStatementCommand).resolvesOnce({}).resolves({ Status: 'FINISHED' });
  const task = recordingTask();
  await verbs().execute(cluster, { sql: 'A' }, task);

  expect(task.lines).toEqual(['Redshift: submitted']);
});

test('uses the secret of a workgroup, looked up once', async () => {
  data.on(DescribeStatementCommand).resolves({ Status: 'FINISHED' });
  const asked = verbs();
  await asked.execute(workgroup, { sql: 'A' }, recordingTask());
  await asked.transaction(workgroup, ['B', 'C'], recordingTask());

  expect(data.commandCalls(BatchExecuteStatementCommand)[0]?.args[0].input).toEqual({
    Database: 'dev',
    WorkgroupName: 'w',
    SecretArn: 'arn:kept',
    Sqls: ['B', 'C'],
  });
  expect(serverless.commandCalls(GetNamespaceCommand)).toHaveLength(1);
});

test('reports a workgroup without a secret', async () => {
  serverless.on(GetNamespaceCommand).resolves({ namespace: {} });
  await expect(verbs().execute(workgroup, { sql: 'A' }, recordingTask())).rejects.toThrow(/has no administrator secret; got namespace n/);
});

test('returns rows of every page as plain values', async () => {
  data.on(DescribeStatementCommand).resolves({ Status: 'FINISHED', HasResultSet: true });
  const ColumnMetadata = ['text', 'numeric', 'int8', 'float8', 'bool', 'text'].map((typeName, index) => ({ name: `c${index}`, typeName }));
  const record = [
    { stringValue: '1' },
    { stringValue: '1.50' },
    { longValue: 2 },
    { doubleValue: 0.5 },
    { booleanValue: false },
    { isNull: true as const },
  ];
  data
    .on(GetStatementResultCommand)
    .resolves({ ColumnMetadata, Records: [record] as never })
    .on(GetStatementResultCommand, { NextToken: undefined })
    .resolves({ ColumnMetadata, Records: [record] as never, NextToken: 'more' });
  const row = ['1', 1.5, 2, 0.5, false, null];

  await expect(verbs().select(cluster, { sql: 'A' }, recordingTask())).resolves.toEqual({
    columns: ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'],
    rows: [row, row],
  });
});

test('reads a later page without column metadata like the first', async () => {
  data.on(DescribeStatementCommand).resolves({ Status: 'FINISHED', HasResultSet: true });
  const page = (stringValue: string) => ({ Records: [[{ stringValue }, { blobValue: new Uint8Array(1) }]] as never });
  data
    .on(GetStatementResultCommand)
    .resolvesOnce({ ColumnMetadata: [{ name: 'price', typeName: 'numeric' }, {}], ...page('1.50'), NextToken: 'more' })
    .resolvesOnce({ ...page('2.50'), NextToken: 'more' })
    .resolvesOnce({ Records: undefined });

  // Binary values become null; a column without a name becomes ''.
  await expect(verbs().select(cluster, { sql: 'A' }, recordingTask())).resolves.toEqual({
    columns: ['price', ''],
    rows: [
      [1.5, null],
      [2.5, null],
    ],
  });
});

test('keeps text of an unknown type', async () => {
  data.on(DescribeStatementCommand).resolves({ Status: 'FINISHED', HasResultSet: true });
  data.on(GetStatementResultCommand).resolves({ Records: [[{ stringValue: '007' }]] as never });

  await expect(verbs().select(cluster, { sql: 'A' }, recordingTask())).resolves.toEqual({ columns: [], rows: [['007']] });
});

test('returns no rows for a statement without a result set', async () => {
  data.on(DescribeStatementCommand).resolves({ Status: 'FINISHED', HasResultSet: false });
  await expect(verbs().select(cluster, { sql: 'A' }, recordingTask())).resolves.toEqual({ columns: [], rows: [] });
});

test.each([
  [{ Status: 'FAILED', Error: 'ERROR: relation "x" does not exist' }, /Redshift refused a statement; got ERROR: relation "x" does not exist/],
  [{ Status: 'ABORTED' }, /the statement was cancelled; got statement s1/],
] as const)('%j fails with what Redshift says', async (answer, message) => {
  data.on(DescribeStatementCommand).resolves(answer);
  await expect(verbs().execute(cluster, { sql: 'A' }, recordingTask())).rejects.toThrow(message);
});

test('Ctrl-C cancels the statement in Redshift', async () => {
  const task = recordingTask();
  data.on(CancelStatementCommand).resolves({ Status: true });
  data.on(DescribeStatementCommand).callsFake(async () => {
    task.abort();
    return { Status: 'STARTED' };
  });
  await expect(verbs().execute(cluster, { sql: 'A' }, task)).rejects.toThrow(/abort/i);
  expect(data.commandCalls(CancelStatementCommand)[0]?.args[0].input).toEqual({ Id: 's1' });
});

test('refuses more than 40 statements in one transaction', async () => {
  await expect(
    verbs().transaction(
      cluster,
      Array.from({ length: 41 }, () => 'A'),
      recordingTask(),
    ),
  ).rejects.toThrow(/at most 40/);
});

describe('COPY jobs', () => {
  const jobs = (...names: string[]) => ({ Records: names.map((name) => [{ stringValue: name }]) });

  test('of a database are dropped one by one, whatever their names hold', async () => {
    data.on(DescribeStatementCommand).resolves({ Status: 'FINISHED', HasResultSet: true });
    data.on(GetStatementResultCommand).resolves(jobs('loader  ', 'say "hi"'));

    await expect(verbs().dropCopyJobs(cluster, recordingTask())).resolves.toEqual(['loader', 'say "hi"']);
    expect(data.commandCalls(ExecuteStatementCommand).map(({ args }) => args[0].input.Sql)).toEqual([
      'SELECT job_name FROM sys_copy_job',
      'COPY JOB DROP "loader"',
      'COPY JOB DROP "say ""hi"""',
    ]);
  });

  test('of a warehouse that is gone are none', async () => {
    serverless.on(GetWorkgroupCommand).rejects(Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' }));

    await expect(verbs().dropCopyJobs({ database: 'dev', workgroup: 'gone' }, recordingTask())).resolves.toEqual([]);
  });

  test('that Redshift does not list are no answer', async () => {
    data.on(DescribeStatementCommand).resolves({ Status: 'FAILED', Error: 'permission denied' });

    await expect(verbs().dropCopyJobs(cluster, recordingTask())).rejects.toThrow('got permission denied');
  });
});
