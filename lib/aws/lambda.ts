import type { Task } from '../task';

/** What a job can ask Lambda. */
export interface LambdaVerbs {
  /** Invokes a function and returns its answer. @throws JobError when the function threw, with its message and where its log is */
  invoke(name: string, payload: Readonly<Record<string, unknown>>, task: Task): Promise<unknown>;
}
