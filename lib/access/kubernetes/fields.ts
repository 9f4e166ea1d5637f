import { StagecraftError } from '../../errors';

/** A policy of a cluster has a field or a value that is not evaluated. */
export class ClusterPolicyError extends StagecraftError {
  /** @param where kind, namespace and name of the object, and the path of the field */
  constructor(where: string, got: string, allowed: string) {
    super({
      problem: `${where} cannot be evaluated`,
      got,
      allowed,
      fix: 'write it with the allowed ones, or teach lib/access/kubernetes to evaluate it',
    });
  }
}

/** A field of an object, with its path in messages. */
export interface Field {
  readonly at: string;
  readonly value: unknown;
}

/** The fields of an object. @throws ClusterPolicyError for a field beside the known ones */
export function fieldsOf<Name extends string>({ at, value }: Field, known: readonly Name[]): Readonly<Record<Name, Field>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new ClusterPolicyError(at, JSON.stringify(value), 'an object');
  const unknown = Object.keys(value).filter((name) => !known.includes(name as Name));
  if (unknown.length > 0) throw new ClusterPolicyError(at, unknown.map((name) => `${at}.${name}`).join(', '), known.join(', '));
  const entry = (name: Name) => [name, { at: `${at}.${name}`, value: (value as Record<string, unknown>)[name] }];
  return Object.fromEntries(known.map(entry)) as Record<Name, Field>;
}

export function isSet({ value }: Field): boolean {
  return value !== undefined && value !== null;
}

/** The items of a list; undefined when it is absent. */
export function itemsOf(field: Field): readonly Field[] | undefined {
  if (!isSet(field)) return undefined;
  if (!Array.isArray(field.value)) throw new ClusterPolicyError(field.at, JSON.stringify(field.value), 'a list');
  return field.value.map((value, index) => ({ at: `${field.at}[${index}]`, value }));
}

/** The texts of a list; undefined when it is absent. */
export function textsOf(field: Field): readonly string[] | undefined {
  return itemsOf(field)?.map(textOf);
}

export function textOf({ at, value }: Field): string {
  if (typeof value === 'string') return value;
  throw new ClusterPolicyError(at, JSON.stringify(value), 'text');
}

/** One of several values; the default when it is absent. */
export function oneOf<Value extends string>(field: Field, allowed: readonly Value[], absent: Value): Value {
  if (!isSet(field)) return absent;
  if (allowed.includes(field.value as Value)) return field.value as Value;
  throw new ClusterPolicyError(field.at, JSON.stringify(field.value), allowed.join(', '));
}

export type Labels = Readonly<Record<string, string>>;

/** Labels by name; undefined when they are absent. */
export function labelsOf(field: Field): Labels | undefined {
  if (!isSet(field)) return undefined;
  const { at, value } = field;
  if (typeof value === 'object' && !Array.isArray(value) && Object.values(value as object).every((label) => typeof label === 'string')) {
    return value as Labels;
  }
  throw new ClusterPolicyError(at, JSON.stringify(value), 'labels, each with a text');
}

/** Labels that all have to be there. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
