import type { Aws } from '../aws/aws';
import type { Task } from '../contract/task';
import { type Look, services } from '../services';
import { concurrently } from './concurrently';
import { locationOf } from './expected';
import { type InventoriedResource, type Inventory, resourcesOf } from './inventory';
import { reasonOf } from './left';

/** How each resource of the inventory was found. */
export interface LookedUp {
  readonly resource: InventoriedResource;
  readonly look: Look | { readonly state: 'refused'; readonly reason: string };
}

/** Looks up every resource of the stacks, one by one. */
export async function lookUp(inventory: Inventory, aws: Aws, task: Task): Promise<readonly LookedUp[]> {
  const location = locationOf(aws.target);
  const resources = resourcesOf(inventory);
  let done = 0;
  return concurrently(resources, async (resource) => {
    task.signal.throwIfAborted();
    const look = await services.look(resource, { verbs: aws, location }).catch((error) => ({ state: 'refused' as const, reason: reasonOf(error) }));
    done += 1;
    task.progress(`looked up ${done} of ${resources.length} resources`);
    return { resource, look };
  });
}

/** Resources that nobody could look up, counted by reason and type, one line a reason. */
export function linesOf(looks: readonly LookedUp[], state: 'unknown' | 'refused'): readonly { readonly what: string; readonly why: string }[] {
  const byReason = new Map<string, Map<string, number>>();
  for (const { resource, look } of looks) {
    if (look.state !== state) continue;
    const reason = 'reason' in look ? look.reason : state;
    const types = byReason.get(reason) ?? new Map<string, number>();
    byReason.set(reason, types.set(resource.type, (types.get(resource.type) ?? 0) + 1));
  }
  return [...byReason].map(([why, types]) => ({ what: [...types].map(([type, count]) => `${count} ${type}`).join(', '), why }));
}
