import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../aws/aws';
import type { StackState } from '../aws/cloudformation';
import type { Task } from '../contract/task';
import { AbortError } from '../errors';
import type { Account } from './account';
import type { FailedResource } from './io-host';

/** How the deletion of one stack ended. */
export interface Removal {
  readonly stack: string;
  readonly deleted: boolean;
  /** Resources that CloudFormation could not delete. */
  readonly failures: readonly FailedResource[];
  /** Why the deletion could not even begin, or what state the stack stayed in. */
  readonly reason?: string;
}

/** How patiently a deletion is watched. */
export interface Patience {
  readonly pollMs: number;
  /** How many looks may find the stack untouched before the deletion is asked for again. */
  readonly looks: number;
  /** How often it is asked for. */
  readonly attempts: number;
}

/** For AWS, where deletions take minutes. */
export const PATIENT: Patience = { pollMs: 3_000, looks: 10, attempts: 3 };
/** For emulators, where they take a moment. */
export const BRISK: Patience = { pollMs: 200, looks: 15, attempts: 3 };

/**
 * Deletes a stack and waits until it is gone.
 *
 * What CloudFormation is doing with the stack is waited for first. A stack that looks untouched after the request is looked at again, since the answer of
 * an emulator, and now and then that of AWS, is a moment old.
 */
export async function removeStack(
  name: string,
  aws: Pick<Aws, 'cloudformation'>,
  { stacks }: Pick<Account, 'stacks'>,
  task: Task,
  patience: Patience,
): Promise<Removal> {
  const look = () => aws.cloudformation.stack(name);
  const settled = await watch(look, name, ({ status }) => isUnderWay(status), task, patience);
  if (isGone(settled)) return { stack: name, deleted: true, failures: [] };

  let last = settled;
  for (let attempt = 0; attempt < patience.attempts; attempt++) {
    try {
      await stacks.remove(name);
    } catch (error) {
      if (isGone(await look())) return { stack: name, deleted: true, failures: [] };
      return { stack: name, deleted: false, failures: [], reason: error instanceof Error ? error.message : String(error) };
    }
    last = await afterRequest(look, name, task, patience);
    if (isGone(last)) return { stack: name, deleted: true, failures: [] };
    if (last?.status === 'DELETE_FAILED') break;
  }
  return { stack: name, deleted: false, failures: await stacks.failures(name), reason: last?.reason ?? `the stack is ${last?.status}` };
}

type Look = () => Promise<StackState | undefined>;

function isGone(stack: StackState | undefined): boolean {
  return stack === undefined || stack.status === 'DELETE_COMPLETE';
}

/** A stack that is being created can be deleted at once, and one that was only prepared as well. */
function isUnderWay(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && !['CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'].includes(status);
}

/** Looks until the deletion has ended, or until nothing has begun. A state from an earlier attempt may still be shown at first. */
async function afterRequest(look: Look, name: string, task: Task, patience: Patience): Promise<StackState | undefined> {
  for (let looks = 0; looks < patience.looks; looks++) {
    const stack = await look();
    if (isGone(stack)) return stack;
    if (stack?.status === 'DELETE_IN_PROGRESS') return watch(look, name, ({ status }) => status === 'DELETE_IN_PROGRESS', task, patience);
    await pause(name, task, patience);
  }
  return look();
}

async function watch(
  look: Look,
  name: string,
  goesOn: (stack: StackState) => boolean,
  task: Task,
  patience: Patience,
): Promise<StackState | undefined> {
  for (;;) {
    const stack = await look();
    if (stack === undefined || !goesOn(stack)) return stack;
    task.progress(`${name} is ${stack.status}`);
    await pause(name, task, patience);
  }
}

async function pause(name: string, task: Task, { pollMs }: Patience): Promise<void> {
  await sleep(pollMs, undefined, { signal: task.signal }).catch((cause) => {
    throw new AbortError(
      { problem: `interrupted while ${name} is being deleted; CloudFormation goes on with it`, fix: 'repeat the command: it finishes what is left' },
      { cause },
    );
  });
}
