import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient } from './errors';

/** A request without an idempotency token. */
export interface OneTimeRequest<Made> {
  /** Sends it, without retries of the SDK. */
  send(): Promise<Made>;
  /** What an earlier sending has made, if it has. */
  find(): Promise<Made | undefined>;
}

/** Attempts of a request. */
const ATTEMPTS = 5;

/**
 * Sends a request that must not be carried out twice. EMR takes no token for it: before it is sent again, the account is searched for what the lost answer
 * would have named.
 */
export async function sendOnce<Made>(pollMs: number, { send, find }: OneTimeRequest<Made>): Promise<Made> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      // Lists of EMR lag a little behind its answers.
      await sleep(pollMs);
      const made = await find();
      if (made !== undefined) return made;
    }
  }
}
