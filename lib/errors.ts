import { type Refusal, StagecraftError } from 'stagecraft-constructs/errors';

export { StagecraftError };

/** Invalid command line or configuration; nothing has been started. */
export class ConfigError extends StagecraftError {
  public override readonly exitCode = 2;
}

/** Work in the account, in a cluster or in a rehearsal has failed. */
export class JobError extends StagecraftError {}

/** Work in the account has itself failed or was stopped: what AWS says about the work, not about a request. */
export class WorkError extends JobError {}

/** Work goes on in the account without this command: it can no longer be looked at, or it could not be stopped. Says how to watch and to stop it. */
export class LeftRunningError extends JobError {}

/** The user declined; nothing has been changed. */
export class AbortError extends StagecraftError {}

/** A policy says something that cannot be evaluated: an unknown operator or element, an intrinsic that is not resolved. */
export class PolicyError extends StagecraftError {
  /** @param policy - stack and logical id, `<stack>/<logical id>` */
  constructor(
    public readonly policy: string,
    /** Index and Sid of the statement, as messages show it. */
    public readonly statement: string,
    refusal: Refusal,
  ) {
    super({ ...refusal, problem: `${refusal.problem} [policy ${policy}, statement ${statement}]` });
  }
}
