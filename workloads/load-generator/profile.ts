/** Shape of a load. */
export interface Profile {
  /** Total number of requests. */
  readonly requests: number;
  /** Number of workers, each with one request at a time. */
  readonly concurrency: number;
  /** Requests per second of each worker. @default - no limit */
  readonly ratePerWorker?: number;
}

/** The two loads of the articles: a burst at full speed, and eighteen minutes at one request per second and worker. */
export const profiles = {
  burst: { requests: 1_000, concurrency: 25 },
  steady: { requests: 25_000, concurrency: 25, ratePerWorker: 1 },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

/** Validates a profile. @throws RangeError with the invalid value */
export function checkProfile({ requests, concurrency, ratePerWorker }: Profile): void {
  const check = (name: string, value: number, isAllowed: boolean, allowed: string) => {
    if (!isAllowed) throw new RangeError(`${name} is not valid: got ${value}, allowed is ${allowed}`);
  };
  check('requests', requests, Number.isInteger(requests) && requests >= 1 && requests <= 100_000_000, 'a whole number from 1 to 100,000,000');
  check('concurrency', concurrency, Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 10_000, 'a whole number from 1 to 10,000');
  if (ratePerWorker !== undefined)
    check('ratePerWorker', ratePerWorker, ratePerWorker > 0 && ratePerWorker <= 100_000, 'more than 0, at most 100,000 a second');
}
