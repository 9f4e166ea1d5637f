import type { Task } from '../contract/task';
import { EngineUnavailable } from './engine';

/** What runs instead where the SDK of a program cannot be installed: its AWS calls are not recorded then, and the task says so. */
export function withoutSdk<Result>(running: Promise<Result>, task: Task, instead: () => Promise<Result>): Promise<Result> {
  return running.catch((error: unknown) => {
    if (!(error instanceof EngineUnavailable)) throw error;
    task.progress(`${error.message}; the program runs without its AWS calls`);
    return instead();
  });
}
