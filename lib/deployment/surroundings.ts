import type { Connect } from '../aws/connect';
import type { Account, openAccount } from './account';
import type { Environment } from './endpoint';
import type { RunProgram } from './preflight/docker';

/** What commands that touch an account take from outside; a test brings its own. */
export interface Surroundings {
  readonly env: Environment;
  readonly connect: Connect;
  readonly openAccount: (...options: Parameters<typeof openAccount>) => Promise<Account>;
  /** Runs a program of this machine. */
  readonly run: RunProgram;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** The current time. */
  readonly date: () => Date;
}

/** The surroundings of this process. */
export async function surroundings(): Promise<Surroundings> {
  const [{ connect }, { openAccount }, { runProgram }] = await Promise.all([
    import('../aws/connect'),
    import('./account'),
    import('./preflight/docker'),
  ]);
  return { env: process.env, connect, openAccount, run: runProgram, now: () => performance.now(), date: () => new Date() };
}
