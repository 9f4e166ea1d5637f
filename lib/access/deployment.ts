import { hasUnknown } from 'stagecraft-constructs/intrinsics';
import type { Workload } from '../contract/access';
import type { DeployedResource, Location } from '../contract/resources';
import type { RehearsedAccount, StackTemplate } from '../rehearsal/rehearsal';
import { type KnownStack, type ListedResource, readStacks } from '../services/stacks';
import { ANYWHERE, attributesOf, madeUp } from './made-up';
import { workloadOf } from './workload-roles';

/** A resource by its place in the templates. */
export type Resource = DeployedResource & ListedResource & { readonly stack: string; readonly location: Location };

/** A stack, with its place where that is another than the deployment's. */
export interface PlacedStack extends KnownStack {
  /** @default - that of the deployment */
  readonly location?: Location;
}

/** What there would be in an account after a deployment. */
export interface Deployment {
  readonly location: Location;
  /** Every resource, with the names that templates fix, and made-up ones for what AWS would choose. */
  readonly resources: readonly Resource[];
  /** Values of SSM parameters by their names, those that are known. */
  readonly values: ReadonlyMap<string, string>;
}

export interface DeploymentOptions {
  /** @default - account 111122223333 in eu-central-1 */
  readonly location?: Location;
  /** Values of SSM parameters that no template has. @default - none */
  readonly values?: ReadonlyMap<string, string>;
}

/** Reads templates, those of required scenarios first, as if they were deployed. */
export function deploymentOf(stacks: readonly PlacedStack[], { location = ANYWHERE, values: given = new Map() }: DeploymentOptions = {}): Deployment {
  const places = new Map<string, { readonly at: Location; readonly stacks: PlacedStack[] }>();
  for (const stack of stacks) {
    const at = stack.location ?? location;
    const key = `${at.account} ${at.region}`;
    if (!places.has(key)) places.set(key, { at, stacks: [] });
    places.get(key)!.stacks.push(stack);
  }
  const parts = [...places.values()].map((place) => deployedAt(place.at, place.stacks, given));
  return { location, resources: parts.flatMap(({ resources }) => resources), values: new Map(parts.flatMap(({ values }) => [...values])) };
}

/** What a resource of a place can mean by a name: resources of its account and Region, IAM's of its account, and every bucket. */
export function namedFrom({ account, region }: Location, resources: readonly Resource[]): readonly Resource[] {
  return resources.filter(({ type, location: at }) => {
    if (type === 'AWS::S3::Bucket') return true;
    return at.account === account && (at.region === region || type.startsWith('AWS::IAM::'));
  });
}

/** The stacks of one account and Region: exports and SSM parameters are known there alone. */
function deployedAt(location: Location, stacks: readonly KnownStack[], given: ReadonlyMap<string, string>): Deployment {
  let values = given;
  let resources: readonly Resource[] = [];
  // A template may read a parameter that a stack before it writes.
  for (let known = -1; known < values.size; ) {
    known = values.size;
    const parts = readStacks(stacks, location, madeUp(location, values));
    resources = parts.flatMap((part, index) =>
      part.resources.map((resource) => ({ ...resource, location, stack: stacks[index]!.name, attributes: attributesOf(resource, location) })),
    );
    values = new Map([...given, ...resources.flatMap(parameterOf)]);
    if (!stacks.some(readsParameters)) break;
  }
  return { location, resources, values };
}

/** The account of a rehearsal: its names are those by which its calls are judged. */
export function accountOf(templates: readonly StackTemplate[], location: Location = ANYWHERE): RehearsedAccount {
  const deployment = deploymentOf(
    templates.map(({ stackName: name, template }) => ({ name, template })),
    { location },
  );
  return { ...deployment, environmentOf: (workload) => environmentOf(deployment.resources, workload) };
}

/** @throws Error for a workload that no template has, and for a variable whose value is not known */
function environmentOf(resources: readonly Resource[], { type, id }: Workload): Readonly<Record<string, string>> {
  const found = resources.filter((each) => each.type === type && workloadOf(type, each.logicalId).id === id);
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length === 0 ? 'no template has' : 'several templates have'} ${type} ${id}`);
  const { Environment: environment } = only.properties as { readonly Environment?: { readonly Variables?: object } };
  return Object.fromEntries(
    Object.entries(environment?.Variables ?? {}).map(([name, value]) => {
      if (hasUnknown(value)) throw new Error(`the value of ${name} of ${type} ${id} is not known: ${JSON.stringify(value)}`);
      return [name, String(value)];
    }),
  );
}

function parameterOf({ type, physicalId, properties }: Resource): readonly (readonly [string, string])[] {
  const value = properties?.['Value'];
  return type === 'AWS::SSM::Parameter' && typeof value === 'string' ? [[physicalId, value]] : [];
}

function readsParameters({ template }: KnownStack): boolean {
  return JSON.stringify((template as { readonly Parameters?: unknown } | undefined)?.Parameters ?? {}).includes('AWS::SSM::Parameter::Value');
}
