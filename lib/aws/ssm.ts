import type { SSMClient } from '@aws-sdk/client-ssm';
import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import type { Opening } from '../contract/opening';
import type { Task } from '../contract/task';
import { everyPage } from './pages';
import type { PollOptions } from './poll';
import { type ForwardedInstancePort, forwardInstancePort } from './session-tunnel';
import { type InstanceCommand, runOnInstance } from './ssm-commands';

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
