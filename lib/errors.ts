import { StagecraftError } from 'stagecraft-constructs/errors';

export { StagecraftError };

/** Invalid command line or configuration; nothing has been started. */
export class ConfigError extends StagecraftError {
  public override readonly exitCode = 2;
}

/** Work in the account, in a cluster or in a rehearsal has failed. */
export class JobError extends StagecraftError {}

/** The user declined; nothing has been changed. */
export class AbortError extends StagecraftError {}
