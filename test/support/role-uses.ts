import { authorizerOf, type WorldOptions, worldOf } from '../../lib/access';
import { requestsOf } from '../../lib/access/requests';
import type { AccessDecision, AccessRequest } from '../../lib/contract/access';
import { type FoundRoleUse, services } from '../../lib/services';
import type { KnownStack } from '../../lib/services/stacks';

/** A request that a service makes as a role, and what the policies answer. */
export interface JudgedUse {
  readonly use: FoundRoleUse;
  readonly request: AccessRequest;
  readonly decision: AccessDecision;
}

/** What services do as the roles of some stacks, judged by their policies and by what is relied on of AWS's. */
export async function judgedUses(stacks: readonly KnownStack[], options: WorldOptions = {}) {
  const world = await worldOf(stacks, options);
  const { deployed: resources, location } = world;
  const uses = services.roleUsesOf(resources, location);
  const judged: JudgedUse[] = [];
  for (const use of uses) {
    const called = await Promise.all((use.calls ?? []).map((call) => requestsOf(call, { location, resources, calls: use.calls })));
    const authorize = authorizerOf(world, use.role);
    judged.push(...[...use.requests, ...called.flat()].map((request) => ({ use, request, decision: authorize(request) })));
  }
  return { resources, uses, judged };
}
