import {
  CancelJobRunCommand,
  EMRServerlessClient,
  GetApplicationCommand,
  GetJobRunCommand,
  type JobRun,
  ListJobRunsCommand,
  StartJobRunCommand,
} from '@aws-sdk/client-emr-serverless';
import { mockClient } from 'aws-sdk-client-mock';
import { emrServerlessVerbs } from '../../lib/aws/emr-serverless';
import { recordingTask } from '../support/task';

const mock = mockClient(EMRServerlessClient);
const client = new EMRServerlessClient({ region: 'eu-central-1' });
const objects = new Map<string, string>();
const s3 = { read: async (bucket: string, key: string) => objects.get(`${bucket}/${key}`) };
const serverless = emrServerlessVerbs(client, s3, { pollMs: 0 });

const run = (name: string, state: string, rest: Partial<JobRun> = {}) => ({
  jobRun: {
    name,
    state,
    totalExecutionDurationSeconds: 42,
    configurationOverrides: { monitoringConfiguration: { s3MonitoringConfiguration: { logUri: 's3://logs/emr-serverless/' } } },
    ...rest,
  } as JobRun,
});

beforeEach(() => {
  mock.reset();
  objects.clear();
  mock.onAnyCommand().resolves({});
});

test('start sends exactly the given input', async () => {
  mock.on(StartJobRunCommand).resolves({ jobRunId: 'r-1' });
  const input = {
    applicationId: 'a',
    executionRoleArn: 'arn:role',
    name: 'Sales',
    jobDriver: { sparkSubmit: { entryPoint: 's3://emr-work/sales.py' } },
  };

  await expect(serverless.start([input])).resolves.toEqual(['r-1']);
  expect(mock.commandCalls(StartJobRunCommand)[0]?.args[0].input).toMatchObject(input);
});

describe('wait', () => {
  test('reports progress and returns the runs', async () => {
    mock.on(GetJobRunCommand, { applicationId: 'a', jobRunId: 'r-1' }).resolvesOnce(run('Sales', 'SCHEDULED')).resolves(run('Sales', 'SUCCESS'));
    const task = recordingTask();

    await expect(serverless.wait('a', ['r-1'], task)).resolves.toEqual([{ id: 'r-1', name: 'Sales', state: 'SUCCESS', seconds: 42 }]);
    expect(task.lines).toEqual(['0 of 1 jobs done; Sales scheduled']);
  });

  test('returns at once for ended runs, with any poll interval', async () => {
    mock.on(GetJobRunCommand).resolves(run('Sales', 'SUCCESS'));
    const task = recordingTask();

    await expect(emrServerlessVerbs(client, s3).wait('a', ['r-1'], task)).resolves.toHaveLength(1);
    expect(task.lines).toEqual([]);
  });

  test('names a run without a name by its id, and counts one without a state as submitted', async () => {
    mock
      .on(GetJobRunCommand)
      .resolvesOnce({})
      .resolves(run('', 'SUCCESS', { name: undefined, totalExecutionDurationSeconds: undefined }));
    const task = recordingTask();

    await expect(serverless.wait('a', ['r-1'], task)).resolves.toEqual([{ id: 'r-1', name: 'r-1', state: 'SUCCESS', seconds: 0 }]);
    expect(task.lines).toEqual(['0 of 1 jobs done; r-1 submitted']);
  });

  test("fails with the reason and the end of the driver's log, after the others have ended", async () => {
    mock.on(GetJobRunCommand, { jobRunId: 'r-1' }).resolves(run('Sales', 'FAILED', { stateDetails: 'Job failed, exit code 1' }));
    mock.on(GetJobRunCommand, { jobRunId: 'r-2' }).resolvesOnce(run('Films', 'RUNNING')).resolves(run('Films', 'SUCCESS'));
    objects.set('logs/emr-serverless/applications/a/jobs/r-1/SPARK_DRIVER/stderr.gz', 'AnalysisException: no table\n');
    objects.set('logs/emr-serverless/applications/a/jobs/r-1/SPARK_DRIVER/stdout.gz', 'hello\n');

    await expect(serverless.wait('a', ['r-1', 'r-2'], recordingTask())).rejects.toThrow(
      /job Sales \(r-1\) did not succeed; got Sales: FAILED, Job failed, exit code 1\nend of stderr:\n {2}AnalysisException: no table\nend of stdout:\n {2}hello;/,
    );
    expect(mock.commandCalls(CancelJobRunCommand)).toEqual([]);
  });

  test('names every failed job', async () => {
    mock.on(GetJobRunCommand, { jobRunId: 'r-1' }).resolves(run('Sales', 'CANCELLED'));
    mock.on(GetJobRunCommand, { jobRunId: 'r-2' }).resolves(run('Films', 'CANCELLED'));

    await expect(serverless.wait('a', ['r-1', 'r-2'], recordingTask())).rejects.toThrow(
      /2 jobs did not succeed; got Sales: CANCELLED; Films: CANCELLED;/,
    );
  });

  test('cancels only active runs on Ctrl-C', async () => {
    mock.on(GetJobRunCommand, { jobRunId: 'r-1' }).resolves(run('Sales', 'SUCCESS'));
    mock.on(GetJobRunCommand, { jobRunId: 'r-2' }).resolves(run('Films', 'RUNNING'));
    const task = recordingTask();
    const waiting = emrServerlessVerbs(client, s3, { pollMs: 60_000 }).wait('a', ['r-1', 'r-2'], task);
    setTimeout(() => task.abort(), 20);

    await expect(waiting).rejects.toThrow(/abort/i);
    expect(mock.commandCalls(CancelJobRunCommand).map(({ args }) => args[0].input)).toEqual([{ applicationId: 'a', jobRunId: 'r-2' }]);
  });
});

test('runs lists every page since a time', async () => {
  const since = new Date(1_000);
  const listed = (id: string) => ({ id, name: `name of ${id}`, state: 'SUCCESS' as const, updatedAt: new Date(2_000) });
  mock
    .on(ListJobRunsCommand)
    .resolvesOnce({ jobRuns: [listed('r-2') as never], nextToken: 'more' })
    .resolvesOnce({ jobRuns: [listed('r-1') as never] });

  await expect(serverless.runs('a', since)).resolves.toEqual([
    { id: 'r-2', name: 'name of r-2', state: 'SUCCESS', seconds: 0, updated: new Date(2_000) },
    { id: 'r-1', name: 'name of r-1', state: 'SUCCESS', seconds: 0, updated: new Date(2_000) },
  ]);
  expect(mock.commandCalls(ListJobRunsCommand)[0]?.args[0].input).toEqual({ applicationId: 'a', createdAtAfter: since, nextToken: undefined });
});

test('runs names a run without a name by its id, and adds no missing values', async () => {
  mock.on(ListJobRunsCommand).resolves({ jobRuns: [{ id: 'r-1', state: 'RUNNING' } as never, {} as never] });

  await expect(serverless.runs('a', new Date(0))).resolves.toEqual([
    { id: 'r-1', name: 'r-1', state: 'RUNNING', seconds: 0 },
    { id: '', name: '', state: '', seconds: 0 },
  ]);
});

describe('log', () => {
  const logsTo = (logUri: string) => ({ configurationOverrides: { monitoringConfiguration: { s3MonitoringConfiguration: { logUri } } } });

  test.each(['s3://logs', 's3://logs/'])('is found at the top of a bucket, %s', async (logUri) => {
    mock.on(GetJobRunCommand).resolves(run('Sales', 'FAILED', logsTo(logUri)));
    objects.set('logs/applications/a/jobs/r-1/SPARK_DRIVER/stderr.gz', 'no table\n');

    await expect(serverless.log('a', 'r-1')).resolves.toBe('end of stderr:\n  no table');
  });

  test('skips an empty or missing stream', async () => {
    mock.on(GetJobRunCommand).resolves(run('Sales', 'FAILED', logsTo('s3://logs/emr')));
    objects.set('logs/emr/applications/a/jobs/r-1/SPARK_DRIVER/stderr.gz', '\n');
    await expect(serverless.log('a', 'r-1')).resolves.toBe('');

    objects.set('logs/emr/applications/a/jobs/r-1/SPARK_DRIVER/stdout.gz', 'half done\n');
    await expect(serverless.log('a', 'r-1')).resolves.toBe('end of stdout:\n  half done');
  });

  test('of a run without a log location is empty', async () => {
    mock.on(GetJobRunCommand).resolves(run('Sales', 'FAILED', { configurationOverrides: undefined }));

    await expect(serverless.log('a', 'r-1')).resolves.toBe('');
  });
});

describe('cancelAll', () => {
  test('cancels every active run', async () => {
    mock.on(ListJobRunsCommand).resolves({ jobRuns: [{ id: 'r-1' } as never, { id: 'r-2' } as never] });

    await expect(serverless.cancelAll('a')).resolves.toEqual(['r-1', 'r-2']);
    expect(mock.commandCalls(ListJobRunsCommand)[0]?.args[0].input.states).toEqual(['SUBMITTED', 'PENDING', 'SCHEDULED', 'RUNNING', 'QUEUED']);
    expect(mock.commandCalls(CancelJobRunCommand)).toHaveLength(2);
  });

  test('ignores an application that does not exist, and passes on other errors', async () => {
    mock
      .on(ListJobRunsCommand)
      .rejectsOnce(Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' }))
      .rejects(new Error('denied'));

    await expect(serverless.cancelAll('a')).resolves.toEqual([]);
    await expect(serverless.cancelAll('a')).rejects.toThrow('denied');
  });
});

test.each([
  ['STARTED', true],
  ['STOPPED', true],
  ['TERMINATED', false],
] as const)('an application that is %s: %s', async (state, is) => {
  mock.on(GetApplicationCommand, { applicationId: '00f1' }).resolves({ application: { state } as never });

  await expect(serverless.hasApplication('00f1')).resolves.toBe(is);
});

test('an application that EMR Serverless has forgotten is not there, and a refusal is no answer', async () => {
  const named = (name: string) => Object.assign(new Error(name), { name });
  mock.on(GetApplicationCommand).rejectsOnce(named('ResourceNotFoundException')).rejects(named('AccessDeniedException'));

  await expect(serverless.hasApplication('00f1')).resolves.toBe(false);
  await expect(serverless.hasApplication('00f1')).rejects.toThrow('AccessDeniedException');
});
