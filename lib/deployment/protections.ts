import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import type { LoadedScenario } from '../scenarios/load';
import type { PartlyDeployed } from '../scenarios/scenario';
import { type ServiceContext, services } from '../services';
import { locationOf } from './expected';
import type { Refusals } from './left';

type Known = PartlyDeployed<LoadedScenario['config'], string>;

/** A line for each thing that refuses to be deleted until a user agrees: by the types of the resources, and what the scenario adds. */
export async function protectionsOf(
  { scenario, stage }: LoadedScenario,
  known: Known,
  aws: Aws,
  task: Task,
  refusals: Refusals,
): Promise<readonly string[]> {
  const byType = await refusals.guard(
    'protection of the resources',
    () => services.protectionsOf(known.resources, serviceContext({ scenario, stage }, known, aws)),
    [],
  );
  const ofScenario = await refusals.guard(
    'protection of what the scenario runs',
    async () => scenario.protections?.({ ...known, aws, task }) ?? [],
    [],
  );
  return [...new Set([...byType, ...ofScenario])];
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
