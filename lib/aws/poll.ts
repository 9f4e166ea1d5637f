import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../contract/task';
import { LeftRunningError, WorkError } from '../errors';
import { isNotFound, isTransient, reasonOf } from './errors';

/** Poll interval. */
export interface PollOptions {
  /** Milliseconds between two polls. */
  readonly pollMs: number;
}

/** Work in the account, which goes on without this process. */
export interface Work {
  /** What runs, with its id: `step s-1 of cluster j-1`. */
  readonly name: string;
  /** Commands that show its state. */
  readonly watch: readonly string[];
  /** Commands that stop it. */
  readonly stop: readonly string[];
}

/** How to wait for work in the account. */
export interface Waiting extends PollOptions {
  readonly task: Task;
  /** What is not known to have ended; undefined when everything has. */
  running(): Work | undefined;
  /** Stops what is running. */
  stop(): Promise<unknown>;
  /** Flags of the account and region for the commands of the work. */
  flags(): Promise<string>;
}

/** What a look at work has shown: its result, its own failure, or undefined while it runs. What a look throws is an error of the look. */
export type Seen<Result> = { readonly result: Result } | { readonly failure: WorkError } | undefined;

/** Longest wait after a failed look, in milliseconds. */
const LONGEST_MS = 60_000;
/** Consecutive looks that may fail for the moment: with the longest wait about ten minutes. */
const MOST_MISSES = 12;
/** First looks that may not find the work: half a minute to a few minutes. */
const MOST_UNSEEN = 6;

/**
 * Looks at work until it ends. Only Ctrl-C and a failure of the work stop it.
 *
 * A look that fails for the moment, or does not find work that has just started, is repeated; one that fails for good leaves the work running.
 *
 * @throws WorkError when the work failed, after what remains of it was stopped
 * @throws LeftRunningError when the work goes on, with commands that watch and stop it
 */
export async function poll<Result>(waiting: Waiting, look: () => Promise<Seen<Result>>): Promise<Result> {
  const seen = await untilSeen(waiting, look).catch(async (error: unknown) => {
    throw await endEarly(waiting, error);
  });
  if ('result' in seen) return seen.result;
  throw await endEarly(waiting, seen.failure);
}

/**
 * Ends the work of a command that cannot go on. Ctrl-C and a failure of a part of the work stop the rest; anything else leaves it running.
 *
 * @returns the error to throw
 */
export async function endEarly(waiting: Omit<Waiting, 'pollMs'>, error: unknown): Promise<unknown> {
  const work = waiting.running();
  if (!work) return error;
  const isFailure = error instanceof WorkError;
  if (!isFailure && !waiting.task.signal.aborted) return leftRunning(work, reasonOf(error), await flagsOf(waiting), error);
  const refused = await refusalToStop(waiting);
  if (refused === undefined) return error;
  const left = leftRunning(work, `it could not be stopped: ${refused}`, await flagsOf(waiting), error);
  if (!isFailure) return left;
  const { got, ...refusal } = error.refusal;
  return new WorkError({ ...refusal, got: [got, left.message].filter(Boolean).join('\n') }, { cause: error });
}

/**
 * Waits for something that is not the work of this command, such as the end of a deletion. Nothing is stopped.
 *
 * A look that fails for the moment is repeated.
 */
export async function waitUntil<Result>(options: PollOptions & { readonly task: Task }, look: () => Promise<Result | undefined>): Promise<Result> {
  const { result } = await untilSeen(options, async () => {
    const result = await look();
    return result === undefined ? undefined : { result };
  });
  return result;
}

/** A read that belongs to ended work, such as its rows; repeated while it fails for the moment. */
export async function persistently<Result>(options: PollOptions & { readonly task: Task }, read: () => Promise<Result>): Promise<Result> {
  const { result } = await untilSeen(options, async () => ({ result: await read() }));
  return result;
}

/** A read for a progress line or a message. It never fails anything. */
export async function unlessFailing<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  return read().catch(() => undefined);
}

/** The error that leaves work running. */
export function leftRunning({ name, watch, stop }: Work, reason: string, flags: string, cause?: unknown): LeftRunningError {
  const line = (commands: readonly string[]) => commands.map((command) => `${command} ${flags}`).join(' && ');
  return new LeftRunningError(
    {
      problem: `${name} may still run in the account`,
      got: reason,
      fix: `watch it: ${line(watch)}; stop it: ${line(stop)}; do not repeat the command while it runs, which would start it a second time`,
    },
    { cause },
  );
}

async function untilSeen<Value>({ task, pollMs }: PollOptions & { readonly task: Task }, look: () => Promise<Value | undefined>): Promise<Value> {
  let misses = 0;
  let wasSeen = false;
  for (;;) {
    task.signal.throwIfAborted();
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
      wasSeen = true;
      misses = 0;
    } catch (error) {
      misses += 1;
      const isUnseen = !wasSeen && misses <= MOST_UNSEEN && isNotFound(error);
      const isMissed = misses <= MOST_MISSES && isTransient(error);
      if (task.signal.aborted || !(isUnseen || isMissed)) throw error;
      task.progress(`looking again: ${reasonOf(error)}`);
    }
    await sleep(misses === 0 ? pollMs : Math.max(pollMs, Math.min(pollMs * 2 ** (misses - 1), LONGEST_MS)), undefined, { signal: task.signal });
  }
}

async function refusalToStop(waiting: Pick<Waiting, 'stop'>): Promise<string | undefined> {
  try {
    await waiting.stop();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

async function flagsOf({ flags }: Pick<Waiting, 'flags'>): Promise<string> {
  return (await unlessFailing(flags)) ?? '';
}
