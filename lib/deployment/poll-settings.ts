/** How long a teardown waits for AWS, and how often it asks. */
export interface PollSettings {
  /** Milliseconds between two polls of a stack. */
  readonly pollMs: number;
  /** Polls that may find a stack unchanged before its deletion is requested again. */
  readonly polls: number;
  /** Requests for the deletion of one stack. */
  readonly attempts: number;
  /** Milliseconds before what is left is looked up again, and swept. */
  readonly settleMs: number;
  /** Milliseconds between two searches by tag. */
  readonly indexMs: number;
  /** Searches by tag while the index names what nothing else can look up. */
  readonly indexPolls: number;
}

/** For AWS: deletions take minutes, and the tag index follows some minutes to hours later. */
export const AWS_POLLS: PollSettings = { pollMs: 3_000, polls: 10, attempts: 3, settleMs: 15_000, indexMs: 20_000, indexPolls: 10 };
/** For emulators, where everything takes a moment. */
export const EMULATOR_POLLS: PollSettings = { pollMs: 200, polls: 15, attempts: 3, settleMs: 200, indexMs: 200, indexPolls: 2 };
