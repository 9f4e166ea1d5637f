/** Share of the remaining time that one call may use, so that the caller can still return a partial answer when the call times out. */
const SHARE = 0.8;

/** Thrown when the deadline has passed. */
export class DeadlineExceeded extends Error {
  public override readonly name = 'DeadlineExceeded';
}

/** Deadline of a request. */
export class Deadline {
  private constructor(private readonly at: number) {}

  /** Creates a deadline the given milliseconds from now. */
  public static in(milliseconds: number): Deadline {
    return new Deadline(performance.now() + milliseconds);
  }

  /** Remaining milliseconds; 0 after the deadline. */
  public get left(): number {
    return Math.max(0, this.at - performance.now());
  }

  /** Timeout in milliseconds for one downstream call. */
  public get share(): number {
    return this.left * SHARE;
  }
}

/** Resolves to the result of `work` within the given milliseconds. @throws DeadlineExceeded otherwise; `work` continues and its result is ignored */
export async function within<Result>(milliseconds: number, what: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(`${what} took longer than ${Math.round(milliseconds)} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
