import { CancelCommandCommand, GetCommandInvocationCommand, SendCommandCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { isNamed } from './errors';
import { type PollOptions, poll } from './poll';

/** A shell script for an instance. */
export interface InstanceCommand {
  readonly instanceId: string;
  /** Lines of the script; each must succeed. */
  readonly lines: readonly string[];
  /** Comment in the console, up to 100 characters. */
  readonly comment: string;
  /** Timeout in seconds. */
  readonly timeoutSeconds: number;
}

const ENDED = ['Success', 'Cancelled', 'TimedOut', 'Failed'];
/** Lines of output that are shown. */
const LINES = 30;

/**
 * Runs a script on an instance by Run Command and waits for it. Ctrl-C cancels it.
 *
 * @returns its output, up to the last 24,000 characters
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
          problem: `instance ${instanceId} is not connected to Systems Manager`,
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
        // A command that was just sent is not visible immediately.
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
      fix: `fix the error above, then run the job again; the whole output is in the Run Command history, ${id}`,
    });
  });
}
