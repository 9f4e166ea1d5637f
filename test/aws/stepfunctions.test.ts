import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { stepFunctionsVerbs } from '../../lib/aws/stepfunctions';
import { recordingTask } from '../support/task';

const mock = mockClient(SFNClient);
const client = new SFNClient({ region: 'eu-central-1' });
const steps = stepFunctionsVerbs(client, { pollMs: 0 });

beforeEach(() => {
  mock.reset();
  mock.onAnyCommand().resolves({});
});

function inState(name: string): void {
  mock.on(GetExecutionHistoryCommand).resolves({
    events: [
      { id: 3, type: 'TaskStarted', timestamp: new Date(0) },
      { id: 2, type: 'TaskStateEntered', timestamp: new Date(0), stateEnteredEventDetails: { name } },
      { id: 1, type: 'TaskStateEntered', timestamp: new Date(0), stateEnteredEventDetails: { name: 'Earlier' } },
    ],
  });
}

test('starts an execution with its input', async () => {
  mock.on(StartExecutionCommand).resolves({ executionArn: 'arn:e' });

  await expect(steps.start('arn:m', { hub: 'x' })).resolves.toBe('arn:e');
  expect(mock.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
    stateMachineArn: 'arn:m',
    name: expect.stringMatching(/^[0-9a-f-]{36}$/),
    input: '{"hub":"x"}',
  });
});

test('waits for an execution, reports its state and returns its output', async () => {
  inState('Enrich one hub');
  mock.on(DescribeExecutionCommand).resolvesOnce({ status: 'RUNNING' }).resolvesOnce({ status: 'SUCCEEDED', output: '{"rows":5760}' });
  const task = recordingTask();

  await expect(steps.wait('arn:e', task)).resolves.toEqual({ rows: 5760 });
  expect(task.lines).toEqual(['state Enrich one hub']);
});

test('returns no output for an execution without one', async () => {
  mock.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });

  await expect(steps.wait('arn:e', recordingTask())).resolves.toBeUndefined();
});

test.each([
  ['FAILED', /execution failed in state Compact; got Athena\.Failed: HIVE_PATH_ALREADY_EXISTS/],
  ['TIMED_OUT', /execution timed out in state Compact/],
  ['ABORTED', /execution aborted in state Compact/],
] as const)('fails with error and cause when the execution is %s, and does not stop it again', async (status, message) => {
  inState('Compact');
  mock.on(DescribeExecutionCommand).resolves({ status, error: 'Athena.Failed', cause: 'HIVE_PATH_ALREADY_EXISTS' });

  await expect(steps.wait('arn:e', recordingTask())).rejects.toThrow(message);
  expect(mock.commandCalls(StopExecutionCommand)).toHaveLength(0);
});

test('stops the execution on interruption', async () => {
  inState('Compact');
  mock.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
  const task = recordingTask();
  const waiting = stepFunctionsVerbs(client, { pollMs: 60_000 }).wait('arn:e', task);
  setTimeout(() => task.abort(), 20);

  await expect(waiting).rejects.toThrow(/abort/i);
  expect(mock.commandCalls(StopExecutionCommand).map(({ args }) => args[0].input.executionArn)).toEqual(['arn:e']);
});

describe('stopAll', () => {
  test('stops the running executions of every page', async () => {
    const execution = (executionArn: string) => ({
      executionArn,
      stateMachineArn: 'arn:m',
      name: 'n',
      status: 'RUNNING' as const,
      startDate: new Date(0),
    });
    mock
      .on(ListExecutionsCommand, { stateMachineArn: 'arn:m', statusFilter: 'RUNNING' })
      .resolvesOnce({ executions: [execution('arn:1')], nextToken: 'n' })
      .resolvesOnce({ executions: [execution('arn:2')] });

    await expect(steps.stopAll('arn:m')).resolves.toEqual(['arn:1', 'arn:2']);
    expect(mock.commandCalls(StopExecutionCommand).map(({ args }) => args[0].input.executionArn)).toEqual(['arn:1', 'arn:2']);
  });

  test('ignores a state machine that does not exist', async () => {
    mock.on(ListExecutionsCommand).rejects(Object.assign(new Error('gone'), { name: 'StateMachineDoesNotExist' }));

    await expect(steps.stopAll('arn:m')).resolves.toEqual([]);
  });

  test('passes on other errors', async () => {
    mock.on(ListExecutionsCommand).rejects(Object.assign(new Error('bad arn'), { name: 'InvalidArn' }));

    await expect(steps.stopAll('arn:m')).rejects.toThrow('bad arn');
  });
});
