import type { Task } from '../contract/task';
import { AbortError, JobError } from '../errors';
import type { Synthesized } from '../scenarios/synthesize';
import type { NextCommands } from './plan';
import type { StackControl } from './stack-control';
import { causes, type FailedResource, openToolkit, TaskHost, type ToolkitOptions, wordsOf } from './toolkit';

/** A stack that stands as it was synthesized. */
export interface FinishedStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
}

const POLL_AWS_MS = 2_000;
const POLL_EMULATOR_MS = 200;

/**
 * Deploys the stacks, one after the other.
 *
 * Ctrl-C ends the watching and not the work: CloudFormation finishes or undoes what it has begun.
 *
 * @throws JobError with the resource, CloudFormation's reason and the construct; AbortError after Ctrl-C
 */
export async function deployStacks(
  options: ToolkitOptions,
  { failures }: Pick<StackControl, 'failures'>,
  next: NextCommands,
  task: Task,
): Promise<readonly FinishedStack[]> {
  const host = new TaskHost(task);
  const { toolkit, source } = await openToolkit(options, host);
  const interruption = interrupted(task.signal, next);
  try {
    const stackEventPollingInterval = options.target.endpoint === undefined ? POLL_AWS_MS : POLL_EMULATOR_MS;
    const { ExpandStackSelection, StackSelectionStrategy } = await import('@aws-cdk/toolkit-lib');
    const chosen = {
      strategy: StackSelectionStrategy.PATTERN_MUST_MATCH,
      patterns: options.synthesized.stacks.map(({ hierarchicalId }) => hierarchicalId),
      expand: ExpandStackSelection.NONE,
    };
    const { stacks } = await Promise.race([toolkit.deploy(source, { stacks: chosen, stackEventPollingInterval }), interruption.promise]);
    return stacks.map(({ stackName, outputs }) => ({ name: stackName, outputs }));
  } catch (error) {
    if (task.signal.aborted) throw error;
    const found = host.failures.length > 0 || host.current === undefined ? host.failures : await failures(host.current);
    throw failure(error, causes(withPaths(found, options.synthesized)), next);
  } finally {
    interruption.release();
  }
}

/** A promise that is rejected by Ctrl-C, with what the person should know then. */
function interrupted(signal: AbortSignal, { status, destroy }: NextCommands): { promise: Promise<never>; release(): void } {
  const { promise, reject } = deferred();
  const stop = () =>
    reject(
      new AbortError({
        problem: 'interrupted; CloudFormation goes on with the stack that it has begun, the stacks after it are not started',
        fix: `${status} shows how far it is; ${destroy} waits for it and removes everything`,
      }),
    );
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return { promise, release: () => signal.removeEventListener('abort', stop) };
}

function deferred(): { promise: Promise<never>; reject(error: Error): void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  promise.catch(() => {});
  return { promise, reject };
}

/** Adds where resources stand in the construct tree, for those of which only CloudFormation's names are known. */
function withPaths(failures: readonly FailedResource[], { stacks }: Synthesized): readonly FailedResource[] {
  return failures.map((failed) => {
    const ids = stacks.find(({ stackName }) => stackName === failed.stack)?.findMetadataByType('aws:cdk:logicalId') ?? [];
    return { ...failed, path: failed.path ?? ids.find(({ data }) => data === failed.logicalId)?.path.slice(1) };
  });
}

function failure(error: unknown, failures: readonly FailedResource[], { deploy, destroy }: NextCommands): JobError {
  const [first, ...others] = failures;
  if (!first) {
    return new JobError(
      { problem: 'the deployment failed before a resource was touched', got: wordsOf(error), fix: `correct the cause, then ${deploy}` },
      { cause: error },
    );
  }
  const also = others.length === 0 ? '' : `; ${others.length} more failed: ${others.map(({ path, logicalId }) => path ?? logicalId).join(', ')}`;
  return new JobError(
    {
      problem: `${first.stack}: ${first.type} ${first.path ?? first.logicalId} is ${first.status}${also}`,
      got: first.reason,
      fix: `correct the cause, then ${deploy}; or ${destroy} to remove what was made`,
    },
    { cause: error },
  );
}
