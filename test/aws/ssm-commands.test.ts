import { CancelCommandCommand, GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { ssmVerbs } from '../../lib/aws/ssm';
import { recordingTask } from '../support/task';

const mock = mockClient(SSMClient);
const client = new SSMClient({ region: 'eu-central-1' });
const ssm = ssmVerbs(client, { pollMs: 0 });
const COMMAND = { instanceId: 'i-1', lines: ['echo one', 'echo two'], comment: 'stagecraft: sales', timeoutSeconds: 60 };
const ended = (Status: 'Success' | 'Failed' | 'TimedOut', StandardOutputContent = '', StandardErrorContent = '') => ({
  Status,
  StandardOutputContent,
  StandardErrorContent,
});

beforeEach(() => {
  mock.reset();
  mock.onAnyCommand().resolves({});
  mock.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
});

test('runs the lines on the instance, stops at the first failure, and returns the output', async () => {
  mock
    .on(GetCommandInvocationCommand, { CommandId: 'c-1', InstanceId: 'i-1' })
    .rejectsOnce(Object.assign(new Error('not yet'), { name: 'InvocationDoesNotExist' }))
    .resolvesOnce({ Status: 'InProgress' })
    .resolves(ended('Success', 'one\ntwo\n'));
  const task = recordingTask();

  await expect(ssm.run(COMMAND, task)).resolves.toBe('one\ntwo\n');
  expect(mock.commandCalls(SendCommandCommand)[0]?.args[0].input).toEqual({
    DocumentName: 'AWS-RunShellScript',
    InstanceIds: ['i-1'],
    Comment: 'stagecraft: sales',
    Parameters: { commands: ['set -e', 'echo one', 'echo two'], executionTimeout: ['60'] },
  });
  expect(task.lines).toEqual(['looking again: InvocationDoesNotExist: not yet', 'command c-1 inprogress on i-1']);
});

test.each(['Failed', 'TimedOut'] as const)('fails with the end of the error output when the command ends as %s', async (status) => {
  mock.on(GetCommandInvocationCommand).resolves(ended(status, 'fine so far', `${'noise\n'.repeat(40)}no such file\n`));

  await expect(ssm.run(COMMAND, recordingTask())).rejects.toThrow(
    new RegExp(`the command on i-1 ended as ${status}; got [\\s\\S]*no such file;.*c-1`),
  );
  expect(mock.commandCalls(CancelCommandCommand)).toEqual([]);
});

test('names an instance that Systems Manager does not reach', async () => {
  mock.on(SendCommandCommand).rejects(Object.assign(new Error('Instances not in a valid state'), { name: 'InvalidInstanceId' }));

  await expect(ssm.run(COMMAND, recordingTask())).rejects.toThrow(
    /instance i-1 is not connected to Systems Manager; got Instances not in a valid state/,
  );
});

test('passes on other errors', async () => {
  mock.on(SendCommandCommand).rejects(new Error('denied'));
  await expect(ssm.run(COMMAND, recordingTask())).rejects.toThrow('denied');

  mock.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
  mock.on(GetCommandInvocationCommand).rejects(new Error('broken'));
  await expect(ssm.run(COMMAND, recordingTask())).rejects.toThrow('broken');
});

test('cancels the command on Ctrl-C', async () => {
  mock.on(GetCommandInvocationCommand).resolves({ Status: 'InProgress' });
  const task = recordingTask();
  const running = ssmVerbs(client, { pollMs: 60_000 }).run(COMMAND, task);
  setTimeout(() => task.abort(), 20);

  await expect(running).rejects.toThrow(/abort/i);
  expect(mock.commandCalls(CancelCommandCommand).map(({ args }) => args[0].input)).toEqual([{ CommandId: 'c-1' }]);
});
