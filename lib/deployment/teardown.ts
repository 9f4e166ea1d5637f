import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import { AbortError } from '../errors';
import type { LoadedScenario } from '../scenarios/load';
import type { Account } from './account';
import { type Inventory, keptTables } from './inventory';
import { type Proof, prove } from './proof';
import { BRISK, PATIENT, type Patience, type Removal, removeStack } from './removal';
import { type Place, type Swept, sweep } from './sweep';

/** What was taken down, and the proof that it is gone. */
export interface Teardown extends Proof {
  /** Work that was stopped. */
  readonly stopped: readonly string[];
  /** What services had made by themselves. */
  readonly swept: readonly Swept[];
  /** Stacks that are gone. */
  readonly deleted: readonly string[];
}

/**
 * Takes down what the inventory names: stops work, empties what blocks deletions, deletes the stacks, sweeps up after them, and looks again.
 *
 * It can be interrupted and repeated at any point. A part that cannot be removed does not keep the others from being removed.
 */
export async function tearDown(
  loaded: LoadedScenario,
  inventory: Inventory,
  aws: Aws,
  account: Account,
  task: Task,
  patience?: Patience,
): Promise<Teardown> {
  const pace = patience ?? (aws.target.endpoint === undefined ? PATIENT : BRISK);
  const place: Place = { aws, account, kept: keptTables(inventory) };
  const leftovers = inventory.leftovers.map(({ leftover }) => leftover);
  try {
    const { stopped, notes } = await stopWork(loaded, inventory, aws, task);
    const swept = [...(await sweep('before', leftovers, place, task))];
    const removals: Removal[] = [];
    for (const { name } of inventory.stacks) {
      task.progress(`deleting stack ${name}`);
      let removal = await removeStack(name, aws, account, task, pace);
      if (!removal.deleted) {
        task.progress(`${name} could not be deleted (${removal.reason ?? 'no reason'}), trying once more`);
        swept.push(...(await sweep('before', leftovers, place, task)));
        removal = await removeStack(name, aws, account, task, pace);
      }
      removals.push(removal);
    }
    swept.push(...(await sweep('after', leftovers, place, task)));

    task.progress('looking for what is left');
    let proof = await prove(loaded, inventory, removals, aws, account);
    if (proof.left.length > 0) {
      swept.push(...(await sweep('after', leftovers, place, task)));
      proof = await prove(loaded, inventory, removals, aws, account);
    }
    const deleted = removals.filter((removal) => removal.deleted).map(({ stack }) => stack);
    return { stopped, swept, deleted, ...proof, notes: [...notes, ...proof.notes] };
  } catch (error) {
    if (!task.signal.aborted || error instanceof AbortError) throw error;
    throw new AbortError(
      { problem: 'interrupted; a part may be deleted already', fix: 'repeat the command: it finishes what is left' },
      { cause: error },
    );
  }
}

async function stopWork(
  { scenario, stage, config }: LoadedScenario,
  { stacks, contract, unknownEntries }: Inventory,
  aws: Aws,
  task: Task,
): Promise<{ stopped: readonly string[]; notes: readonly string[] }> {
  if (stacks.length === 0) return { stopped: [], notes: [] };
  if (unknownEntries.length > 0) {
    return { stopped: [], notes: [`no work was looked for, since these entries of the contract are unknown: ${unknownEntries.join(', ')}`] };
  }
  task.progress('stopping what runs');
  try {
    return { stopped: await scenario.stop({ config, stage, contract, aws, task }), notes: [] };
  } catch (error) {
    if (task.signal.aborted) throw error;
    return { stopped: [], notes: [`work could not be stopped: ${error instanceof Error ? error.message : String(error)}`] };
  }
}
