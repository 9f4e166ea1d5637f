import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../contract/task';

/** How often a service is asked how far it is. */
export interface PollOptions {
  /** Milliseconds between two questions. */
  readonly pollMs: number;
}

/**
 * Asks `look` again and again until it answers.
 *
 * When waiting ends in any other way than with an answer, Ctrl-C above all, `stop` ends the work in the account:
 * work that nobody waits for still costs money. A failure to stop is told as progress, since the first error matters more.
 */
export async function poll<Result>(
  { task, pollMs, stop }: PollOptions & { readonly task: Task; stop(): Promise<unknown> },
  check: () => Promise<Result | undefined>,
): Promise<Result> {
  try {
    for (;;) {
      task.signal.throwIfAborted();
      const result = await check();
      if (result !== undefined) return result;
      await sleep(pollMs, undefined, { signal: task.signal });
    }
  } catch (error) {
    await stop().catch((failure) => task.progress(`could not stop it: ${failure instanceof Error ? failure.message : String(failure)}`));
    throw error;
  }
}
