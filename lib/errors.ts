import { StagecraftError } from 'stagecraft-constructs/errors';

export { StagecraftError };

/** The command line or the configuration is wrong; nothing has been started. */
export class ConfigError extends StagecraftError {
  public override readonly exitCode = 2;
}

/** Work that was started in the account, or in a rehearsal, has failed. */
export class JobError extends StagecraftError {}

/** A person said no; nothing has been changed. */
export class AbortError extends StagecraftError {}
