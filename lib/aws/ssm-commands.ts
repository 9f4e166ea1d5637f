import { CancelCommandCommand, GetCommandInvocationCommand, SendCommandCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Task } from '../contract/task';
import { JobError, WorkError } from '../errors';
import { cliFlags } from './cli-flags';
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
 * @returns the first 24,000 characters of its output: Run Command keeps no more (`isCut` tells)
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
  const work = {
    name: `command ${id} on ${instanceId}`,
    watch: [`aws ssm get-command-invocation --command-id ${id} --instance-id ${instanceId}`],
    stop: [`aws ssm cancel-command --command-id ${id}`],
  };
  return poll<string>({ task, pollMs, stop, running: () => (pending.size > 0 ? work : undefined), flags: () => cliFlags(client) }, async () => {
    const invocation = await client.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: instanceId }), { abortSignal: task.signal });
    const { Status: status = 'Pending', StandardOutputContent: output = '', StandardErrorContent: errors = '' } = invocation;
    if (!ENDED.includes(status)) {
      task.progress(`command ${id} ${status.toLowerCase()} on ${instanceId}`);
      return undefined;
    }
    pending.delete(id);
    if (status === 'Success') return { result: output };
    const failure = new WorkError({
      problem: `the command on ${instanceId} ended as ${status}`,
      got: (errors || output).trimEnd().split('\n').slice(-LINES).join('\n') || 'no output',
      fix: `fix the error above, then run the job again; the Run Command history has more of it, ${id}`,
    });
    return { failure };
  });
}
