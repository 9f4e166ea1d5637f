import {
  CancelCommandCommand,
  GetCommandInvocationCommand,
  GetParametersByPathCommand,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { Task } from '../contract/task';
import type { Opening } from '../contract/values';
import { JobError, WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { isNamed } from './errors';
import { everyPage } from './pages';
import { type PollOptions, poll } from './poll';
import { type ForwardedInstancePort, forwardInstancePort } from './session-tunnel';

/** Systems Manager verbs. */
export interface SsmVerbs {
  /** Parameters below a path, by the last part of their names. */
  parametersBelow(path: string): Promise<Readonly<Record<string, string>>>;
  /** Runs a script on an instance and waits for it. Ctrl-C cancels it. @returns its output. @throws JobError with its error output when it failed */
  run(command: InstanceCommand, task: Task): Promise<string>;
  /** Forwards a local port to a port of an instance, until Ctrl-C. @throws ConfigError when the Session Manager plugin is missing */
  forward(port: ForwardedInstancePort, task: Task): Promise<Required<Opening>>;
}

export function ssmVerbs(client: SSMClient, options: PollOptions = { pollMs: 5_000 }): SsmVerbs {
  return {
    run: (command, task) => runOnInstance(client, command, task, options),
    forward: (port, task) => forwardInstancePort(client, port, task),
    async parametersBelow(path) {
      const parameters = await everyPage(async (token) => {
        const { Parameters: items, NextToken: next } = await client.send(new GetParametersByPathCommand({ Path: path, NextToken: token }));
        return { items, next };
      });
      return Object.fromEntries(parameters.map(({ Name: name = '', Value: value = '' }) => [name.slice(name.lastIndexOf('/') + 1), value]));
    },
  };
}

/** A shell script for an instance. */
interface InstanceCommand {
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
async function runOnInstance(client: SSMClient, command: InstanceCommand, task: Task, { pollMs }: PollOptions): Promise<string> {
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
