import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../contract/task';

/** Poll interval. */
export interface PollOptions {
  /** Milliseconds between two polls. */
  readonly pollMs: number;
}

/**
 * Calls `check` until it returns a value.
 *
 * When polling ends without one, above all by Ctrl-C, `stop` ends the work in the account:
 * abandoned work still costs money. A failure to stop is reported as progress, since the first error matters more.
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
