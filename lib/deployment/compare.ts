import type { IoMessage, StackDiff } from '@aws-cdk/toolkit-lib';
import type { Task } from '../contract/task';
import { JobError } from '../errors';
import { openToolkit, TaskHost, type ToolkitOptions, wordsOf } from './toolkit';

/** How one resource differs between what is deployed and what would be. */
export interface ResourceChange {
  readonly logicalId: string;
  readonly type: string;
  /** `replace` makes a new resource and deletes the old one with what it holds; `may-replace` depends on values that only CloudFormation knows. */
  readonly change: 'add' | 'change' | 'replace' | 'may-replace' | 'remove' | 'let-go';
}

/** How one stack differs from what is deployed. */
export interface StackDifference {
  readonly stack: string;
  readonly changes: readonly ResourceChange[];
  /** Whether anything differs, outputs and descriptions included. */
  readonly differs: boolean;
  /** The same for people. */
  readonly text: string;
}

const STACK_DIFF = 'CDK_TOOLKIT_I4002';

const CHANGES: Readonly<Record<string, ResourceChange['change']>> = {
  WILL_CREATE: 'add',
  WILL_IMPORT: 'add',
  WILL_UPDATE: 'change',
  WILL_REPLACE: 'replace',
  MAY_REPLACE: 'may-replace',
  WILL_DESTROY: 'remove',
  WILL_ORPHAN: 'let-go',
};

/**
 * Compares with what is deployed, template with template. No change set is made, so nothing is written to the account.
 *
 * @throws JobError with the toolkit's own words
 */
export async function compare(options: ToolkitOptions, task: Task): Promise<readonly StackDifference[]> {
  const [{ DiffMethod }, host] = [await import('@aws-cdk/toolkit-lib'), new DiffHost(task)];
  try {
    const { toolkit, source } = await openToolkit(options, host);
    await toolkit.diff(source, { method: DiffMethod.TemplateOnly() });
  } catch (cause) {
    throw new JobError({ problem: 'the deployed stacks could not be compared', got: wordsOf(cause), fix: 'correct the cause and repeat' }, { cause });
  }
  return host.differences;
}

class DiffHost extends TaskHost {
  public readonly differences: StackDifference[] = [];

  public override async notify(message: IoMessage<unknown>): Promise<void> {
    if (message.code === STACK_DIFF) this.differences.push(differenceOf(message.data as StackDiff & { stack: { stackName: string } }));
  }
}

function differenceOf({ stack, diffs, formattedDiff, numStacksWithChanges }: StackDiff & { stack: { stackName: string } }): StackDifference {
  const changes: ResourceChange[] = [];
  for (const diff of Object.values(diffs)) {
    diff.resources?.forEachDifference((logicalId, { changeImpact, resourceType = 'unknown' }) => {
      const change = CHANGES[changeImpact];
      if (change) changes.push({ logicalId, type: resourceType, change });
    });
  }
  return { stack: stack.stackName, changes, differs: numStacksWithChanges > 0, text: formattedDiff.diff.trim() };
}
