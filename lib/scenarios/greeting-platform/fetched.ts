import type { Task } from '../../contract/task';
import { JobError } from '../../errors';

/** A response of any status. */
export interface Fetched {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 30_000;

/** Sends a request. Ctrl-C aborts it. @throws JobError with the reason and `fix` when there is no response */
export async function fetched(url: string | URL, { signal }: Task, fix: string): Promise<Fetched> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch (cause) {
    signal.throwIfAborted();
    throw new JobError({ problem: `${url} does not respond`, got: reasonOf(cause), fix }, { cause });
  }
}

/** `fetch` only reports that it failed; the reason is in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { message?: string } };
  return cause?.message ?? message;
}
