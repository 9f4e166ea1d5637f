import type { Aws } from '../aws/aws';
import type { LoadedScenario } from '../scenarios/load';
import { contractPath } from '../scenarios/names';
import type { Account } from './account';
import { resourceOfArn } from './arn';
import { type Inventory, keptTables } from './inventory';
import type { NamedResource } from './left-behind';
import { INSIDE_OTHERS } from './probes';
import type { Removal } from './removal';
import { countLeftover } from './sweep';

/** Something that is still there. */
export interface Left {
  readonly what: string;
  readonly why: string;
}

/** What a look into the account showed after everything was removed. */
export interface Proof {
  /** Nothing when the scenario has gone without a trace. */
  readonly left: readonly Left[];
  /** How many resources were looked for one by one and not found. */
  readonly gone: number;
  /** What could not be looked at, and what was relied on instead. */
  readonly notes: readonly string[];
}

/** Looks again for everything that the inventory named, and for whatever still has the scenario's tags. */
export async function prove(loaded: LoadedScenario, inventory: Inventory, removals: readonly Removal[], aws: Aws, account: Account): Promise<Proof> {
  const { scenario, stage } = loaded;
  const left: Left[] = inventory.foreign.map((name) => ({
    what: `stack ${name}`,
    why: `it has no tag stagecraft:scenario=${scenario.id}, so it was not touched`,
  }));

  for (const { stack, deleted, failures, reason } of removals) {
    if (deleted) continue;
    left.push({ what: `stack ${stack}`, why: reason ?? 'CloudFormation could not delete it' });
    left.push(...failures.map(({ type, logicalId, reason }) => ({ what: `${type} ${logicalId} of ${stack}`, why: reason })));
  }
  for (const { name, status } of await aws.cloudformation.stacksOf(scenario.id, stage)) {
    if (!removals.some(({ stack }) => stack === name)) left.push({ what: `stack ${name}`, why: `it appeared meanwhile and is ${status}` });
  }

  const kept = keptTables(inventory);
  const looked = await lookUp(inventory, account);
  left.push(...looked.left);
  for (const { leftover, what } of inventory.leftovers) {
    const count = await countLeftover(leftover, { aws, account, kept });
    if (count > 0) left.push({ what, why: 'it came back after it was removed: something still writes there' });
  }
  for (const name of Object.keys(await aws.ssm.parametersBelow(contractPath(scenario.id, stage)))) {
    left.push({ what: `parameter ${contractPath(scenario.id, stage)}/${name}`, why: 'no stack of the scenario holds it any more' });
  }
  const tagged = await stillTagged(loaded, looked, account);
  return { left: unique([...left, ...tagged.left]), gone: looked.gone.length, notes: [...looked.notes, ...tagged.notes] };
}

interface LookUp {
  readonly left: readonly Left[];
  readonly gone: readonly NamedResource[];
  readonly notes: readonly string[];
}

async function lookUp({ stacks }: Inventory, { probes }: Account): Promise<LookUp> {
  const left: Left[] = [];
  const gone: NamedResource[] = [];
  const notes: string[] = [];
  const taken = new Map<string, number>();
  for (const { type, physicalId } of stacks.flatMap(({ resources }) => resources)) {
    const probe = probes[type];
    if (!probe) {
      if (!INSIDE_OTHERS.has(type)) taken.set(type, (taken.get(type) ?? 0) + 1);
      continue;
    }
    try {
      if (await probe(physicalId)) left.push({ what: `${type} ${physicalId}`, why: 'it is still there after its stack was deleted' });
      else gone.push({ type, physicalId });
    } catch (error) {
      notes.push(`${type} ${physicalId} could not be looked up: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (taken.size > 0) {
    const types = [...taken].map(([type, count]) => `${count} ${type}`).join(', ');
    notes.push(`not looked for one by one, CloudFormation says that they are gone: ${types}`);
  }
  return { left, gone, notes };
}

/** The tag index runs behind: what was just looked for and not found may be in it for hours. */
async function stillTagged(
  { scenario, stage }: LoadedScenario,
  { gone }: LookUp,
  { tagged, probes }: Account,
): Promise<Pick<Proof, 'left' | 'notes'>> {
  const arns = await tagged(scenario.id, stage);
  if (arns === undefined) return { left: [], notes: ['not searched by tag: this endpoint has no Resource Groups Tagging API'] };
  const left: Left[] = [];
  // Stacks were looked up by themselves, and a deleted one keeps its ARN in the index longest.
  for (const arn of arns.filter((arn) => !/:cloudformation:[^:]*:[^:]*:stack\//.test(arn))) {
    const resource = resourceOfArn(arn);
    if (resource && gone.some(({ type, physicalId }) => type === resource.type && physicalId === resource.physicalId)) continue;
    const isThere = resource && (await probes[resource.type]?.(resource.physicalId).catch(() => undefined));
    if (isThere !== false) left.push({ what: arn, why: `it still has the tag stagecraft:scenario=${scenario.id}` });
  }
  return { left, notes: [] };
}

/** One line a thing: a stack that could not be deleted is tagged as well. */
function unique(left: readonly Left[]): readonly Left[] {
  return left.filter(({ what }, index) => left.findIndex((other) => other.what === what) === index);
}
