/** What a call may use of the time that its caller has left, so that the caller can still answer with what it has when the call runs out. */
const SHARE = 0.8;

/** Thrown when time is up. */
export class DeadlineExceeded extends Error {
  public override readonly name = 'DeadlineExceeded';
}

/** The time by which a request must be answered. */
export class Deadline {
  private constructor(private readonly at: number) {}

  /** In so many milliseconds from now. */
  public static in(milliseconds: number): Deadline {
    return new Deadline(performance.now() + milliseconds);
  }

  /** Milliseconds until then; 0 if it has passed. */
  public get left(): number {
    return Math.max(0, this.at - performance.now());
  }

  /** Milliseconds that one call made on behalf of the request may take. */
  public get share(): number {
    return this.left * SHARE;
  }
}

/** The result of `work`, if it comes within so many milliseconds. @throws DeadlineExceeded otherwise; `work` goes on unheard */
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
