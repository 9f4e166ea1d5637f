import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import type { LoadedScenario } from '../scenarios/load';
import { contractPath } from '../scenarios/names';
import type { Account } from './account';
import { concurrently } from './concurrently';
import { type InventoriedResource, type Inventory, keptTables } from './inventory';
import { type Left, Refusals } from './left';
import { type LookedUp, linesOf, lookUp } from './lookups';
import type { PollSettings } from './poll-settings';
import type { Removal } from './removal';
import { countLeftover, type Swept, sweep } from './sweep';
import { searchByTag } from './tag-index';

/** What happened before the proof. */
export interface TakenDown {
  readonly removals: readonly Removal[];
  readonly swept: readonly Swept[];
  /** Orphaned resources that AWS refused to remove. */
  readonly refused: readonly Left[];
  /** Work of the scenario that could not be stopped. */
  readonly unstopped: readonly Left[];
  /** Resource types whose work could not be stopped. */
  readonly unstoppedTypes: readonly Left[];
}

/** What a last look into the account showed. */
export interface Proof {
  /** Empty when the scenario has gone without a trace. */
  readonly left: readonly Left[];
  /** How many resources were looked up one by one and are gone. */
  readonly gone: number;
  /** What no look-up covers, and what the result relies on instead. */
  readonly notes: readonly string[];
}

/**
 * Looks again for everything that the inventory named, and for what still has the tags of the scenario.
 *
 * Existing resources are swept again some seconds later, because services write until they have ended.
 *
 * @returns also what was swept meanwhile
 */
export async function prove(
  loaded: LoadedScenario,
  inventory: Inventory,
  done: TakenDown,
  aws: Aws,
  account: Account,
  task: Task,
  settings: PollSettings,
): Promise<Proof & Pick<TakenDown, 'swept'>> {
  task.progress('looking for what is left');
  let found = await lookAgain(loaded, inventory, done, aws, task);
  let again = done;
  if (found.left.length > 0) {
    await sleep(settings.settleMs, undefined, { signal: task.signal });
    const leftovers = inventory.leftovers.map(({ leftover }) => leftover);
    const { swept, refused } = await sweep(['between', 'after'], leftovers, { aws, kept: keptTables(inventory) }, task);
    again = { ...done, swept: [...done.swept, ...swept], refused: [...done.refused, ...refused] };
    found = await lookAgain(loaded, inventory, again, aws, task);
  }
  const tagged = await searchByTag(loaded, found.looks, aws, account, task, settings);
  const notes = [
    ...linesOf(found.looks, 'unknown').map(({ what, why }) => `not looked up, CloudFormation reports them as deleted (${why}): ${what}`),
    ...tagged.notes,
  ];
  const gone = found.looks.filter(({ look }) => look.state === 'absent').length;
  return { left: unique([...found.left, ...tagged.left]), gone, notes, swept: again.swept };
}

async function lookAgain(
  loaded: LoadedScenario,
  inventory: Inventory,
  done: TakenDown,
  aws: Aws,
  task: Task,
): Promise<{ readonly left: readonly Left[]; readonly looks: readonly LookedUp[] }> {
  const { scenario, stage } = loaded;
  const looks = await lookUp(inventory, aws, task);
  const refusals = new Refusals(task.signal);
  const appeared = await refusals.guard(`stacks of ${scenario.id}`, () => aws.cloudformation.stacksOf(scenario.id, stage), []);
  const path = contractPath(scenario.id, stage);
  const parameters = await refusals.guard(`parameters below ${path}`, async () => Object.keys(await aws.ssm.parametersBelow(path)), []);
  const left: readonly Left[] = [
    ...inventory.foreign.map((name) => ({ what: `stack ${name}`, why: `it has no tag stagecraft:scenario=${scenario.id}, so it was not touched` })),
    ...done.removals
      .filter(({ deleted }) => !deleted)
      .map(({ stack, reason = 'CloudFormation could not delete it' }) => ({ what: `stack ${stack}`, why: reason })),
    ...appeared
      .filter(({ name }) => !done.removals.some(({ stack }) => stack === name))
      .map(({ name, status }) => ({ what: `stack ${name}`, why: `it appeared meanwhile and is ${status}` })),
    ...resourcesLeft(inventory, done.removals, looks),
    ...linesOf(looks, 'refused').map(({ what, why }) => ({ what, why: `not known, it could not be looked up: ${why}` })),
    ...(await orphansLeft(inventory, done, aws, refusals)),
    ...workLeft(done, looks),
    ...parameters
      .filter((name) => !isLooked(looks, `${path}/${name}`))
      .map((name) => ({ what: `parameter ${path}/${name}`, why: 'no stack of the scenario owns it any more' })),
  ];
  return { left: [...left, ...refusals.all.map(({ what, why }) => ({ what, why: `not known, it could not be looked up: ${why}` }))], looks };
}

/** Resources that are there, with the reason that CloudFormation gave if it gave one. */
function resourcesLeft({ stacks }: Inventory, removals: readonly Removal[], looks: readonly LookedUp[]): readonly Left[] {
  const reasons = new Map<InventoriedResource, string>();
  for (const { name, resources } of stacks) {
    const removal = removals.find(({ stack }) => stack === name);
    for (const resource of resources) {
      const failure = removal?.failures.find(({ logicalId }) => logicalId === resource.logicalId);
      if (failure) reasons.set(resource, failure.reason);
      else if (removal?.deleted === false) reasons.set(resource, `stack ${name} could not be deleted`);
    }
  }
  return looks.flatMap(({ resource, look }) => {
    const failed = removals.some(({ failures }) =>
      failures.some(({ logicalId, type }) => logicalId === resource.logicalId && type === resource.type),
    );
    if (look.state !== 'present' && !(failed && look.state !== 'absent')) return [];
    return [{ what: nameOf(resource), why: reasons.get(resource) ?? 'it is still there after its stack was deleted' }];
  });
}

async function orphansLeft(inventory: Inventory, { refused }: TakenDown, aws: Aws, refusals: Refusals): Promise<readonly Left[]> {
  const context = { aws, kept: keptTables(inventory) };
  const counts = await concurrently(inventory.leftovers, ({ leftover, what }) => refusals.guard(what, () => countLeftover(leftover, context), 0));
  return inventory.leftovers.flatMap(({ what }, index) => {
    if (counts[index] === 0) return [];
    const why = refused.findLast((refusal) => refusal.what === what)?.why;
    return [{ what, why: why ?? 'it came back after it was removed: something still writes there' }];
  });
}

/** Work that could not be stopped goes on, unless the resource that it belongs to is gone. */
function workLeft({ unstopped, unstoppedTypes }: TakenDown, looks: readonly LookedUp[]): readonly Left[] {
  const lives = (type: string) => looks.some(({ resource, look }) => resource.type === type && look.state !== 'absent' && look.state !== 'parent');
  return [...unstopped, ...unstoppedTypes.filter(({ what }) => lives(what))].map(({ what, why }) => ({
    what,
    why: `it could not be stopped: ${why}`,
  }));
}

function isLooked(looks: readonly LookedUp[], name: string): boolean {
  return looks.some(({ resource }) => resource.type === 'AWS::SSM::Parameter' && resource.physicalId === name);
}

function nameOf({ type, physicalId }: InventoriedResource): string {
  return `${type} ${physicalId}`;
}

/** One line a thing. */
function unique(left: readonly Left[]): readonly Left[] {
  return left.filter(({ what }, index) => left.findIndex((other) => other.what === what) === index);
}
