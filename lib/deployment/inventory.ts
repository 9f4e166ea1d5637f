import type { Aws } from '../aws/aws';
import type { StackResource, StackState } from '../aws/cloudformation';
import type { DeployedResource, Leftover } from '../contract/resources';
import type { Task } from '../contract/task';
import { knownValues } from '../scenarios/contract-entry';
import type { LoadedScenario } from '../scenarios/load';
import { contractPath } from '../scenarios/names';
import type { Synthesized } from '../scenarios/synthesize';
import { services } from '../services';
import { concurrently } from './concurrently';
import { expectedOf, type KnownStack, locationOf, partsOf } from './expected';
import { type Left, Refusals } from './left';
import { protectionsOf } from './protections';
import { countLeftover, leftoverName } from './sweep';

/** A stack that is to be deleted. */
export interface InventoriedStack {
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  /** What it owns now; resources that were never created, or are deleted already, do not count. */
  readonly resources: readonly InventoriedResource[];
}

export type InventoriedResource = StackResource & DeployedResource;

/** Orphaned resources: what a service created, and no stack deletes. */
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
  /** Stacks that have the name of one of the scenario's but not its tags. They belong to another owner and are not touched. */
  readonly foreign: readonly string[];
  /** What is known of the contract, from parameters, outputs and templates. */
  readonly contract: Readonly<Record<string, unknown>>;
  /** A line for each thing that refuses to be deleted until a user agrees. */
  readonly protected: readonly string[];
  /** What could not be looked at, and why. */
  readonly refused: readonly Left[];
}

/** Every resource of the stacks. */
export function resourcesOf({ stacks }: Pick<Inventory, 'stacks'>): readonly InventoriedResource[] {
  return stacks.flatMap(({ resources }) => resources);
}

/** Names of catalog tables that stacks delete. */
export function keptTables(inventory: Pick<Inventory, 'stacks'>): ReadonlySet<string> {
  const tables = resourcesOf(inventory).filter(({ type }) => type === 'AWS::Glue::Table');
  // CloudFormation calls a table by its name, or by catalog, database and name.
  return new Set(tables.map(({ physicalId }) => physicalId.split(/[|/]/).at(-1) ?? physicalId));
}

/**
 * Takes stock: reads, and changes nothing. What AWS refuses to show, and templates that cannot be read, are collected.
 *
 * @throws when the stacks themselves cannot be listed
 */
export async function takeInventory(loaded: LoadedScenario, synthesized: Synthesized | undefined, aws: Aws, task: Task): Promise<Inventory> {
  const { scenario, stage, config } = loaded;
  const refusals = new Refusals(task.signal);
  const templates = await refusals.guard('the synthesized templates', async () => templatesOf(synthesized), []);
  const order = templates.map(({ name }) => name);
  const { ours, foreign } = await stacksIn(loaded, order, aws);

  const sorted = [...ours].reverse().sort(lastFirst(order));
  const stacks = await describe(sorted, templates, aws, refusals);
  const owned = resourcesOf({ stacks });
  const expected = await refusals.guard('what the templates name', async () => expectedOf(templates, aws.target), { resources: [], outputs: {} });
  const contract = await knownContract(loaded, ours, expected.outputs, aws, refusals);

  const context = { config, stage, contract, resources: owned };
  const declared = await refusals.guard('orphaned resources that the scenario names', async () => scenario.leftovers?.(context) ?? [], []);
  const listed = (name: string) => refusals.guard(`resources of stack ${name}`, () => aws.cloudformation.resources(name), []);
  const foreignResources = (await concurrently(foreign, listed)).flat();
  const orphans = await orphansOf({ owned, expected: expected.resources, foreign: foreignResources, declared }, aws);
  const leftovers = await counted(orphans, stacks, aws, refusals);
  const found = await protectionsOf(loaded, context, aws, task, refusals);
  return { stacks, leftovers, foreign, contract, protected: found, refused: refusals.all };
}

function templatesOf(synthesized: Synthesized | undefined): readonly KnownStack[] {
  return (synthesized?.stacks ?? []).map(({ stackName: name, template }) => ({ name, template }));
}

async function stacksIn(
  { scenario, stage }: LoadedScenario,
  order: readonly string[],
  { cloudformation }: Aws,
): Promise<{ readonly ours: readonly StackState[]; readonly foreign: readonly string[] }> {
  const tagged = await cloudformation.stacksOf(scenario.id, stage);
  const named = (await Promise.all(order.map((name) => cloudformation.stack(name)))).filter((stack) => stack !== undefined);
  const untagged = named.filter(({ name }) => !tagged.some((stack) => stack.name === name));
  // A stack that was prepared and never started has no tags yet, and owns nothing.
  const prepared = untagged.filter(({ status }) => status === 'REVIEW_IN_PROGRESS');
  return { ours: [...tagged, ...prepared], foreign: untagged.filter((stack) => !prepared.includes(stack)).map(({ name }) => name) };
}

/** Later stacks use what earlier ones created. Stacks that no template explains go first, in the order in which they come. */
function lastFirst(order: readonly string[]): (one: StackState, other: StackState) => number {
  const rank = ({ name }: StackState) => (order.includes(name) ? order.indexOf(name) : order.length);
  return (one, other) => rank(other) - rank(one);
}

const ABSENT = ['CREATE_FAILED', 'DELETE_COMPLETE', 'DELETE_SKIPPED'];

/** Stacks with what they own, and with the properties that the deployed templates give it; synthesized ones may differ from those. */
async function describe(
  stacks: readonly StackState[],
  templates: readonly KnownStack[],
  { cloudformation, target }: Aws,
  refusals: Refusals,
): Promise<readonly InventoriedStack[]> {
  const known = await concurrently(stacks, async ({ name }) => {
    const resources = await refusals.guard(`resources of stack ${name}`, () => cloudformation.resources(name), []);
    const present = resources.filter((resource) => !ABSENT.includes(resource.status) && resource.physicalId !== '');
    present.sort((one, other) => one.type.localeCompare(other.type) || one.physicalId.localeCompare(other.physicalId));
    const deployed = await cloudformation.template(name).catch(() => undefined);
    return { name, resources: present, template: deployed ?? templates.find((template) => template.name === name)?.template };
  });
  // Exports are known when the stacks are read in the order in which they were created.
  const parts = [...partsOf([...known].reverse(), target)].reverse();
  return stacks.map(({ name, status, reason }, index) => ({
    name,
    status,
    reason,
    resources: (parts[index]?.resources ?? []) as readonly InventoriedResource[],
  }));
}

async function knownContract(
  { scenario, stage }: LoadedScenario,
  stacks: readonly StackState[],
  expected: Readonly<Record<string, string>>,
  { ssm }: Aws,
  refusals: Refusals,
): Promise<Readonly<Record<string, string>>> {
  const path = contractPath(scenario.id, stage);
  const published = await refusals.guard(`parameters below ${path}`, () => ssm.parametersBelow(path), {});
  const known: Record<string, string> = { ...expected, ...Object.assign({}, ...stacks.map(({ outputs }) => outputs)), ...published };
  return knownValues(scenario.contract, known);
}

async function counted(
  leftovers: readonly Leftover[],
  stacks: readonly InventoriedStack[],
  aws: Aws,
  refusals: Refusals,
): Promise<readonly InventoriedLeftover[]> {
  const groups = new Set(
    resourcesOf({ stacks })
      .filter(({ type }) => type === 'AWS::Logs::LogGroup')
      .map(({ physicalId }) => physicalId),
  );
  const context = { aws, kept: keptTables({ stacks }) };
  return concurrently(leftovers, async (leftover) => {
    const what = leftoverName(leftover);
    // A group of a stack is the stack's until then; afterwards a service may create it again.
    const ofStack = leftover.kind === 'log-group' && groups.has(leftover.name);
    const count = ofStack ? 0 : await refusals.guard(what, () => countLeftover(leftover, context), 0);
    return { leftover, what, count };
  });
}

/** What is known of a deployment when its orphaned resources are looked for. */
export interface OrphanSources {
  /** Resources of stacks that are there. */
  readonly owned: readonly DeployedResource[];
  /** Resources whose names the templates fix, whether or not they are deployed. */
  readonly expected: readonly DeployedResource[];
  /** Resources of stacks that have a name of the scenario's and are not its own. */
  readonly foreign: readonly DeployedResource[];
  /** What the scenario itself names, since no type tells it. */
  readonly declared: readonly Leftover[];
}

/**
 * Resources that services create and no stack deletes, each once: of what the stacks own, of what they owned before they were deleted, and what the
 * scenario names.
 *
 * A name alone proves nothing: a bucket of this name that no stack of the scenario owns belongs to another owner, perhaps the very reason why a deployment
 * failed. A log group counts, since a service may have created it again after its stack was deleted, unless the resource that writes it lives on.
 */
async function orphansOf({ owned, expected, foreign, declared }: OrphanSources, aws: Aws): Promise<readonly Leftover[]> {
  const ownKeys = new Set(owned.map(keyOf));
  const unowned = expected.filter((resource) => !ownKeys.has(keyOf(resource)));
  const elsewhere = [...foreign, ...(await presentOf(unowned, aws))];
  const theirs = new Set(services.leftoversOf(elsewhere).map(keyOfLeftover));
  const followed = services.leftoversOf(unowned).filter((leftover) => survivesItsOwner(leftover) && !theirs.has(keyOfLeftover(leftover)));
  const own = [...services.leftoversOf(owned), ...declared].filter((leftover) => isOwned(leftover, ownKeys));
  return [...new Map([...own, ...followed].map((leftover) => [keyOfLeftover(leftover), leftover])).values()];
}

/** Those that are there although no stack of the scenario owns them. A log group is not among them: a service may have created it again. */
async function presentOf(unowned: readonly DeployedResource[], aws: Aws): Promise<readonly DeployedResource[]> {
  const sources = unowned.filter((resource) => resource.type !== 'AWS::Logs::LogGroup' && services.leftoversOf([resource]).length > 0);
  const looks = await concurrently(sources, (resource) =>
    services.look(resource, { verbs: aws, location: locationOf(aws.target) }).catch(() => ({ state: 'unknown' as const })),
  );
  return sources.filter((_, index) => looks[index]?.state === 'present');
}

/** Contents go with their bucket, and made tables with their database: without it there is nothing to sweep. */
function survivesItsOwner({ kind }: Leftover): boolean {
  return kind !== 'bucket-contents' && kind !== 'catalog-tables';
}

function isOwned(leftover: Leftover, owned: ReadonlySet<string>): boolean {
  if (leftover.kind === 'bucket-contents') return owned.has(`AWS::S3::Bucket ${leftover.bucket}`);
  if (leftover.kind === 'catalog-tables') return owned.has(`AWS::Glue::Database ${leftover.database}`);
  return true;
}

function keyOf({ type, physicalId }: DeployedResource): string {
  return `${type} ${physicalId}`;
}

function keyOfLeftover(leftover: Leftover): string {
  return JSON.stringify(leftover);
}
