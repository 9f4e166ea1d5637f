import { attributeIn, subParts } from './functions';
import { isRecord, Unknown } from './values';

/**
 * What a value refers to in its own template: a resource or a parameter, by `Ref` or, with an attribute, by `Fn::GetAtt`.
 *
 * @internal
 */
export interface TemplateReference {
  readonly logicalId: string;
  readonly attribute?: string;
  readonly exportName?: undefined;
}

/**
 * An export of another stack that a value refers to.
 *
 * @internal
 */
export interface ExportReference {
  readonly exportName: string;
  readonly logicalId?: undefined;
}

/** @internal */
export type Reference = TemplateReference | ExportReference;

/**
 * Everything that a value of a template refers to, once each, in order of appearance. Pseudo parameters are no references.
 *
 * An export whose name is an expression gives the references in that expression.
 *
 * @internal
 */
export function referencesIn(value: unknown): readonly Reference[] {
  const found = new Map<string, Reference>();
  // A list instead of recursion: a value may be deeper than the stack of the process.
  const open = [value];
  const seen = new Set<unknown>();
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    const entries = Unknown.is(next) ? [['', next.expression] as const] : Object.entries(next);
    for (const [name, argument] of entries) {
      if (name === 'Ref' && entries.length > 1) continue;
      for (const reference of directReferences(name, argument)) {
        if (!reference.logicalId?.startsWith('AWS::')) found.set(JSON.stringify(reference), reference);
      }
    }
    for (const [, argument] of entries.reverse()) open.push(argument);
  }
  return [...found.values()];
}

/** What one intrinsic itself refers to, without what its arguments refer to. */
function directReferences(name: string, argument: unknown): Reference[] {
  const [first, second] = Array.isArray(argument) ? argument : [argument];
  if (typeof first !== 'string') return [];
  if (name === 'Ref') return [{ logicalId: first }];
  if (name === 'Fn::ImportValue') return [{ exportName: first }];
  if (name === 'Fn::GetAtt') return [templateReference(argument) ?? { logicalId: first }];
  if (name !== 'Fn::Sub') return [];
  return subParts(first).flatMap((part) => {
    if (typeof part === 'string' || (isRecord(second) && Object.hasOwn(second, part.name))) return [];
    return [templateReference(part.name) ?? { logicalId: part.name }];
  });
}

function templateReference(target: unknown): TemplateReference | undefined {
  const [logicalId, attribute] = attributeIn(target) ?? [];
  return logicalId === undefined ? undefined : { logicalId, attribute };
}
