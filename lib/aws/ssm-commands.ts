import { CancelCommandCommand, GetCommandInvocationCommand, SendCommandCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { isNamed } from './errors';
import { type PollOptions, poll } from './poll';

/** A script for an instance. */
export interface InstanceCommand {
  readonly instanceId: string;
  /** Lines of the script; each must succeed. */
  readonly lines: readonly string[];
  /** What it is for, up to 100 characters, for those who see it in the console. */
  readonly comment: string;
  /** Seconds after which Systems Manager ends it. */
  readonly timeoutSeconds: number;
}

const ENDED = ['Success', 'Cancelled', 'TimedOut', 'Failed'];
/** Lines of the output that a person is shown. */
const LINES = 30;

/**
 * Runs a script on an instance by Systems Manager and waits for it. Ctrl-C cancels it.
 *
 * @returns what it printed, the last 24,000 characters of it
 * @throws JobError when it failed, with the end of its error output, or when the instance is not managed
 */
export async function runOnInstance(client: SSMClient, command: InstanceCommand, task: Task, { pollMs }: PollOptions): Promise<string> {
  const { instanceId, lines, comment, timeoutSeconds } = command;
  const { Command: sent } = await client
    .send(
      new SendCommandCommand({
        DocumentName: 'AWS-RunShellScript',
        InstanceIds: [instanceId],
        Comment: comment,
        Parameters: { commands: ['set -e', ...lines], executionTimeout: [String(timeoutSeconds)] },
      }),
    )
    .catch((error) => {
      if (!isNamed(error, 'InvalidInstanceId')) throw error;
      throw new JobError(
        {
          problem: `instance ${instanceId} is not reached by Systems Manager`,
          got: error.message || 'InvalidInstanceId',
          fix: 'wait a minute after the cluster has started; then check that its agent runs and that its subnet reaches Systems Manager',
        },
        { cause: error },
      );
    });
  const id = sent?.CommandId ?? '';
  const pending = new Set([id]);
  const stop = () => Promise.all([...pending].map((CommandId) => client.send(new CancelCommandCommand({ CommandId }))));
  return poll({ task, pollMs, stop }, async () => {
    const invocation = await client
      .send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: instanceId }), { abortSignal: task.signal })
      .catch((error) => {
        // It takes a moment until a command that was just sent is known.
        if (isNamed(error, 'InvocationDoesNotExist')) return undefined;
        throw error;
      });
    const { Status: status = 'Pending', StandardOutputContent: output = '', StandardErrorContent: errors = '' } = invocation ?? {};
    if (!ENDED.includes(status)) {
      task.progress(`command ${id} ${status.toLowerCase()} on ${instanceId}`);
      return undefined;
    }
    pending.delete(id);
    if (status === 'Success') return output;
    throw new JobError({
      problem: `the command on ${instanceId} ended as ${status}`,
      got: (errors || output).trimEnd().split('\n').slice(-LINES).join('\n') || 'no output',
      fix: `put right what it names, then run the job again; the whole output is in the history of Run Command, ${id}`,
    });
  });
}
