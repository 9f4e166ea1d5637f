import type { Connect } from '../aws/connect';
import type { Account, openAccount } from './account';
import type { Environment } from './endpoint';

/** What commands that touch an account take from outside; a test brings its own. */
export interface Surroundings {
  readonly env: Environment;
  readonly connect: Connect;
  readonly openAccount: (...options: Parameters<typeof openAccount>) => Promise<Account>;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** The current time. */
  readonly date: () => Date;
}

/** The surroundings of this process. */
export async function surroundings(): Promise<Surroundings> {
  const [{ connect }, { openAccount }] = await Promise.all([import('../aws/connect'), import('./account')]);
  return { env: process.env, connect, openAccount, now: () => performance.now(), date: () => new Date() };
}
