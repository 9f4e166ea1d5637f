import { JobError, StagecraftError } from '../../errors';

/** Runs work of the workloads, whose errors are plain, and tells what they say as a refusal. */
export async function refusing<Result>(problem: string, fix: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    // By its shape: an error of PostgreSQL in this process is not always one of this realm.
    const { name, message } = cause as Partial<Error>;
    if (StagecraftError.is(cause) || message === undefined || name === 'AbortError') throw cause;
    throw new JobError({ problem, got: message, fix }, { cause });
  }
}
