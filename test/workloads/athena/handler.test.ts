import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand, StopQueryExecutionCommand } from '@aws-sdk/client-athena';
import {
  AlreadyExistsException,
  CreatePartitionCommand,
  DeleteTableCommand,
  EntityNotFoundException,
  GetTableCommand,
  GlueClient,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod/mini';
import { athenaHandler } from '../../../workloads/athena/handler';
import type { Statement } from '../../../workloads/athena/statement';

const athena = mockClient(AthenaClient);
const glue = mockClient(GlueClient);
const s3 = mockClient(S3Client);
const clients = { athena: new AthenaClient({}), glue: new GlueClient({}), s3: new S3Client({}) };
const environment = { WORKGROUP: 'functions', DATA_CATALOG: 'smart_hubs', DATA_BUCKET: 'lake' };

const create: Statement = {
  kind: 'create',
  table: 'out_parquet',
  partitionedBy: ['state'],
  file: 'out_parquet.sql',
  input: z.object({}),
  executions: () => [{}],
};
const insert = {
  kind: 'insert',
  table: 'rows_parquet',
  partitionedBy: ['loc_id'],
  file: 'rows_parquet.sql',
  input: z.object({ loc_id: z.string().check(z.regex(/^[0-9a-f]{16}$/, 'sixteen lower-case hexadecimal digits')) }),
  executions: (given: { loc_id: string }) => [1, 2, 3].map((circuit) => ({ ...given, circuit })),
} satisfies Statement;
const INSERT_SQL = 'SELECT a, loc_id FROM t WHERE loc_id = $loc_id AND circuit = $circuit';
const event = { loc_id: 'b6a8d42425fde548' };

const log: string[] = [];
const sleep = jest.fn(async () => {});

const creating = athenaHandler({ statement: create, sql: 'SELECT a, state FROM t\n', clients, environment, sleep, log: (line) => log.push(line) });
const inserting = athenaHandler({ statement: insert, sql: INSERT_SQL, clients, environment, sleep, log: (line) => log.push(line) });

beforeEach(() => {
  for (const client of [athena, glue, s3]) client.reset();
  log.length = 0;
  sleep.mockClear();
  let queries = 0;
  athena.on(StartQueryExecutionCommand).callsFake(() => ({ QueryExecutionId: `q-${++queries}` }));
  athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'SUCCEEDED' } } });
  glue.on(GetTableCommand).resolves({ Table: { Name: 'out_parquet', DatabaseName: 'smart_hubs', Parameters: { EXTERNAL: 'TRUE' } } });
  s3.on(ListObjectsV2Command).resolves({ Contents: [] });
  s3.on(DeleteObjectsCommand).resolves({});
  glue.on(CreatePartitionCommand).resolves({});
  glue.on(DeleteTableCommand).resolves({}).on(UpdateTableCommand).resolves({});
  athena.on(StopQueryExecutionCommand).resolves({});
});

const states = (...list: string[]) =>
  list.reduce((stub, state) => stub.resolvesOnce({ QueryExecution: { Status: { State: state as 'QUEUED' } } }), athena.on(GetQueryExecutionCommand));

describe('a create statement', () => {
  test('replaces its table and files, waits for the CTAS, and sets the classification', async () => {
    s3.on(ListObjectsV2Command)
      .resolvesOnce({ Contents: [{ Key: 'out_parquet/state=or/1' }, { Key: 'out_parquet/state=or/2' }] })
      .resolvesOnce({ Contents: [{ Key: 'out_parquet/state=ca/3' }] })
      .resolves({});
    states('QUEUED', 'RUNNING', 'SUCCEEDED');

    await expect(creating(undefined)).resolves.toEqual({ statusCode: 200, executions: [{ id: 'q-1', table: 'out_parquet', state: 'SUCCEEDED' }] });

    expect(glue.commandCalls(DeleteTableCommand)[0]?.args[0].input).toEqual({ DatabaseName: 'smart_hubs', Name: 'out_parquet' });
    expect(s3.commandCalls(ListObjectsV2Command)[0]?.args[0].input).toEqual({ Bucket: 'lake', Prefix: 'out_parquet/' });
    expect(s3.commandCalls(DeleteObjectsCommand).map(({ args: [{ input }] }) => input.Delete?.Objects)).toEqual([
      [{ Key: 'out_parquet/state=or/1' }, { Key: 'out_parquet/state=or/2' }],
      [{ Key: 'out_parquet/state=ca/3' }],
    ]);
    expect(athena.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toEqual({
      QueryString: expect.stringMatching(
        /^CREATE TABLE out_parquet\n[\s\S]*s3:\/\/lake\/out_parquet\/[\s\S]*ARRAY\['state'\]\n\) AS\nSELECT a, state FROM t$/,
      ),
      ExecutionParameters: undefined,
      QueryExecutionContext: { Database: 'smart_hubs' },
      WorkGroup: 'functions',
    });
    expect(sleep).toHaveBeenCalledTimes(2);
    expect(glue.commandCalls(UpdateTableCommand)[0]?.args[0].input).toEqual({
      DatabaseName: 'smart_hubs',
      TableInput: { Name: 'out_parquet', Parameters: { EXTERNAL: 'TRUE', classification: 'parquet' } },
    });
  });

  test('succeeds when the table does not exist yet', async () => {
    glue.on(DeleteTableCommand).rejects(new EntityNotFoundException({ message: 'no table', $metadata: {} }));
    await expect(creating({})).resolves.toMatchObject({ statusCode: 200 });
  });

  test('starts no query when the table cannot be deleted', async () => {
    glue.on(DeleteTableCommand).rejects(new Error('AccessDenied'));
    await expect(creating({})).rejects.toThrow('AccessDenied');
    expect(athena.commandCalls(StartQueryExecutionCommand)).toHaveLength(0);
  });

  test('starts no query when S3 does not delete a file', async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: 'out_parquet/1' }] });
    s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'out_parquet/1', Code: 'AccessDenied' }] });
    await expect(creating({})).rejects.toThrow('S3 did not delete out_parquet/1 of lake: AccessDenied');
    expect(athena.commandCalls(StartQueryExecutionCommand)).toHaveLength(0);
  });

  test("fails with Athena's reason, and does not change the catalog", async () => {
    athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'FAILED', StateChangeReason: 'COLUMN_NOT_FOUND: a' } } });
    await expect(creating({})).rejects.toThrow('query q-1 failed: COLUMN_NOT_FOUND: a');
    expect(glue.commandCalls(UpdateTableCommand)).toHaveLength(0);
  });

  test('returns at once with wait: false', async () => {
    await expect(creating({ wait: false })).resolves.toEqual({ statusCode: 200, executions: [{ id: 'q-1', table: 'out_parquet', state: 'QUEUED' }] });
    expect(athena.commandCalls(GetQueryExecutionCommand)).toHaveLength(0);
    expect(glue.commandCalls(UpdateTableCommand)).toHaveLength(0);
  });
});

describe('an insert statement', () => {
  test('starts each execution with its own values and deletes nothing', async () => {
    await expect(inserting(event)).resolves.toMatchObject({ executions: [{ id: 'q-1' }, { id: 'q-2' }, { id: 'q-3' }] });

    const inputs = athena.commandCalls(StartQueryExecutionCommand).map(({ args: [{ input }] }) => input);
    expect(inputs.map(({ ExecutionParameters: parameters }) => parameters)).toEqual(
      [1, 2, 3].map((circuit) => ["'b6a8d42425fde548'", String(circuit)]),
    );
    expect(inputs[0]?.QueryString).toBe('INSERT INTO rows_parquet\nSELECT a, loc_id FROM t WHERE loc_id = ? AND circuit = ?');
    expect(glue.commandCalls(DeleteTableCommand)).toHaveLength(0);
    expect(s3.calls()).toHaveLength(0);
  });

  test('creates the partition of its executions once, below the folder of the table, before it starts them', async () => {
    glue.on(GetTableCommand).resolves({ Table: { Name: 'rows_parquet', StorageDescriptor: { Location: 's3://lake/rows_parquet/', Columns: [] } } });
    await inserting(event);

    expect(glue.commandCalls(CreatePartitionCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        DatabaseName: 'smart_hubs',
        TableName: 'rows_parquet',
        PartitionInput: {
          Values: ['b6a8d42425fde548'],
          StorageDescriptor: { Location: 's3://lake/rows_parquet/loc_id=b6a8d42425fde548/', Columns: [] },
        },
      },
    ]);
  });

  test('takes a partition that exists, and starts nothing when it cannot be created', async () => {
    glue.on(CreatePartitionCommand).rejectsOnce(new AlreadyExistsException({ message: 'Partition already exists.', $metadata: {} }));
    await expect(inserting(event)).resolves.toMatchObject({ statusCode: 200 });

    athena.resetHistory();
    glue.on(CreatePartitionCommand).rejects(new Error('not authorized'));
    await expect(inserting(event)).rejects.toThrow('not authorized');
    expect(athena.commandCalls(StartQueryExecutionCommand)).toHaveLength(0);
  });

  test('logs one line of JSON per query, with its text', async () => {
    await inserting(event);
    expect(log.map((line) => JSON.parse(line))).toEqual(
      [1, 2, 3].map((circuit) => ({
        message: 'query started',
        id: `q-${circuit}`,
        workgroup: 'functions',
        database: 'smart_hubs',
        sql: expect.stringContaining('INSERT INTO rows_parquet'),
        parameters: ["'b6a8d42425fde548'", String(circuit)],
      })),
    );
  });

  test('waits for the others when one fails, and names each failed query', async () => {
    athena
      .on(GetQueryExecutionCommand, { QueryExecutionId: 'q-2' })
      .resolves({ QueryExecution: { Status: { State: 'FAILED', StateChangeReason: 'HIVE_BAD_DATA' } } })
      .on(GetQueryExecutionCommand, { QueryExecutionId: 'q-3' })
      .resolvesOnce({ QueryExecution: { Status: { State: 'RUNNING' } } })
      .resolves({ QueryExecution: { Status: { State: 'CANCELLED' } } });
    await expect(inserting(event)).rejects.toThrow(
      "queries q-2 ('b6a8d42425fde548', 2) failed: HIVE_BAD_DATA; q-3 ('b6a8d42425fde548', 3) cancelled: Athena gives no reason",
    );
    expect(athena.commandCalls(GetQueryExecutionCommand, { QueryExecutionId: 'q-2' })).toHaveLength(1);
  });

  test('stops started queries when a later query cannot be started', async () => {
    athena.on(StartQueryExecutionCommand).resolvesOnce({ QueryExecutionId: 'q-1' }).rejects(new Error('TooManyRequests'));
    await expect(inserting(event)).rejects.toThrow('TooManyRequests');
    expect(athena.commandCalls(StopQueryExecutionCommand).map(({ args: [{ input }] }) => input.QueryExecutionId)).toEqual(['q-1']);
  });

  test('stops running queries before the Lambda timeout', async () => {
    athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'RUNNING' } } });
    const left = [20_000, 9_000, 4_000];
    await expect(inserting(event, { getRemainingTimeInMillis: () => left.shift() ?? 0 })).rejects.toThrow(
      /q-1, q-2, q-3 stopped: the function's time is over/,
    );
    expect(athena.commandCalls(StopQueryExecutionCommand)).toHaveLength(3);
    expect(sleep).toHaveBeenCalledTimes(2);
  });
});

test.each([
  ['a malformed value', { loc_id: 'xyz' }, 'event: loc_id is not valid; got "xyz"; allowed: sixteen lower-case hexadecimal digits'],
  ['a missing value', {}, 'event: loc_id is not valid; got nothing'],
  ['an event that is not an object', 'text', 'event: it is not valid; got "text"'],
  ['a wait that is not a Boolean', { ...event, wait: 'no' }, 'event: wait is not valid; got "no"; allowed: true or false'],
])('refuses %s before any request', async (_, given, message) => {
  await expect(inserting(given)).rejects.toThrow(message);
  expect([...athena.calls(), ...glue.calls(), ...s3.calls()]).toEqual([]);
});

test('names a missing environment variable', async () => {
  const handler = athenaHandler({ statement: create, sql: 'SELECT 1', clients, environment: { WORKGROUP: 'w', DATA_CATALOG: 'd' } });
  await expect(handler({})).rejects.toThrow('environment of the function: DATA_BUCKET is not valid; got nothing');
});

test('polls once a second by default', async () => {
  jest.useFakeTimers();
  states('RUNNING', 'SUCCEEDED');
  const handler = athenaHandler({ statement: create, sql: 'SELECT a, state FROM t', clients, environment, log: () => {} });
  const answer = handler({});
  await jest.advanceTimersByTimeAsync(1_000);
  await expect(answer).resolves.toMatchObject({ statusCode: 200 });
  jest.useRealTimers();
});
