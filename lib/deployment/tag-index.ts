import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import type { LoadedScenario } from '../scenarios/load';
import { services } from '../services';
import type { Account } from './account';
import { concurrently } from './concurrently';
import { locationOf } from './expected';
import { type Left, Refusals, reasonOf } from './left';
import type { LookedUp } from './lookups';
import type { PollSettings } from './poll-settings';

/** What the search by tag adds to the look-ups. */
export interface TagSearch {
  readonly left: readonly Left[];
  readonly notes: readonly string[];
}

/**
 * Searches for what still has the tags of the scenario.
 *
 * The index runs minutes to hours behind: what was looked up and is gone is gone, whatever it names. What it alone knows is searched for again for a while,
 * and is a note in the end.
 */
export async function searchByTag(
  { scenario, stage }: LoadedScenario,
  looks: readonly LookedUp[],
  aws: Aws,
  { tagged }: Pick<Account, 'tagged'>,
  task: Task,
  { indexMs, indexPolls }: Pick<PollSettings, 'indexMs' | 'indexPolls'>,
): Promise<TagSearch> {
  const refusals = new Refusals(task.signal);
  const isKnown = knownArns(looks, aws);
  for (let poll = 1; ; poll += 1) {
    const arns = await refusals.guard('search by tag', () => tagged(scenario.id, stage), []);
    if (arns === undefined) return { left: [], notes: ['not searched by tag: this endpoint has no Resource Groups Tagging API'] };
    const open = arns.filter((arn) => !isStack(arn) && !isKnown(arn));
    const found = await concurrently(open, (arn) => stateOf(arn, aws));
    const unknown = open.filter((_, index) => found[index] === 'unknown');
    if (unknown.length === 0 || poll >= indexPolls) {
      const note = `the tag index runs hours behind, and still names what nothing can look up: ${unknown.join(', ')}`;
      return { left: [...found.filter((each) => typeof each === 'object'), ...refusals.all], notes: unknown.length === 0 ? [] : [note] };
    }
    task.progress(`the tag index still names ${unknown.length} of the scenario's resources`);
    await sleep(indexMs, undefined, { signal: task.signal });
  }
}

/**
 * Whether an ARN names something that was looked up, whatever the result.
 *
 * Some ARNs have an id that nothing tells: as many of them count as known as resources of that type are gone.
 */
function knownArns(looks: readonly LookedUp[], { target }: Aws): (arn: string) => boolean {
  const location = locationOf(target);
  const lookedUp = looks.filter(({ look }) => look.state !== 'unknown').map(({ resource }) => resource);
  const opaque = new Map<string, Set<string>>();
  const isGoneOpaque = (arn: string) =>
    services.typesOfArn(arn).some((type) => {
      const known = opaque.get(type) ?? new Set<string>();
      const gone = looks.filter(({ resource, look }) => resource.type === type && look.state === 'absent').length;
      if (!known.has(arn) && known.size >= gone) return false;
      opaque.set(type, known.add(arn));
      return true;
    });
  return (arn) =>
    lookedUp.some((resource) => services.isArnOf(arn, resource, location)) || (services.resourceOfArn(arn) === undefined && isGoneOpaque(arn));
}

/** Stacks are listed, and a deleted one keeps its ARN in the index longest. */
function isStack(arn: string): boolean {
  return /:cloudformation:[^:]*:[^:]*:stack\//.test(arn);
}

/** Whether what an ARN names is there, so that it is left. */
async function stateOf(arn: string, aws: Aws): Promise<Left | 'gone' | 'unknown'> {
  const resource = services.resourceOfArn(arn);
  if (resource === undefined) return 'unknown';
  try {
    const { state } = await services.look(resource, { verbs: aws, location: locationOf(aws.target) });
    if (state === 'present') return { what: arn, why: 'it has the tags of the scenario, and no stack of the scenario deletes it' };
    return state === 'absent' ? 'gone' : 'unknown';
  } catch (error) {
    return { what: arn, why: `it has the tags of the scenario, and could not be looked up: ${reasonOf(error)}` };
  }
}
