import { authorizerOf, rolesOf, worldOf } from '../../lib/access';
import { ANYWHERE, madeUp } from '../../lib/access/made-up';
import type { Authorizer, Workload } from '../../lib/contract/access';
import { readStacks } from '../../lib/services/stacks';
import { stackTemplatesOf } from './scenario';

/** A scenario as if it were deployed. */
export interface DeployedScenario {
  /** What the role of a workload may do, of several the one that this property names. @throws Error for a workload without such a role */
  authorizerOf(workload: Workload, use?: string): Authorizer;
  /** Physical id of a resource, by its type and its logical id without the hash. @throws Error for no or several */
  physicalId(type: string, id: string): string;
}

/** The templates of a scenario in an account with made-up names. */
export async function deployed(id: string, set: Readonly<Record<string, unknown>> = {}): Promise<DeployedScenario> {
  const stacks = stackTemplatesOf(id, set).map(({ stackName: name, template }) => ({ name, template }));
  const world = await worldOf(stacks);
  const resources = readStacks(stacks, ANYWHERE, madeUp(ANYWHERE, world.values)).flatMap((part) => part.resources);
  const only = <Found>(found: readonly Found[], what: string): Found => {
    if (found.length !== 1) throw new Error(`${found.length} of ${what} in ${id}`);
    return found[0]!;
  };
  return {
    authorizerOf(workload, use) {
      const roles = rolesOf(world, workload).filter((role) => use === undefined || role.use === use);
      return authorizerOf(world, only([...new Set(roles.map(({ role }) => role))], `${workload.type} ${workload.id}, as roles`));
    },
    physicalId: (type, name) =>
      only(
        resources.filter((resource) => resource.type === type && resource.logicalId.replace(/[0-9A-F]{8}$/, '') === name),
        `${type} ${name}`,
      ).physicalId,
  };
}
