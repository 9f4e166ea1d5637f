import type { DeployedResource, Location } from '../contract/resources';
import type { CloudControlLookup, ParentLookup, ProbeLookup } from './service';

/** Where a part of an identifier comes from; undefined when it is unknown. */
export type Part = (resource: DeployedResource, location: Location) => string | undefined;

/**
 * A look-up by Cloud Control. One name: the physical id is the identifier. Several parts: each with where it comes from, in the documented order; a
 * physical id that has as many parts already is taken as it is.
 */
export function cloudControl(parts: string | Readonly<Record<string, Part>>): CloudControlLookup {
  if (typeof parts === 'string') return { kind: 'cloud-control', parts: [parts], identifier: ({ physicalId }) => physicalId };
  const names = Object.keys(parts);
  return {
    kind: 'cloud-control',
    parts: names,
    identifier(resource, location) {
      if (names.length > 1 && resource.physicalId.split('|').length === names.length) return resource.physicalId;
      const values = Object.values(parts).map((part) => part(resource, location));
      return values.every((value) => value !== undefined) ? values.join('|') : undefined;
    },
  };
}

/** A look-up by a verb of the service. */
export function probe(isThere: ProbeLookup['isThere']): ProbeLookup {
  return { kind: 'probe', isThere };
}

/** A type that is gone when what it belongs to is. */
export function goesWith(parent: string): ParentLookup {
  return { kind: 'parent', parent };
}

export const physicalId: Part = (resource) => resource.physicalId;
export const account: Part = (_, location) => location.account;

/** An attribute, where it is known. */
export function attribute(name: string): Part {
  return ({ attributes }) => attributes?.[name];
}

/** The first of these properties that is known text; a path such as `TableInput.Name` reaches inside. */
export function property(...paths: readonly string[]): Part {
  return ({ properties }) => paths.map((path) => textAt(properties, path)).find((value) => value !== undefined);
}

/** The text at a path of properties; undefined when there is none or it is unknown. */
export function textAt(properties: Readonly<Record<string, unknown>> | undefined, path: string): string | undefined {
  const value = path.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), properties);
  return typeof value === 'string' ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
