import type { Task } from '../../contract/task';
import { JobError } from '../../errors';

/** An answer of any status. */
export interface Fetched {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 30_000;

/** Asks an address. Ctrl-C ends it. @throws JobError with the reason when no answer comes, and `fix` as what to do */
export async function fetched(url: string | URL, { signal }: Task, fix: string): Promise<Fetched> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch (cause) {
    signal.throwIfAborted();
    throw new JobError({ problem: `${url} is not answered`, got: reasonOf(cause), fix }, { cause });
  }
}

/** `fetch` fails with a reason that says nothing, and says in its cause what has gone wrong. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { message?: string } };
  return cause?.message ?? message;
}
