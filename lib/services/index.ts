import type { AccessRequest } from '../contract/access';
import type { DeployedResource, Leftover, Location, NamedResource } from '../contract/resources';
import type { Sighting } from '../contract/service-verbs';
import type { Task } from '../contract/task';
import { arnFrom, hasForm, madeUpFrom, physicalIdFrom, resourceFrom } from './arns';
import { textAt } from './lookups';
import { type ResourceType, type RoleUse, type Service, type ServiceContext, WORK_ORDER } from './service';
import { TABLE } from './table';

export type { BehalfContext, Drawing, Relation, ResourceType, RoleUse, Service, ServiceContext } from './service';

/** What a look at one resource shows. For `parent` nothing was asked: the resource goes with those of that type. */
export type Look =
  | Pick<Sighting, 'state'>
  | { readonly state: 'unknown'; readonly reason: string }
  | { readonly state: 'parent'; readonly parent: string };

/** A use of a role, with the resource that handed it over. */
export interface FoundRoleUse extends RoleUse {
  readonly by: DeployedResource;
  readonly requests: readonly AccessRequest[];
}

/** Work of one type that has to be stopped. */
export interface WorkStep {
  readonly type: string;
  /** @returns a line for each piece that ran */
  stop(context: ServiceContext, task: Task): Promise<readonly string[]>;
}

/** What is known about CloudFormation types. */
export interface Services {
  /** Every type of the table. */
  readonly types: readonly string[];
  /** The entry of a type; undefined for a type that the table lacks. */
  typeOf(type: string): ResourceType | undefined;
  /** The service of a type, also of a type that its entry lacks; undefined for a service that the table lacks. */
  serviceOf(type: string): Service | undefined;
  /** Looks whether a resource is there. Rejects when AWS answers neither yes nor no. */
  look(resource: DeployedResource, context: Pick<ServiceContext, 'verbs' | 'location'>): Promise<Look>;
  /** The physical id that the properties fix; undefined when the service chooses it. */
  fixedIdOf(type: string, properties: Readonly<Record<string, unknown>>, location: Location): string | undefined;
  /** A physical id, and an ARN where the type has one, as the service would give them to a resource of this name. */
  madeUpOf(type: string, name: string, location: Location): { readonly id: string; readonly arn?: string };
  /** What services create beside these resources, each once. */
  leftoversOf(resources: readonly DeployedResource[]): readonly Leftover[];
  /** What stays in the account after a teardown since others use it too, a line each: service-linked roles, shared log groups and rules. */
  remainsOf(resources: readonly DeployedResource[]): readonly string[];
  /** What has to be stopped before these resources are deleted: a step for each type that has any, in order. */
  workOf(resources: readonly DeployedResource[]): readonly WorkStep[];
  /** What services do as the roles that these resources hand to them. */
  roleUsesOf(resources: readonly DeployedResource[], location: Location): readonly FoundRoleUse[];
  /** The ARN of a resource; undefined when its type has none, or when nothing tells it. */
  arnOf(resource: DeployedResource, location: Location): string | undefined;
  /** The resource that an ARN names; undefined when its type is not in the table, or when the ARN does not tell the physical id. */
  resourceOfArn(arn: string): NamedResource | undefined;
  /** Whether an ARN names this resource. RDS and DocumentDB have the same ARNs, so `resourceOfArn` may name another type. */
  isArnOf(arn: string, resource: DeployedResource, location: Location): boolean;
  /** Types whose ARNs look like this one; none for a type that the table lacks. */
  typesOfArn(arn: string): readonly string[];
}

/** The functions over a table of services. */
export function servicesOf(table: readonly Service[]): Services {
  const types = new Map(table.flatMap((service) => Object.entries(service.types)));
  const services = new Map(table.flatMap((service) => Object.keys(service.types).map((type) => [type, service] as const)));
  const namespaces = new Map(table.map((service) => [service.namespace, service]));
  const groups = (resources: readonly DeployedResource[]) =>
    [...types]
      .map(([name, type]) => ({ name, type, resources: resources.filter((resource) => resource.type === name) }))
      .filter(({ resources: ofType }) => ofType.length > 0);

  return {
    types: [...types.keys()],
    typeOf: (type) => types.get(type),
    serviceOf: (type) => services.get(type) ?? namespaces.get(type.split('::')[1] ?? ''),
    async look(resource, { verbs, location }) {
      const lookup = types.get(resource.type)?.lookup;
      if (lookup === undefined) return { state: 'unknown', reason: `${resource.type} is not in the table of services` };
      if (lookup.kind === 'parent') return { state: 'parent', parent: lookup.parent };
      if (lookup.kind === 'probe') return { state: (await lookup.isThere(resource.physicalId, verbs)) ? 'present' : 'absent' };
      const identifier = lookup.identifier(resource, location);
      if (identifier === undefined) return { state: 'unknown', reason: `a part of its identifier (${lookup.parts.join(', ')}) is not known` };
      return verbs.cloudControl.resource(resource.type, identifier);
    },
    fixedIdOf(type, properties, location) {
      const { nameProperty, arn } = types.get(type) ?? {};
      const name = nameProperty === undefined ? undefined : textAt(properties, nameProperty);
      return name === undefined ? undefined : physicalIdFrom(arn, name, location);
    },
    madeUpOf(type, name, location) {
      const { arn } = types.get(type) ?? {};
      return arn === undefined ? { id: name } : madeUpFrom(arn, name, location);
    },
    leftoversOf(resources) {
      const all = resources.flatMap((resource) => types.get(resource.type)?.leftovers?.(resource) ?? []);
      return [...new Map(all.map((leftover) => [JSON.stringify(leftover), leftover])).values()];
    },
    remainsOf(resources) {
      const shared = resources.flatMap((resource) => types.get(resource.type)?.remains?.(resource) ?? []);
      const roles = resources.flatMap((resource) => services.get(resource.type)?.serviceLinkedRoles ?? []);
      return [...new Set([...shared, ...roles.map((role) => `service-linked role ${role}, which the service creates once in an account`)])];
    },
    workOf: (resources) =>
      WORK_ORDER.flatMap((order) =>
        groups(resources).flatMap(({ name, type: { work }, resources: ofType }): WorkStep[] =>
          work?.order === order ? [{ type: name, stop: (context, task) => work.stop(ofType, context, task) }] : [],
        ),
      ),
    roleUsesOf: (resources, location) =>
      resources.flatMap((resource) =>
        (types.get(resource.type)?.onBehalf?.(resource, { location, resources }) ?? []).map((use) => ({
          ...{ ...use, by: resource },
          requests: use.requests?.map((request) => ({ ...request, context: { ...requestKeys(location), ...request.context } })) ?? [],
        })),
      ),
    arnOf(resource, location) {
      const { arn } = types.get(resource.type) ?? {};
      return arn === undefined ? resource.attributes?.['Arn'] : arnFrom(arn, resource, location);
    },
    resourceOfArn(arn) {
      for (const [name, { arn: form }] of types) {
        const found = form === undefined ? undefined : resourceFrom(arn, name, form);
        if (found) return found;
      }
      return undefined;
    },
    isArnOf(arn, resource, location) {
      const { arn: form } = types.get(resource.type) ?? {};
      if (arn === resource.physicalId || form === undefined) return arn === resource.physicalId || arn === resource.attributes?.['Arn'];
      return arn === arnFrom(form, resource, location) || resourceFrom(arn, resource.type, form)?.physicalId === resource.physicalId;
    },
    typesOfArn: (arn) => [...types].flatMap(([name, { arn: form }]) => (form !== undefined && hasForm(arn, form) ? [name] : [])),
  };
}

/** What is known about every type of the table. */
export const services: Services = servicesOf(TABLE);

/** Condition keys of every request of a service that acts as a role: it signs as the role, and not for another caller. */
function requestKeys({ region }: Location): Readonly<Record<string, string>> {
  return { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false', 'aws:RequestedRegion': region };
}
