import {
  BatchDeleteTableCommand,
  BatchStopJobRunCommand,
  type Crawler,
  GetCrawlerCommand,
  GetCrawlerMetricsCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  type JobRun,
  StartCrawlerCommand,
  StartJobRunCommand,
  StopCrawlerCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { glueVerbs } from '../../lib/aws/glue';
import { recordingTask } from '../support/task';

const mock = mockClient(GlueClient);
const client = new GlueClient({ region: 'eu-central-1' });
let glue = glueVerbs(client, { pollMs: 0 });

beforeEach(() => {
  mock.reset();
  mock.onAnyCommand().resolves({});
  glue = glueVerbs(client, { pollMs: 0 });
});

const refusal = (name: string) => Object.assign(new Error(`${name} happened`), { name });
const crawl = (hour: number, status = 'SUCCEEDED', reason?: string): Crawler['LastCrawl'] => ({
  Status: status as 'SUCCEEDED',
  ErrorMessage: reason,
  StartTime: new Date(Date.UTC(2026, 0, 1, hour)),
  LogGroup: '/aws-glue/crawlers',
  LogStream: 'raw',
});

function looks(name: string, ...crawlers: Crawler[]): void {
  const stub = mock.on(GetCrawlerCommand, { Name: name });
  for (const crawler of crawlers) stub.resolvesOnce({ Crawler: { Name: name, ...crawler } });
  const last = crawlers.at(-1);
  stub.resolves({ Crawler: { Name: name, ...last } });
}

describe('crawlers', () => {
  const metrics = { CrawlerName: 'raw', LastRuntimeSeconds: 61.4, TablesCreated: 1, TablesUpdated: 2 };

  test('are polled until they are ready again, and report their changes', async () => {
    looks(
      'raw',
      { State: 'READY', LastCrawl: crawl(1) },
      { State: 'RUNNING', CrawlElapsedTime: 30_000 },
      { State: 'STOPPING' },
      { State: 'READY', LastCrawl: crawl(2) },
    );
    mock.on(GetCrawlerMetricsCommand).resolves({ CrawlerMetricsList: [metrics] });
    const task = recordingTask();

    await glue.startCrawlers(['raw']);

    await expect(glue.waitForCrawlers(['raw'], task)).resolves.toEqual([{ crawler: 'raw', seconds: 61, tablesCreated: 1, tablesUpdated: 2 }]);
    expect(task.lines).toEqual(['0 of 1 crawlers done; raw running 30 s', '0 of 1 crawlers done; raw stopping 0 s']);
    expect(mock.commandCalls(StopCrawlerCommand)).toHaveLength(0);
  });

  test('do not count as finished while Glue shows the state before the start', async () => {
    looks(
      'raw',
      { State: 'READY', LastCrawl: crawl(1) },
      { State: 'READY', LastCrawl: crawl(1) },
      { State: 'RUNNING' },
      { State: 'READY', LastCrawl: crawl(2, 'FAILED', 'no access') },
    );

    await glue.startCrawlers(['raw']);

    await expect(glue.waitForCrawlers(['raw'], recordingTask())).rejects.toThrow(/crawler raw failed; got no access; read the log group/);
  });

  test('that never start are given up', async () => {
    looks('raw', { State: 'READY', LastCrawl: crawl(1) });
    await glue.startCrawlers(['raw']);

    await expect(glue.waitForCrawlers(['raw'], recordingTask())).rejects.toThrow(/crawler raw did not start; got state READY/);
  });

  test('that are running already are left running', async () => {
    looks('raw', { State: 'RUNNING', LastCrawl: crawl(1) }, { State: 'READY', LastCrawl: crawl(1) });
    mock.on(StartCrawlerCommand).rejects(refusal('CrawlerRunningException'));
    mock.on(GetCrawlerMetricsCommand).resolves({ CrawlerMetricsList: [] });

    await glue.startCrawlers(['raw']);

    await expect(glue.waitForCrawlers(['raw'], recordingTask())).resolves.toEqual([
      { crawler: 'raw', seconds: 0, tablesCreated: 0, tablesUpdated: 0 },
    ]);
  });

  test('that cannot be started report the reason', async () => {
    looks('raw', { State: 'READY' });
    mock.on(StartCrawlerCommand).rejects(refusal('EntityNotFoundException'));

    await expect(glue.startCrawlers(['raw'])).rejects.toThrow('EntityNotFoundException happened');
  });

  test("fail with Glue's reason, and the others are stopped", async () => {
    looks('raw', { State: 'READY', LastCrawl: crawl(2, 'FAILED', 'Service principal: glue.amazonaws.com is not authorized') });
    looks('other', { State: 'RUNNING' });

    await expect(glue.waitForCrawlers(['raw', 'other'], recordingTask())).rejects.toThrow(
      /crawler raw failed; got Service principal: glue\.amazonaws\.com is not authorized; read the log group \/aws-glue\/crawlers, stream raw/,
    );
    expect(mock.commandCalls(StopCrawlerCommand).map(({ args }) => args[0].input.Name)).toEqual(['other']);
  });

  test('are stopped on interruption', async () => {
    looks('raw', { State: 'RUNNING' });
    const patient = glueVerbs(client, { pollMs: 60_000 });
    const task = recordingTask();
    const waiting = patient.waitForCrawlers(['raw'], task);
    setTimeout(() => task.abort(), 20);

    await expect(waiting).rejects.toThrow(/abort/i);
    expect(mock.commandCalls(StopCrawlerCommand).map(({ args }) => args[0].input.Name)).toEqual(['raw']);
  });

  test('are polled until they have stopped; a missing one has', async () => {
    looks('raw', { State: 'STOPPING' }, { State: 'READY' });
    mock.on(GetCrawlerCommand, { Name: 'gone' }).rejects(refusal('EntityNotFoundException'));
    const task = recordingTask();

    await glue.waitUntilStopped(['raw', 'gone'], task);

    expect(task.lines).toEqual(['waiting for crawlers to stop: raw']);
  });
});

describe('jobs', () => {
  function runs(...states: JobRun[]): void {
    const stub = mock.on(GetJobRunCommand, { JobName: 'rates', RunId: 'jr_1' });
    for (const JobRun of states) stub.resolvesOnce({ JobRun });
  }

  test('are polled until they end, and report their duration', async () => {
    mock.on(StartJobRunCommand).resolves({ JobRunId: 'jr_1' });
    runs({ JobRunState: 'STARTING' }, { JobRunState: 'RUNNING', ExecutionTime: 12 }, { JobRunState: 'SUCCEEDED', ExecutionTime: 40 });
    const task = recordingTask();

    const run = await glue.startJob('rates', { '--a': 'b' });

    await expect(glue.waitForJob('rates', run, task)).resolves.toEqual({ runId: 'jr_1', seconds: 40 });
    expect(task.lines).toEqual(['job starting, 0 s', 'job running, 12 s']);
    expect(mock.commandCalls(StartJobRunCommand)[0]?.args[0].input).toEqual({ JobName: 'rates', Arguments: { '--a': 'b' } });
  });

  test.each(['FAILED', 'ERROR', 'TIMEOUT', 'STOPPED', 'EXPIRED'] as const)(
    "that end as %s fail with Glue's own reason, and are not stopped again",
    async (state) => {
      runs({ JobRunState: state, ErrorMessage: 'AnalysisException: no such path' });

      await expect(glue.waitForJob('rates', 'jr_1', recordingTask())).rejects.toThrow(
        /jr_1 of job rates .*; got AnalysisException: no such path; read the log groups/,
      );
      expect(mock.commandCalls(BatchStopJobRunCommand)).toHaveLength(0);
    },
  );

  test('are stopped on interruption', async () => {
    runs({ JobRunState: 'RUNNING' });
    mock.on(BatchStopJobRunCommand).resolves({});
    const task = recordingTask();
    const waiting = glueVerbs(client, { pollMs: 60_000 }).waitForJob('rates', 'jr_1', task);
    setTimeout(() => task.abort(), 20);

    await expect(waiting).rejects.toThrow(/abort/i);
    expect(mock.commandCalls(BatchStopJobRunCommand)[0]?.args[0].input).toEqual({ JobName: 'rates', JobRunIds: ['jr_1'] });
  });

  test('beyond the concurrency limit are refused with advice', async () => {
    mock.on(StartJobRunCommand).rejects(refusal('ConcurrentRunsExceededException'));

    await expect(glue.startJob('rates', {})).rejects.toThrow(
      /job rates has reached its maximum concurrent runs; got .*; wait until one has finished/,
    );
  });
});

describe('stopAll', () => {
  test('stops and names active runs and crawlers', async () => {
    mock
      .on(GetJobRunsCommand)
      .resolvesOnce({ JobRuns: [{ Id: 'jr_1', JobRunState: 'SUCCEEDED' }], NextToken: 'more' })
      .resolvesOnce({ JobRuns: [{ Id: 'jr_2', JobRunState: 'RUNNING' }] });
    mock.on(BatchStopJobRunCommand).resolves({});
    mock.on(StopCrawlerCommand, { Name: 'idle' }).rejects(refusal('CrawlerNotRunningException'));
    mock.on(StopCrawlerCommand, { Name: 'busy' }).resolves({});
    mock.on(StopCrawlerCommand, { Name: 'stopping' }).rejects(refusal('CrawlerStoppingException'));
    mock.on(StopCrawlerCommand, { Name: 'gone' }).rejects(refusal('EntityNotFoundException'));

    await expect(glue.stopAll({ jobs: ['rates'], crawlers: ['idle', 'busy', 'stopping', 'gone'] })).resolves.toEqual([
      'run jr_2 of job rates',
      'crawler busy',
      'crawler stopping',
    ]);
    expect(mock.commandCalls(BatchStopJobRunCommand)[0]?.args[0].input.JobRunIds).toEqual(['jr_2']);
  });

  test('ignores a job that does not exist', async () => {
    mock.on(GetJobRunsCommand).rejects(refusal('EntityNotFoundException'));

    await expect(glue.stopAll({ jobs: ['gone'], crawlers: [] })).resolves.toEqual([]);
  });

  test('names runs that could not be stopped', async () => {
    mock.on(GetJobRunsCommand).resolves({ JobRuns: [{ Id: 'jr_2', JobRunState: 'RUNNING' }] });
    mock.on(BatchStopJobRunCommand).resolves({ Errors: [{ JobRunId: 'jr_2', ErrorDetail: { ErrorMessage: 'not in a state to be stopped' } }] });

    await expect(glue.stopAll({ jobs: ['rates'], crawlers: [] })).rejects.toThrow(/run jr_2 of job rates could not be stopped; got not in a state/);
  });

  test('passes on other errors', async () => {
    mock.on(StopCrawlerCommand).rejects(refusal('InternalServiceException'));

    await expect(glue.stopAll({ jobs: [], crawlers: ['raw'] })).rejects.toThrow('InternalServiceException happened');
  });
});

describe('the catalog', () => {
  test('lists the tables of every page', async () => {
    mock
      .on(GetTablesCommand)
      .resolvesOnce({ TableList: [{ Name: 'a', Parameters: { classification: 'json' }, PartitionKeys: [{ Name: 'dt' }] }], NextToken: 'n' })
      .resolvesOnce({ TableList: [{ Name: 'b', StorageDescriptor: { Location: 's3://x/b/' } }] });

    await expect(glue.tables('lake')).resolves.toEqual([
      { name: 'a', classification: 'json', location: '', partitionKeys: ['dt'] },
      { name: 'b', classification: '', location: 's3://x/b/', partitionKeys: [] },
    ]);
  });

  test('lists the partitions of a table', async () => {
    mock.on(GetPartitionsCommand).resolves({ Partitions: [{ Values: ['ca'], StorageDescriptor: { Location: 's3://x/state=ca/' } }] });

    await expect(glue.partitions('lake', 'a')).resolves.toEqual([{ values: ['ca'], location: 's3://x/state=ca/' }]);
  });

  test('sets the classification of tables without one, and keeps their other properties', async () => {
    mock.on(GetTableCommand, { Name: 'a' }).resolves({ Table: { Name: 'a', DatabaseName: 'lake', CreatedBy: 'me', Parameters: { k: 'v' } } });
    mock.on(GetTableCommand, { Name: 'b' }).resolves({ Table: { Name: 'b', Parameters: { classification: 'parquet' } } });

    await expect(glue.classify('lake', ['a', 'b'], 'parquet')).resolves.toEqual(['a']);
    expect(mock.commandCalls(UpdateTableCommand).map(({ args }) => args[0].input)).toEqual([
      { DatabaseName: 'lake', TableInput: { Name: 'a', Parameters: { k: 'v', classification: 'parquet' } } },
    ]);
  });

  test('deletes tables in batches of a hundred, and counts missing ones as deleted', async () => {
    mock.on(BatchDeleteTableCommand).resolves({ Errors: [{ TableName: 't0', ErrorDetail: { ErrorCode: 'EntityNotFoundException' } }] });

    await glue.deleteTables(
      'lake',
      Array.from({ length: 101 }, (_, index) => `t${index}`),
    );

    expect(mock.commandCalls(BatchDeleteTableCommand).map(({ args }) => args[0].input.TablesToDelete?.length)).toEqual([100, 1]);
  });

  test('ignores a database that does not exist', async () => {
    mock.on(BatchDeleteTableCommand).rejects(refusal('EntityNotFoundException'));

    await expect(glue.deleteTables('lake', ['a'])).resolves.toBeUndefined();
  });

  test('names the tables that Glue does not delete, with its reason', async () => {
    mock
      .on(BatchDeleteTableCommand)
      .resolves({ Errors: [{ TableName: 'a', ErrorDetail: { ErrorCode: 'X', ErrorMessage: 'Insufficient Lake Formation permission' } }] });

    await expect(glue.deleteTables('lake', ['a'])).rejects.toThrow(/Glue did not delete a of lake; got Insufficient Lake Formation permission/);
  });
});
