import type { Target } from '../aws/aws';
import type { DeployedResource, Location } from '../contract/resources';
import { type KnownStack, readStacks, type StackParts } from '../services/stacks';

export type { KnownStack, StackParts } from '../services/stacks';

/**
 * What stacks that are not deployed would consist of, as far as their templates fix names.
 *
 * It lets `destroy` look for log groups and the like when stacks and parameters are already gone.
 */
export function expectedOf(stacks: readonly KnownStack[], target: Target): StackParts<DeployedResource> {
  const all = partsOf(
    stacks.map(({ name, template }) => ({ name, template })),
    target,
  );
  return { resources: all.flatMap(({ resources }) => resources), outputs: Object.assign({}, ...all.map(({ outputs }) => outputs)) };
}

/** What each stack consists of, with properties as far as templates, physical ids and exports of the stacks before it tell. */
export function partsOf(stacks: readonly KnownStack[], target: Target): readonly StackParts[] {
  return readStacks(stacks, locationOf(target));
}

/** Where resources are. */
export function locationOf({ account, region, principal }: Target): Location {
  return { account, region, partition: principal.split(':')[1] ?? 'aws' };
}
