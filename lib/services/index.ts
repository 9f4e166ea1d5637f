import type { DeployedResource, Location, NamedResource } from '../contract/deployed-resource';
import type { Leftover } from '../contract/leftover';
import type { Sighting } from '../contract/service-verbs';
import type { Task } from '../contract/task';
import { arnOf as arnInForm, resourceOfForm } from './arns';
import { textAt } from './lookups';
import { type ResourceType, type Service, type ServiceContext, WORK_ORDER } from './service';

export type { Relation, ResourceType, Service, ServiceContext } from './service';

/** What a look at one resource showed. `parent` names the type with which it goes: nothing was asked. */
export type Look =
  | Pick<Sighting, 'state'>
  | { readonly state: 'unknown'; readonly reason: string }
  | { readonly state: 'parent'; readonly parent: string };

/** Every service, one file each. */
export const SERVICES: readonly Service[] = [];

/** What is known about CloudFormation types. */
export interface Services {
  /** The entry of a type; undefined for a type that the table lacks. */
  typeOf(type: string): ResourceType | undefined;
  /** The service of a type; undefined for a type that the table lacks. */
  serviceOf(type: string): Service | undefined;
  /** Looks whether a resource is there. Rejects when it was asked for and AWS answers neither yes nor no. */
  look(resource: DeployedResource, context: Pick<ServiceContext, 'verbs' | 'location'>): Promise<Look>;
  /** The physical id that the properties fix; undefined when the service chooses it. */
  fixedNameOf(type: string, properties: Readonly<Record<string, unknown>>): string | undefined;
  /** What services create beside these resources, each once. */
  leftoversOf(resources: readonly DeployedResource[]): readonly Leftover[];
  /** A line for each thing that refuses to be deleted until a user agrees. */
  protectionsOf(resources: readonly DeployedResource[], context: ServiceContext): Promise<readonly string[]>;
  /** Takes every protection off. */
  unprotect(resources: readonly DeployedResource[], context: ServiceContext, task: Task): Promise<void>;
  /** Stops, one after the other, what has to be stopped before these resources are deleted: a step for each type that has any. */
  workOf(resources: readonly DeployedResource[]): readonly WorkStep[];
  arnOf(resource: DeployedResource, location: Location): string | undefined;
  /** The resource that an ARN names; undefined for one of a type that the table lacks. */
  resourceOfArn(arn: string): NamedResource | undefined;
}

/** Work of one type that has to be stopped. */
export interface WorkStep {
  readonly type: string;
  stop(context: ServiceContext, task: Task): Promise<readonly string[]>;
}

/** The functions over a table of services. */
export function servicesOf(table: readonly Service[]): Services {
  const types = new Map(table.flatMap((service) => Object.entries(service.types).map(([name, type]) => [name, { service, type }] as const)));
  const typeOf = (type: string) => types.get(type)?.type;
  const byType = (resources: readonly DeployedResource[]) =>
    [...types].flatMap(([name, { type }]) => {
      const ofType = resources.filter((resource) => resource.type === name);
      return ofType.length > 0 ? [{ name, type, resources: ofType }] : [];
    });

  return {
    typeOf,
    serviceOf: (type) => types.get(type)?.service,
    async look(resource, { verbs, location }) {
      const lookup = typeOf(resource.type)?.lookup;
      if (lookup === undefined) return { state: 'unknown', reason: `${resource.type} is not in the table of services` };
      if (lookup.kind === 'parent') return { state: 'parent', parent: lookup.parent };
      if (lookup.kind === 'probe') return { state: (await lookup.isThere(resource.physicalId, verbs)) ? 'present' : 'absent' };
      const identifier = lookup.identifier(resource, location);
      if (identifier === undefined) return { state: 'unknown', reason: `its identifier (${lookup.parts.join(', ')}) is not known` };
      return verbs.cloudControl.resource(resource.type, identifier);
    },
    fixedNameOf(type, properties) {
      const { nameProperty } = typeOf(type) ?? {};
      return nameProperty === undefined ? undefined : textAt(properties, nameProperty);
    },
    leftoversOf(resources) {
      const all = resources.flatMap((resource) => typeOf(resource.type)?.leftovers?.(resource) ?? []);
      return [...new Map(all.map((leftover) => [JSON.stringify(leftover), leftover])).values()];
    },
    async protectionsOf(resources, context) {
      const lines: string[] = [];
      for (const { type, resources: ofType } of byType(resources)) lines.push(...((await type.protection?.find(ofType, context)) ?? []));
      return lines;
    },
    async unprotect(resources, context, task) {
      for (const { type, resources: ofType } of byType(resources)) await type.protection?.remove(ofType, context, task);
    },
    workOf: (resources) =>
      WORK_ORDER.flatMap((order) =>
        byType(resources).flatMap(({ name, type: { work }, resources: ofType }) =>
          work?.order === order ? [{ type: name, stop: (context, task) => work.stop(ofType, context, task) } satisfies WorkStep] : [],
        ),
      ),
    arnOf(resource, location) {
      const type = typeOf(resource.type);
      return type && arnInForm(resource, type, location);
    },
    resourceOfArn(arn) {
      for (const [name, { type }] of types) {
        const found = type.arn === undefined ? undefined : resourceOfForm(arn, name, type.arn);
        if (found) return found;
      }
      return undefined;
    },
  };
}

/** The table of all services. */
export const services: Services = servicesOf(SERVICES);
