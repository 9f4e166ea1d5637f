import type { Aws } from '../aws/aws';
import type { DeployedResource } from '../contract/resources';
import type { Task } from '../contract/task';
import type { Contract } from '../scenarios/contract-entry';
import type { LoadedScenario } from '../scenarios/load';
import type { PartlyDeployed } from '../scenarios/places';
import { type ResourceType, type ServiceContext, services } from '../services';
import { locationOf } from './expected';
import { Refusals } from './left';

type Protection = NonNullable<ResourceType['protection']>;
type Known = PartlyDeployed<LoadedScenario['config'], Contract>;

/** A line for each thing that may be deleted only after a user agreed: by the types of the resources, and what the scenario adds. */
export async function protectionsOf(
  { scenario, stage }: LoadedScenario,
  known: Known,
  aws: Aws,
  task: Task,
  refusals: Refusals,
): Promise<readonly string[]> {
  const context = serviceContext({ scenario, stage }, known, aws);
  const lines: string[] = [];
  for (const [type, { protection, resources }] of protectedTypes(known.resources)) {
    lines.push(...(await refusals.guard(`protection of ${type}`, () => protection.find(resources, context), [])));
  }
  const own = async () => (await scenario.protections?.({ ...known, aws, task })) ?? [];
  lines.push(...(await refusals.guard(`protections of ${scenario.id}`, own, [])));
  return [...new Set(lines)];
}

/** Takes protections off. What cannot be taken off shows as the reason why its stack is not deleted. */
export async function unprotect(loaded: LoadedScenario, known: Pick<Known, 'resources'>, aws: Aws, task: Task): Promise<void> {
  task.progress('taking protections off');
  const refusals = new Refusals(task.signal);
  const context = serviceContext(loaded, known, aws);
  for (const [type, { protection, resources }] of protectedTypes(known.resources)) {
    await refusals.guard(type, () => protection.remove(resources, context, task), undefined);
  }
  for (const { what, why } of refusals.all) task.progress(`the protection of ${what} could not be taken off: ${why}`);
}

interface Protected {
  readonly protection: Protection;
  readonly resources: readonly DeployedResource[];
}

/** Types that can be protected, each with its resources. */
function protectedTypes(resources: readonly DeployedResource[]): ReadonlyMap<string, Protected> {
  const types = [...new Set(resources.map(({ type }) => type))];
  return new Map(
    types.flatMap((type): [string, Protected][] => {
      const protection = services.typeOf(type)?.protection;
      return protection === undefined ? [] : [[type, { protection, resources: resources.filter((resource) => resource.type === type) }]];
    }),
  );
}

/** What the table of services is given. */
export function serviceContext(
  { scenario, stage }: Pick<LoadedScenario, 'scenario' | 'stage'>,
  { resources }: Pick<Known, 'resources'>,
  aws: Aws,
): ServiceContext {
  return {
    verbs: aws,
    location: locationOf(aws.target),
    tags: { 'stagecraft:scenario': scenario.id, 'stagecraft:stage': stage },
    resources,
  };
}
