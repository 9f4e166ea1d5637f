import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../aws/aws';
import type { StackState } from '../aws/cloudformation';
import type { Task } from '../contract/task';
import { AbortError } from '../errors';
import type { Account } from './account';
import { reasonOf } from './left';
import type { PollSettings } from './poll-settings';
import type { FailedResource } from './toolkit';

/** How the deletion of one stack ended. */
export interface Removal {
  readonly stack: string;
  readonly deleted: boolean;
  /** Resources that CloudFormation could not delete. */
  readonly failures: readonly FailedResource[];
  /** Why the deletion could not even begin, or what state the stack stayed in. */
  readonly reason?: string;
}

/** How a deletion is polled. */
type StackPolls = Pick<PollSettings, 'pollMs' | 'polls' | 'attempts'>;

type Poll = () => Promise<StackState | undefined>;

/**
 * Deletes a stack and waits until it is gone. What AWS refuses is the reason why it is not deleted.
 *
 * What CloudFormation is doing with the stack is waited for first. A stack that appears unchanged after the request is polled again, since the response of
 * an emulator, and now and then that of AWS, is a moment old.
 *
 * @throws AbortError after Ctrl-C
 */
export async function removeStack(
  name: string,
  aws: Pick<Aws, 'cloudformation'>,
  { stacks }: Pick<Account, 'stacks'>,
  task: Task,
  settings: StackPolls,
): Promise<Removal> {
  const poll = () => aws.cloudformation.stack(name);
  try {
    const last = await deleted(poll, () => stacks.remove(name), name, task, settings);
    if (isGone(last)) return { stack: name, deleted: true, failures: [] };
    const failures = await stacks.failures(name).catch(() => []);
    return { stack: name, deleted: false, failures, reason: last?.reason ?? `the stack is ${last?.status}` };
  } catch (error) {
    if (task.signal.aborted || error instanceof AbortError) throw error;
    return { stack: name, deleted: false, failures: [], reason: reasonOf(error) };
  }
}

/** State of the stack after its deletion; undefined when it is gone. */
async function deleted(poll: Poll, remove: () => Promise<void>, name: string, task: Task, settings: StackPolls): Promise<StackState | undefined> {
  let last = await watch(poll, name, ({ status }) => isUnderWay(status), task, settings);
  for (let attempt = 0; attempt < settings.attempts && !isGone(last); attempt += 1) {
    try {
      await remove();
    } catch (error) {
      if (isGone(await poll())) return undefined;
      throw error;
    }
    last = await afterRequest(poll, name, task, settings);
    if (last?.status === 'DELETE_FAILED') break;
  }
  return last;
}

function isGone(stack: StackState | undefined): boolean {
  return stack === undefined || stack.status === 'DELETE_COMPLETE';
}

/** A stack that is being created can be deleted at once, and one that was only prepared as well. */
function isUnderWay(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && !['CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'].includes(status);
}

/** Polls until the deletion has ended, or until nothing has begun. A state from an earlier attempt may still be shown at first. */
async function afterRequest(poll: Poll, name: string, task: Task, settings: StackPolls): Promise<StackState | undefined> {
  for (let polls = 0; polls < settings.polls; polls += 1) {
    const stack = await poll();
    if (isGone(stack)) return stack;
    if (stack?.status === 'DELETE_IN_PROGRESS') return watch(poll, name, ({ status }) => status === 'DELETE_IN_PROGRESS', task, settings);
    await pause(name, task, settings);
  }
  return poll();
}

/** Polls while something goes on. A poll that fails is repeated: the deletion goes on without it. */
async function watch(
  poll: Poll,
  name: string,
  goesOn: (stack: StackState) => boolean,
  task: Task,
  settings: StackPolls,
): Promise<StackState | undefined> {
  for (let failed = 0; ; ) {
    try {
      const stack = await poll();
      if (stack === undefined || !goesOn(stack)) return stack;
      failed = 0;
      task.progress(`${name} is ${stack.status}`);
    } catch (error) {
      failed += 1;
      if (task.signal.aborted || failed >= settings.polls) throw error;
    }
    await pause(name, task, settings);
  }
}

async function pause(name: string, task: Task, { pollMs }: StackPolls): Promise<void> {
  await sleep(pollMs, undefined, { signal: task.signal }).catch((cause) => {
    throw new AbortError(
      { problem: `interrupted while ${name} is being deleted; CloudFormation goes on with it`, fix: 'repeat the command: it finishes what is left' },
      { cause },
    );
  });
}
