import type { Task } from '../task';

/** What a job can ask Step Functions. */
export interface StepFunctionsVerbs {
  /** @returns ARN of the execution */
  start(stateMachineArn: string, input: Readonly<Record<string, unknown>>): Promise<string>;
  /** Waits for an execution, telling which state it is in. Ctrl-C stops it. @returns its output. @throws JobError with the error and cause of the state that failed */
  wait(executionArn: string, task: Task): Promise<unknown>;
  /** Stops every running execution. @returns their ARNs */
  stopAll(stateMachineArn: string): Promise<readonly string[]>;
}
