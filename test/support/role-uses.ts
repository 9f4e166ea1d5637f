import { authorizerOf, type Role, type World, type WorldOptions, worldOf } from '../../lib/access';
import { ANYWHERE, madeUp } from '../../lib/access/made-up';
import { parsePolicy } from '../../lib/access/policies';
import { requestsOf } from '../../lib/access/requests';
import type { AccessDecision, AccessRequest } from '../../lib/contract/access';
import type { DeployedResource } from '../../lib/contract/resources';
import { type FoundRoleUse, services } from '../../lib/services';
import { MANAGED_POLICIES, SERVICE_LINKED_POLICIES } from '../../lib/services/managed-policies';
import { type KnownStack, readStacks } from '../../lib/services/stacks';

/** A request that a service makes as a role, and what the policies answer. */
export interface JudgedUse {
  readonly use: FoundRoleUse;
  readonly request: AccessRequest;
  readonly decision: AccessDecision;
}

/** What services do as the roles of some stacks, judged by their policies and by what is relied on of AWS's. */
export async function judgedUses(stacks: readonly KnownStack[], options: WorldOptions = {}) {
  const { location = ANYWHERE } = options;
  const world = await worldOf(stacks, options);
  const resources = readStacks(stacks, location, madeUp(location, world.values)).flatMap((part): readonly DeployedResource[] => part.resources);
  const complete = withManagedPolicies(world);
  const uses = services.roleUsesOf(resources, location);
  const judged: JudgedUse[] = [];
  for (const use of uses) {
    const called = await Promise.all((use.calls ?? []).map((call) => requestsOf(call, { location, resources, calls: use.calls })));
    const authorize = authorizerOf(complete, use.role);
    judged.push(...[...use.requests, ...called.flat()].map((request) => ({ use, request, decision: authorize(request) })));
  }
  return { resources, uses, judged };
}

function withManagedPolicies(world: World): World {
  const roles = new Map([...world.roles].map(([arn, role]) => [arn, { ...role, policies: [...role.policies, ...relied(role)] }] as const));
  for (const [name, policy] of Object.entries(SERVICE_LINKED_POLICIES)) {
    const { partition, account } = world.location;
    const arn = `arn:${partition}:iam::${account}:role/aws-service-role/${name}`;
    const trust = { statements: [], errors: [], account };
    roles.set(arn, { arn, id: name, trust, policies: [parsePolicy(MANAGED_POLICIES[policy]?.document, policy, 'identity')] });
  }
  return { ...world, roles };
}

function relied({ unknownPolicies = [] }: Role) {
  return unknownPolicies.flatMap((arn) => {
    const known = MANAGED_POLICIES[arn.split('/').at(-1) ?? ''];
    return known ? [parsePolicy(known.document, arn, 'identity')] : [];
  });
}
