import { type Reference, renderText, type TemplateReference } from 'stagecraft-constructs/intrinsics';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A template, as far as its summary reads it. */
export interface TemplateJson {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
}

/** Templates by the ids of their stacks. */
export type Templates = Readonly<Record<string, TemplateJson>>;

/** A stack with short names for its own resources and for those that it imports from other stacks. */
export interface NamedStack {
  readonly id: string;
  /** Resources by their logical ids without hashes. */
  readonly resources: readonly (readonly [id: string, resource: Resource])[];
  /** A value as one line of text, with masked asset digests: they change with every line of a program. */
  text(value: unknown): string;
}

export function namedStacks(templates: Templates): readonly NamedStack[] {
  const naming = Object.fromEntries(Object.entries(templates).map(([stack, template]) => [stack, shortNames(template)]));
  const exports = new Map<string, string>();
  const textIn = (stack: string) => (value: unknown) => {
    const name = (target: Reference) =>
      target.exportName === undefined ? nameIn(templates[stack], naming[stack], target) : exports.get(target.exportName);
    return renderText(value, { reference: (target) => bracketed(name(target)) }).replace(/[0-9a-f]{64}/g, '<asset>');
  };
  for (const [stack, { Outputs = {} }] of Object.entries(templates)) {
    for (const { Value, Export } of Object.values(Outputs)) {
      if (Export) exports.set(textIn(stack)(Export.Name), textIn(stack)(Value).replace(/^<(.*)>$/, `${stack}/$1`));
    }
  }
  return Object.entries(templates).map(([id, { Resources = {} }]) => ({
    id,
    resources: Object.entries(Resources).map(([logicalId, resource]) => [naming[id]?.get(logicalId) ?? logicalId, resource] as const),
    text: textIn(id),
  }));
}

/** Logical ids without their hashes, except where two would become one. */
function shortNames({ Resources = {} }: TemplateJson): ReadonlyMap<string, string> {
  const ids = Object.keys(Resources);
  const short = (id: string) => id.replace(/[0-9A-F]{8}$/, '');
  return new Map(ids.map((id) => [id, ids.filter((other) => short(other) === short(id)).length === 1 ? short(id) : id]));
}

function nameIn(
  template: TemplateJson | undefined,
  names: ReadonlyMap<string, string> | undefined,
  { logicalId, attribute }: TemplateReference,
): string | undefined {
  const parameter = template?.Parameters?.[logicalId]?.Default;
  const name = names?.get(logicalId) ?? (parameter === undefined ? undefined : `parameter ${parameter}`);
  return name === undefined || attribute === undefined ? name : `${name}.${attribute}`;
}

const bracketed = (name: string | undefined) => (name === undefined ? undefined : `<${name}>`);
