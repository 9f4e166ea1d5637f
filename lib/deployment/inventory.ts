import type { Aws } from '../aws/aws';
import type { StackResource, StackState } from '../aws/cloudformation';
import type { Leftover } from '../contract/leftover';
import type { LoadedScenario } from '../scenarios/load';
import { contractPath } from '../scenarios/names';
import type { Synthesized } from '../scenarios/synthesize';
import type { Account } from './account';
import { type Expected, expectedOf } from './expected';
import { leftBehindBy } from './left-behind';
import { countLeftover, leftoverName } from './sweep';

/** A stack that is to go. */
export interface InventoriedStack {
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  /** What it holds now; resources that were never made, or are deleted already, are not counted. */
  readonly resources: readonly StackResource[];
}

/** Something that services make beside the stacks. */
export interface InventoriedLeftover {
  readonly leftover: Leftover;
  readonly what: string;
  /** How many there are now; 0 for what may still appear. */
  readonly count: number;
}

/** Everything that belongs to a scenario and stage in an account. */
export interface Inventory {
  /** In order of deletion. */
  readonly stacks: readonly InventoriedStack[];
  readonly leftovers: readonly InventoriedLeftover[];
  /** Stacks that have the name of one of the scenario's but not its tags. They are somebody else's and not touched. */
  readonly foreign: readonly string[];
  /** What is known of the contract, from parameters, outputs and templates. */
  readonly contract: Readonly<Record<string, string>>;
  /** Entries of the contract that nobody knows any more. */
  readonly unknownEntries: readonly string[];
}

/** Takes stock. Reads, and changes nothing. */
export async function takeInventory(loaded: LoadedScenario, synthesized: Synthesized | undefined, aws: Aws, account: Account): Promise<Inventory> {
  const { scenario, stage } = loaded;
  const order = (synthesized?.stacks ?? []).map(({ stackName }) => stackName);
  const ours = await aws.cloudformation.stacksOf(scenario.id, stage);
  const named = (await Promise.all(order.map((name) => aws.cloudformation.stack(name)))).filter((stack) => stack !== undefined);
  const untagged = named.filter(({ name }) => !ours.some((stack) => stack.name === name));
  // A stack that was prepared and never started has no tags yet, and holds nothing.
  const prepared = untagged.filter(({ status }) => status === 'REVIEW_IN_PROGRESS');
  const stacks = await Promise.all(
    [...ours, ...prepared]
      .reverse()
      .sort(lastFirst(order))
      .map((stack) => stackWithResources(stack, aws)),
  );

  const expected = expectedOf(synthesized?.stacks ?? [], aws.target);
  const contract = await knownContract(loaded, ours, expected, aws);
  const candidates = leftoverCandidates(loaded, contract, stacks, expected);
  return {
    stacks,
    leftovers: await existing(candidates, stacks, aws, account),
    foreign: untagged.filter((stack) => !prepared.includes(stack)).map(({ name }) => name),
    contract,
    unknownEntries: Object.keys(scenario.contract).filter((name) => contract[name] === undefined),
  };
}

/** Names of catalog tables that stacks delete themselves. */
export function keptTables({ stacks }: Pick<Inventory, 'stacks'>): ReadonlySet<string> {
  return new Set(
    stacks.flatMap(({ resources }) => resources.filter(({ type }) => type === 'AWS::Glue::Table').map(({ physicalId }) => tableName(physicalId))),
  );
}

/** CloudFormation calls a table by its name, or by catalog, database and name. */
function tableName(physicalId: string): string {
  return physicalId.split(/[|/]/).at(-1) ?? physicalId;
}

/** Later stacks use what earlier ones made. Stacks that no template explains go first, in the order in which they come. */
function lastFirst(order: readonly string[]): (one: StackState, other: StackState) => number {
  const rank = ({ name }: StackState) => (order.includes(name) ? order.indexOf(name) : order.length);
  return (one, other) => rank(other) - rank(one);
}

const NOT_THERE = ['CREATE_FAILED', 'DELETE_COMPLETE', 'DELETE_SKIPPED'];

async function stackWithResources({ name, status, reason }: StackState, { cloudformation }: Aws): Promise<InventoriedStack> {
  const resources = await cloudformation.resources(name);
  const present = resources.filter((resource) => !NOT_THERE.includes(resource.status) && resource.physicalId !== '');
  present.sort((one, other) => one.type.localeCompare(other.type) || one.physicalId.localeCompare(other.physicalId));
  return { name, status, reason, resources: present };
}

async function knownContract(
  { scenario, stage }: LoadedScenario,
  stacks: readonly StackState[],
  expected: Expected,
  { ssm }: Aws,
): Promise<Readonly<Record<string, string>>> {
  const published = await ssm.parametersBelow(contractPath(scenario.id, stage));
  const known: Record<string, string> = { ...expected.outputs, ...Object.assign({}, ...stacks.map(({ outputs }) => outputs)), ...published };
  return Object.fromEntries(Object.entries(known).filter(([name]) => name in scenario.contract));
}

function leftoverCandidates(
  { scenario, stage, config }: LoadedScenario,
  contract: Readonly<Record<string, string>>,
  stacks: readonly InventoriedStack[],
  expected: Expected,
): readonly Leftover[] {
  const declared = complete(scenario.contract, contract) ? scenario.leftovers({ config, contract, stage }) : [];
  const all = [...declared, ...leftBehindBy(stacks.flatMap(({ resources }) => resources)), ...leftBehindBy(expected.resources)];
  return [...new Map(all.map((leftover) => [leftoverName(leftover), leftover])).values()];
}

function complete(names: object, values: Readonly<Record<string, string>>): boolean {
  return Object.keys(names).every((name) => values[name] !== undefined);
}

async function existing(
  candidates: readonly Leftover[],
  stacks: readonly InventoriedStack[],
  aws: Aws,
  account: Account,
): Promise<readonly InventoriedLeftover[]> {
  const owned = new Set(stacks.flatMap(({ resources }) => resources.map(({ type, physicalId }) => `${type} ${physicalId}`)));
  const kept = keptTables({ stacks });
  const found: InventoriedLeftover[] = [];
  for (const leftover of candidates) {
    if (!(await isOurs(leftover, owned, account.probes))) continue;
    // A group of a stack is the stack's until then; afterwards a late writer may make it anew.
    const ofStack = leftover.kind === 'log-group' && owned.has(`AWS::Logs::LogGroup ${leftover.name}`);
    const count = ofStack ? 0 : await countLeftover(leftover, { aws, account, kept });
    found.push({ leftover, what: leftoverName(leftover), count });
  }
  return found;
}

/**
 * A name alone proves nothing: a bucket or a database of this name that no stack of the scenario holds is somebody else's, perhaps the very reason why a
 * deployment failed. A log group is ours unless a function of its name lives on outside of the stacks.
 */
async function isOurs(leftover: Leftover, owned: ReadonlySet<string>, probes: Account['probes']): Promise<boolean> {
  if (leftover.kind === 'bucket-contents') return owned.has(`AWS::S3::Bucket ${leftover.bucket}`);
  if (leftover.kind === 'catalog-tables') return owned.has(`AWS::Glue::Database ${leftover.database}`);
  const name = leftover.kind === 'log-group' ? leftover.name.replace(/^\/aws\/lambda\//, '') : undefined;
  if (name === undefined || name.startsWith('/') || owned.has(`AWS::Lambda::Function ${name}`)) return true;
  return !(await probes['AWS::Lambda::Function']?.(name));
}
