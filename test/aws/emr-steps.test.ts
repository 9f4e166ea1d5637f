import {
  AddJobFlowStepsCommand,
  CancelStepsCommand,
  DescribeClusterCommand,
  DescribeStepCommand,
  EMRClient,
  ListStepsCommand,
} from '@aws-sdk/client-emr';
import { mockClient } from 'aws-sdk-client-mock';
import { emrVerbs } from '../../lib/aws/emr';
import { recordingTask } from '../support/task';

const mock = mockClient(EMRClient);
const client = new EMRClient({ region: 'eu-central-1' });

/** Objects of the log bucket. */
const objects = new Map<string, string>();
const s3 = {
  list: async (_: string, prefix = '') => [...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => ({ key, bytes: 1 })),
  read: async (bucket: string, key: string) => (bucket === 'logs' ? objects.get(key) : undefined),
};
const emr = emrVerbs(client, s3, { pollMs: 0, logPolls: 3 });

const STEP = { Name: 'Sales', ActionOnFailure: 'CONTINUE' as const, HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit'] } };
const inState = (State: 'WAITING' | 'TERMINATED', message = '') => ({
  Cluster: { Id: 'j-1', Name: 'nightly', Status: { State, StateChangeReason: { Message: message } }, LogUri: 's3n://logs/emr/' },
});
const step = (Name: string, State: string, FailureDetails?: { Reason?: string; Message?: string }) => ({
  Step: {
    Id: 's-1',
    Name,
    Status: { State: State as 'RUNNING', FailureDetails, Timeline: { StartDateTime: new Date(0), EndDateTime: new Date(61_000) } },
  },
});

beforeEach(() => {
  mock.reset();
  objects.clear();
  mock.onAnyCommand().resolves({});
  mock.on(DescribeClusterCommand).resolves(inState('WAITING'));
});

describe('addSteps', () => {
  test('adds them with exactly the given input, in order', async () => {
    mock.on(AddJobFlowStepsCommand).resolves({ StepIds: ['s-1', 's-2'] });

    await expect(emr.addSteps('j-1', [STEP, { ...STEP, Name: 'Films' }])).resolves.toEqual(['s-1', 's-2']);
    expect(mock.commandCalls(AddJobFlowStepsCommand).map(({ args }) => args[0].input)).toEqual([
      { JobFlowId: 'j-1', Steps: [STEP, { ...STEP, Name: 'Films' }] },
    ]);
  });

  test('refuses a cluster that does not exist', async () => {
    mock.on(DescribeClusterCommand).rejects(Object.assign(new Error("Cluster id 'j-1' is not valid."), { name: 'InvalidRequestException' }));

    await expect(emr.addSteps('j-1', [STEP])).rejects.toThrow(
      /cluster j-1 not found in this account and region; deploy the scenario, then repeat the command$/,
    );
    expect(mock.commandCalls(AddJobFlowStepsCommand)).toEqual([]);
  });

  test('refuses a cluster that has terminated without a reason', async () => {
    mock.on(DescribeClusterCommand).resolves(inState('TERMINATED'));

    await expect(emr.addSteps('j-1', [STEP])).rejects.toThrow(/it is TERMINATED; got no reason from EMR;/);
  });

  describe('after a lost answer', () => {
    const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const listed = (Id: string, Name: string, Args = ['spark-submit']) => ({ Id, Name, Config: { Args } });
    const films = { ...STEP, Name: 'Films' };

    test('finds the steps that were added, and adds none again', async () => {
      mock
        .on(AddJobFlowStepsCommand)
        .rejectsOnce(lost)
        .resolves({ StepIds: ['s-8', 's-9'] });
      mock
        .on(ListStepsCommand)
        .resolvesOnce({ Steps: [listed('s-1', 'Sales')] })
        .resolves({ Steps: [listed('s-4', 'Sales', ['other']), listed('s-3', 'Films'), listed('s-2', 'Sales'), listed('s-1', 'Sales')] });

      await expect(emr.addSteps('j-1', [STEP, films])).resolves.toEqual(['s-2', 's-3']);
      expect(mock.commandCalls(AddJobFlowStepsCommand)).toHaveLength(1);
    });

    test('adds them again when none was added', async () => {
      mock
        .on(AddJobFlowStepsCommand)
        .rejectsOnce(lost)
        .resolves({ StepIds: ['s-2', 's-3'] });
      mock.on(ListStepsCommand).resolves({ Steps: [listed('s-1', 'Sales'), listed('s-0', 'Films')] });

      await expect(emr.addSteps('j-1', [STEP, films])).resolves.toEqual(['s-2', 's-3']);
      expect(mock.commandCalls(AddJobFlowStepsCommand)).toHaveLength(2);
    });
  });

  test('returns no ids when EMR returns none', async () => {
    await expect(emr.addSteps('j-1', [STEP])).resolves.toEqual([]);
  });

  test('refuses a cluster that has terminated, with the reason', async () => {
    mock.on(DescribeClusterCommand).resolves(inState('TERMINATED', 'Terminated by auto-termination policy'));

    await expect(emr.addSteps('j-1', [STEP])).rejects.toThrow(
      /cluster nightly \(j-1\) accepts no steps: it is TERMINATED; got Terminated by auto-termination policy; use a cluster in the state WAITING or RUNNING$/,
    );
  });

  test.each([
    [
      'does not exist',
      () => mock.on(DescribeClusterCommand).rejects(Object.assign(new Error("Cluster id 'j-1' is not valid."), { name: 'InvalidRequestException' })),
    ],
    ['has terminated', () => mock.on(DescribeClusterCommand).resolves(inState('TERMINATED'))],
  ])('gives the advice of the caller when the cluster %s', async (_, arrange) => {
    arrange();

    await expect(emr.addSteps('j-1', [STEP], 'raise clusterGeneration')).rejects.toMatchObject({ refusal: { fix: 'raise clusterGeneration' } });
  });
});

describe('waitForSteps', () => {
  test('reports progress and returns the steps with their durations', async () => {
    mock
      .on(DescribeStepCommand, { ClusterId: 'j-1', StepId: 's-1' })
      .resolvesOnce(step('Sales', 'PENDING'))
      .resolvesOnce(step('Sales', 'RUNNING'))
      .resolves(step('Sales', 'COMPLETED'));
    const task = recordingTask();

    await expect(emr.waitForSteps('j-1', ['s-1'], task)).resolves.toEqual([
      { id: 's-1', name: 'Sales', state: 'COMPLETED', seconds: 61, ended: new Date(61_000), reason: '' },
    ]);
    expect(task.lines).toEqual(['0 of 1 steps done; Sales pending', '0 of 1 steps done; Sales running']);
  });

  test("fails with EMR's reason and the end of the driver's log, after the others have ended", async () => {
    mock.on(DescribeStepCommand, { StepId: 's-1' }).resolves(step('Sales', 'FAILED', { Reason: 'Unknown Error.', Message: 'exit code 1' }));
    mock.on(DescribeStepCommand, { StepId: 's-2' }).resolvesOnce(step('Films', 'RUNNING')).resolves(step('Films', 'COMPLETED'));
    objects.set('emr/j-1/steps/s-1/stderr.gz', 'Submitted application application_17_0001\nApplication failed\n');
    objects.set(
      'emr/j-1/containers/application_17_0001/container_17_0001_01_000001/stderr.gz',
      `${'noise\n'.repeat(40)}AnalysisException: no table\n`,
    );
    objects.set('emr/j-1/containers/application_17_0001/container_17_0001_01_000001/stdout.gz', 'hello from the driver\n');
    objects.set('emr/j-1/containers/application_17_0001/container_17_0001_01_000002/stderr.gz', 'an executor\n');

    const error = await emr.waitForSteps('j-1', ['s-1', 's-2'], recordingTask()).catch((thrown: Error) => thrown);

    expect(error).toMatchObject({
      refusal: {
        problem: 'step Sales (s-1) of cluster j-1 did not complete',
        fix: 'fix the error in the log, then run the job again; all logs are below s3://logs/emr/j-1/',
      },
    });
    const { got } = (error as unknown as { refusal: { got: string } }).refusal;
    expect(got).toContain('Sales: FAILED, Unknown Error.: exit code 1\nend of driver:\n');
    expect(got).toContain('  AnalysisException: no table');
    expect(got).toContain('  hello from the driver');
    expect(got).not.toContain('an executor');
    expect(got.split('\n').length).toBeLessThan(35);
    expect(mock.commandCalls(CancelStepsCommand)).toEqual([]);
  });

  test("shows the step's own log when the client failed before an application started", async () => {
    mock.on(DescribeStepCommand).resolves(step('Sales', 'FAILED'));
    objects.set('emr/j-1/steps/s-1/stderr.gz', 'No such file: s3://emr-work/sales.py\n');
    objects.set('emr/j-1/steps/s-1/stdout.gz', 'half done\n');

    await expect(emr.waitForSteps('j-1', ['s-1'], recordingTask())).rejects.toThrow(
      /end of stderr:\n {2}No such file: s3:\/\/emr-work\/sales\.py\nend of stdout:\n {2}half done/,
    );
  });

  test('waits for the log, which arrives minutes later', async () => {
    mock.on(DescribeStepCommand).resolves(step('Sales', 'FAILED'));
    const task = recordingTask();
    const late = { ...s3, read: async (bucket: string, key: string) => (task.lines.length < 1 ? undefined : s3.read(bucket, key)) };
    objects.set('emr/j-1/steps/s-1/stderr.gz', 'late\n');

    await expect(emrVerbs(client, late, { pollMs: 0, logPolls: 3 }).waitForSteps('j-1', ['s-1'], task)).rejects.toThrow(/end of stderr:\n {2}late/);
    expect(task.lines).toEqual(['waiting for the log of step s-1, which EMR copies to S3 every few minutes']);
  });

  test('reports a missing log', async () => {
    mock.on(DescribeStepCommand).resolves(step('Sales', 'FAILED'));

    await expect(emr.waitForSteps('j-1', ['s-1'], recordingTask())).rejects.toThrow(/no log was in s3:\/\/logs\/emr\/j-1\/steps\/s-1\/ yet/);
  });

  test('names no logs when the cluster does not exist any more', async () => {
    mock.on(DescribeStepCommand).resolves(step('Sales', 'FAILED', { Reason: 'Unknown Error.' }));
    mock.on(DescribeClusterCommand).rejects(Object.assign(new Error("Cluster id 'j-1' is not valid."), { name: 'InvalidRequestException' }));

    await expect(emr.waitForSteps('j-1', ['s-1'], recordingTask())).rejects.toMatchObject({
      refusal: { got: 'Sales: FAILED, Unknown Error.', fix: 'run the job again' },
    });
  });

  test('names every failed step; a cancelled one has no log', async () => {
    mock.on(DescribeStepCommand, { StepId: 's-1' }).resolves(step('Sales', 'CANCELLED'));
    mock.on(DescribeStepCommand, { StepId: 's-2' }).resolves(step('Films', 'INTERRUPTED'));

    await expect(emr.waitForSteps('j-1', ['s-1', 's-2'], recordingTask())).rejects.toThrow(
      /2 steps of cluster j-1 did not complete; got Sales: CANCELLED; Films: INTERRUPTED;/,
    );
  });

  test('cancels only active steps on Ctrl-C', async () => {
    mock.on(DescribeStepCommand, { StepId: 's-1' }).resolves(step('Sales', 'COMPLETED'));
    mock.on(DescribeStepCommand, { StepId: 's-2' }).resolves(step('Films', 'RUNNING'));
    const task = recordingTask();
    const waiting = emrVerbs(client, s3, { pollMs: 60_000, logPolls: 1 }).waitForSteps('j-1', ['s-1', 's-2'], task);
    setTimeout(() => task.abort(), 20);

    await expect(waiting).rejects.toThrow(/abort/i);
    expect(mock.commandCalls(CancelStepsCommand).map(({ args }) => args[0].input)).toEqual([
      { ClusterId: 'j-1', StepIds: ['s-2'], StepCancellationOption: 'TERMINATE_PROCESS' },
    ]);
  });
});

test('steps lists every page', async () => {
  mock
    .on(ListStepsCommand)
    .resolvesOnce({ Steps: [{ Id: 's-2', Name: 'Films', Status: { State: 'RUNNING' } }], Marker: 'more' })
    .resolvesOnce({ Steps: [{ Id: 's-1', Name: 'Sales', Status: { State: 'FAILED', StateChangeReason: { Message: 'why' } } }] });

  await expect(emr.steps('j-1')).resolves.toEqual([
    { id: 's-2', name: 'Films', state: 'RUNNING', seconds: 0, reason: '' },
    { id: 's-1', name: 'Sales', state: 'FAILED', seconds: 0, reason: 'why' },
  ]);
});

test('names a step without a name by its id, and counts one without a state as pending', async () => {
  mock.on(ListStepsCommand).resolves({ Steps: [{ Id: 's-1' }, {}] });

  await expect(emr.steps('j-1')).resolves.toEqual([
    { id: 's-1', name: 's-1', state: 'PENDING', seconds: 0, reason: '' },
    { id: '', name: '', state: 'PENDING', seconds: 0, reason: '' },
  ]);
});

test('cancelOpenSteps cancels pending and running steps', async () => {
  mock.on(ListStepsCommand).resolves({
    Steps: [
      { Id: 's-3', Status: { State: 'PENDING' } },
      { Id: 's-2', Status: { State: 'RUNNING' } },
      { Id: 's-1', Status: { State: 'COMPLETED' } },
    ],
  });

  await expect(emr.cancelOpenSteps('j-1')).resolves.toEqual(['s-3', 's-2']);
  expect(mock.commandCalls(CancelStepsCommand)[0]?.args[0].input.StepIds).toEqual(['s-3', 's-2']);
});

test('stepLog returns the current log without waiting', async () => {
  objects.set('emr/j-1/steps/s-1/stderr.gz', 'done\n');

  await expect(emr.stepLog({ id: 'j-1', logUri: 's3://logs/emr/' }, 's-1', recordingTask())).resolves.toBe('end of stderr:\n  done');
});
