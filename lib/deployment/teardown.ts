import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import { AbortError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';
import { services } from '../services';
import type { Account } from './account';
import { type Inventory, keptTables, resourcesOf } from './inventory';
import { type Left, Refusals } from './left';
import { AWS_POLLS, EMULATOR_POLLS, type PollSettings } from './poll-settings';
import { type Proof, prove, type TakenDown } from './proof';
import { serviceContext, unprotect } from './protections';
import { type Removal, removeStack } from './removal';
import { type Swept, sweep } from './sweep';

/** What was taken down, and the proof that it is gone. */
export interface Teardown extends Proof {
  /** Work that was stopped. */
  readonly stopped: readonly string[];
  /** Orphaned resources that were removed. */
  readonly swept: readonly Swept[];
  /** Stacks that are gone. */
  readonly deleted: readonly string[];
}

export interface TearDownOptions {
  /** Whether the user agreed that protections are taken off. @default false */
  readonly unprotect?: boolean;
  /** @default - those for AWS, or for emulators with a custom endpoint */
  readonly polls?: PollSettings;
}

/**
 * Takes down what the inventory names: stops work, removes what keeps stacks from being deleted, deletes the stacks, removes what services created, and
 * looks again.
 *
 * It can be interrupted and repeated at any point. A part that cannot be removed does not keep the others from being removed.
 *
 * @throws AbortError after Ctrl-C
 */
export async function tearDown(
  loaded: LoadedScenario,
  inventory: Inventory,
  aws: Aws,
  account: Account,
  task: Task,
  { unprotect: isUnprotected = false, polls = aws.target.endpoint === undefined ? AWS_POLLS : EMULATOR_POLLS }: TearDownOptions = {},
): Promise<Teardown> {
  try {
    if (isUnprotected) await unprotect(loaded, { resources: resourcesOf(inventory) }, aws, task);
    const work = isEmpty(inventory) ? { stopped: [], refused: [], refusedTypes: [] } : await stopWork(loaded, inventory, aws, task);
    const removed = await removeAll(inventory, aws, account, task, polls);
    const done: TakenDown = { ...removed, unstopped: work.refused, unstoppedTypes: work.refusedTypes };
    const proof = await prove(loaded, inventory, done, aws, account, task, polls);
    const deleted = done.removals.filter((removal) => removal.deleted).map(({ stack }) => stack);
    return { stopped: work.stopped, deleted, ...proof };
  } catch (error) {
    if (!task.signal.aborted || error instanceof AbortError) throw error;
    throw new AbortError(
      { problem: 'interrupted; a part may be deleted already', fix: 'repeat the command: it finishes what is left' },
      { cause: error },
    );
  }
}

/** Whether there is nothing to remove. */
export function isEmpty({ stacks, leftovers, protected: found }: Pick<Inventory, 'stacks' | 'leftovers' | 'protected'>): boolean {
  return stacks.length === 0 && found.length === 0 && leftovers.every(({ count }) => count === 0);
}

async function removeAll(
  inventory: Inventory,
  aws: Aws,
  account: Account,
  task: Task,
  polls: PollSettings,
): Promise<Pick<TakenDown, 'removals' | 'swept' | 'refused'>> {
  const context = { aws, kept: keptTables(inventory) };
  const leftovers = inventory.leftovers.map(({ leftover }) => leftover);
  const sweeps = [await sweep(['before'], leftovers, context, task)];
  const removals: Removal[] = [];
  for (const { name } of inventory.stacks) {
    sweeps.push(await sweep(['between'], leftovers, context, task));
    task.progress(`deleting stack ${name}`);
    let removal = await removeStack(name, aws, account, task, polls);
    if (!removal.deleted) {
      task.progress(`${name} could not be deleted (${removal.reason ?? 'no reason'}), trying again`);
      sweeps.push(await sweep(['before', 'between'], leftovers, context, task));
      removal = await removeStack(name, aws, account, task, polls);
    }
    removals.push(removal);
  }
  sweeps.push(await sweep(['between', 'after'], leftovers, context, task));
  return { removals, swept: sweeps.flatMap(({ swept }) => swept), refused: sweeps.flatMap(({ refused }) => refused) };
}

/** How stopping work ended. */
export interface StoppedWork {
  /** A line for each piece that ran. */
  readonly stopped: readonly string[];
  /** Types of resources whose work could not be stopped. It ends with the resource, if that can be deleted. */
  readonly refusedTypes: readonly Left[];
  /** What else could not be stopped, and may go on without any resource. */
  readonly refused: readonly Left[];
}

/** Stops what runs: what the scenario alone knows, then by the types of the resources. What cannot be stopped does not keep the rest from it. */
async function stopWork(loaded: LoadedScenario, inventory: Inventory, aws: Aws, task: Task): Promise<StoppedWork> {
  const { scenario, stage, config } = loaded;
  const resources = resourcesOf(inventory);
  const known = { config, stage, contract: inventory.contract, resources };
  const ofScenario = new Refusals(task.signal);
  const ofTypes = new Refusals(task.signal);
  task.progress('stopping what runs');
  const stopped = [...(await ofScenario.guard(`work of ${scenario.id}`, async () => scenario.stop?.({ ...known, aws, task }) ?? [], []))];
  const context = serviceContext(loaded, known, aws);
  for (const { type, stop } of services.workOf(resources)) {
    task.signal.throwIfAborted();
    stopped.push(...(await ofTypes.guard(type, () => stop(context, task), [])));
  }
  return { stopped: [...new Set(stopped)], refused: ofScenario.all, refusedTypes: ofTypes.all };
}
