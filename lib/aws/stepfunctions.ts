import { randomUUID } from 'node:crypto';
import type { SFNClient } from '@aws-sdk/client-sfn';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Task } from '../contract/task';
import { WorkError } from '../errors';
import { cliFlags } from './cli-flags';
import { isNamed } from './errors';
import { everyPage } from './pages';
import { type PollOptions, poll, unlessFailing } from './poll';

/** Step Functions verbs. */
export interface StepFunctionsVerbs {
  /** @returns ARN of the execution */
  start(stateMachineArn: string, input: Readonly<Record<string, unknown>>): Promise<string>;
  /** Waits for an execution, with its state as progress. Ctrl-C stops it. @returns its output. @throws JobError with error and cause of the failed state */
  wait(executionArn: string, task: Task): Promise<unknown>;
  /** Stops every running execution. @returns their ARNs; empty when there is no such state machine */
  stopAll(stateMachineArn: string): Promise<readonly string[]>;
}

/** Most history events in one request; enough to find the current state. */
const RECENT_EVENTS = 1_000;

export function stepFunctionsVerbs(client: SFNClient, { pollMs }: PollOptions = { pollMs: 3_000 }): StepFunctionsVerbs {
  const stop = (arn: string) => client.send(new StopExecutionCommand({ executionArn: arn, cause: 'stopped by stagecraft' }));
  /** The state that was entered last, for messages: the running or failed one; undefined when the history cannot be read. */
  const latestState = async (arn: string, signal: AbortSignal): Promise<string | undefined> => {
    const request = { executionArn: arn, reverseOrder: true, maxResults: RECENT_EVENTS, includeExecutionData: false };
    const history = await unlessFailing(() => client.send(new GetExecutionHistoryCommand(request), { abortSignal: signal }));
    return history?.events?.find(({ stateEnteredEventDetails: entered }) => entered)?.stateEnteredEventDetails?.name;
  };

  return {
    async start(stateMachineArn, input) {
      // The name makes the SDK's retries idempotent: without one, each starts another execution.
      const request = { stateMachineArn, name: randomUUID(), input: JSON.stringify(input) };
      const { executionArn = '' } = await client.send(new StartExecutionCommand(request));
      return executionArn;
    },
    async wait(executionArn, task) {
      const pending = new Set([executionArn]);
      const work = {
        name: `execution ${executionArn}`,
        watch: [`aws stepfunctions describe-execution --execution-arn ${executionArn}`],
        stop: [`aws stepfunctions stop-execution --execution-arn ${executionArn}`],
      };
      const running = () => (pending.size > 0 ? work : undefined);
      const output = await poll({ task, pollMs, stop: () => stop(executionArn), running, flags: () => cliFlags(client) }, async () => {
        const execution = await client.send(new DescribeExecutionCommand({ executionArn }), { abortSignal: task.signal });
        if (execution.status === 'SUCCEEDED') return { result: execution.output };
        const state = await latestState(executionArn, task.signal);
        if (execution.status !== 'RUNNING' && execution.status !== 'PENDING_REDRIVE') {
          pending.delete(executionArn);
          const failure = new WorkError({
            problem: `the execution ${execution.status?.toLowerCase().replace('_', ' ')} in state ${state ?? 'unknown'}`,
            got: [execution.error, execution.cause].filter(Boolean).join(': ') || 'no reason from Step Functions',
            fix: `look at ${executionArn}, then run the job again: it is safe to repeat`,
          });
          return { failure };
        }
        task.progress(`state ${state ?? 'unknown'}`);
        return undefined;
      });
      return output === undefined ? undefined : JSON.parse(output);
    },
    async stopAll(stateMachineArn) {
      const running = await everyPage(async (token) => {
        const answer = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', nextToken: token })).catch((error) => {
          if (isNamed(error, 'StateMachineDoesNotExist')) return undefined;
          throw error;
        });
        return { items: answer?.executions, next: answer?.nextToken };
      });
      const arns = running.map(({ executionArn = '' }) => executionArn);
      await Promise.all(arns.map(stop));
      return arns;
    },
  };
}
