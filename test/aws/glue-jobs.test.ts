import { BatchStopJobRunCommand, GetJobRunCommand, GetJobRunsCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { jobVerbs } from '../../lib/aws/glue-jobs';
import { recordingTask } from '../support/task';

const mock = mockClient(GlueClient);
const jobs = jobVerbs(new GlueClient({ region: 'eu-central-1' }), { pollMs: 0 });
const denied = Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' });

beforeEach(() => mock.reset());

test('a run without details is starting', async () => {
  mock
    .on(GetJobRunCommand)
    .resolvesOnce({})
    .resolvesOnce({ JobRun: {} })
    .resolves({ JobRun: { JobRunState: 'SUCCEEDED' } });
  const task = recordingTask();

  await expect(jobs.waitForJob('rates', 'jr_1', task)).resolves.toEqual({ runId: 'jr_1', seconds: 0 });
  expect(task.lines).toEqual(['job starting, 0 s', 'job starting, 0 s']);
});

test('a manually stopped run is reported as stopped', async () => {
  mock.on(GetJobRunCommand).resolves({ JobRun: { JobRunState: 'STOPPED', LogGroupName: '/own' } });

  await expect(jobs.waitForJob('rates', 'jr_1', recordingTask())).rejects.toMatchObject({
    refusal: { problem: 'run jr_1 of job rates was stopped', fix: expect.stringContaining('/own/output and /own/error, stream jr_1') },
  });
});

test("keeps Glue's reason when a start is refused for a reason other than concurrency", async () => {
  mock.on(StartJobRunCommand).rejects(denied);

  await expect(jobs.startJob('rates', {})).rejects.toBe(denied);
});

describe('stopRuns', () => {
  test('skips runs that ended, or have no state or id', async () => {
    mock.on(GetJobRunsCommand).resolves({
      JobRuns: [{ Id: 'jr_1', JobRunState: 'WAITING' }, { Id: 'jr_2', JobRunState: 'TIMEOUT' }, { Id: 'jr_3' }, { JobRunState: 'RUNNING' }],
    });
    mock.on(BatchStopJobRunCommand).resolves({});

    await expect(jobs.stopRuns('rates')).resolves.toEqual(['jr_1']);
    expect(mock.commandCalls(BatchStopJobRunCommand).map(({ args }) => args[0].input)).toEqual([{ JobName: 'rates', JobRunIds: ['jr_1'] }]);
  });

  test('reports a run that cannot be stopped without a reason', async () => {
    mock.on(GetJobRunsCommand).resolves({ JobRuns: [{ Id: 'jr_1', JobRunState: 'RUNNING' }] });
    mock.on(BatchStopJobRunCommand).resolves({ Errors: [{ JobRunId: 'jr_1' }] });

    await expect(jobs.stopRuns('rates')).rejects.toThrow(/run jr_1 of job rates could not be stopped; got no reason from Glue;/);
  });

  test('passes on other errors', async () => {
    mock.on(GetJobRunsCommand).rejects(denied);

    await expect(jobs.stopRuns('rates')).rejects.toBe(denied);
  });
});
