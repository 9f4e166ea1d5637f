import { INTRINSICS } from './intrinsics/functions';
import { ABSENT, DEEPEST, isRecord, type Known, Unknown, withoutMarkers } from './intrinsics/values';

export { type ExportReference, type Reference, referencesIn, type TemplateReference } from './intrinsics/references';
export { renderText, type TextOptions } from './intrinsics/text';
export { hasUnknown, type Known, Unknown, unknownsIn } from './intrinsics/values';

/**
 * Resolves every CloudFormation intrinsic in a value of a template, as far as `known` reaches.
 *
 * It takes any input and never throws. What only CloudFormation knows is an `Unknown` in its place, never text; a reference to `AWS::NoValue`
 * removes its property or list element, and is `undefined` at the top.
 *
 * @internal
 */
export function resolveIntrinsics(value: unknown, known: Known = {}): unknown {
  const resolved = new Resolver(known).resolve(value);
  return resolved === ABSENT ? undefined : resolved;
}

/**
 * The text that a value of a template stands for; undefined when only CloudFormation knows, or when it is no text.
 *
 * @internal
 */
export function resolveText(value: unknown, known: Known = {}): string | undefined {
  const resolved = resolveIntrinsics(value, known);
  return typeof resolved === 'string' ? resolved : undefined;
}

class Resolver {
  private readonly path = new Set<unknown>();
  private readonly evaluating = new Set<string>();

  constructor(public readonly known: Known) {}

  public resolve(value: unknown): unknown {
    if (value === undefined || value === ABSENT) return ABSENT;
    if (['function', 'symbol', 'bigint'].includes(typeof value)) return new Unknown(value);
    if (value === null || typeof value !== 'object') return value;
    if (this.path.has(value) || this.path.size >= DEEPEST) return new Unknown(value);

    this.path.add(value);
    const resolved = Unknown.is(value) ? this.resolve(value.expression) : this.compound(value);
    this.path.delete(value);
    return resolved;
  }

  /** Value of a named condition, of a condition function's result, or of `{ Condition: name }`; undefined when unknown. */
  public condition(value: unknown): boolean | undefined {
    if (typeof value === 'boolean') return value;
    if (isRecord(value) && !Unknown.is(value)) return this.condition(value['Condition']);
    const { conditions = {} } = this.known;
    if (typeof value !== 'string' || this.evaluating.has(value) || !Object.hasOwn(conditions, value)) return undefined;

    this.evaluating.add(value);
    const met = this.condition(this.resolve(conditions[value]));
    this.evaluating.delete(value);
    return met;
  }

  private compound(value: object): unknown {
    if (Array.isArray(value)) return value.map((each) => this.resolve(each)).filter((each) => each !== ABSENT);
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined]] = entries;
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) return this.call(name, argument);
    // A macro or a loop adds properties beside the ones that are there.
    if (entries.some(([key]) => key.startsWith('Fn::'))) return new Unknown(value);
    return Object.fromEntries(entries.map(([key, each]) => [key, this.resolve(each)] as const).filter(([, each]) => each !== ABSENT));
  }

  private call(name: string, argument: unknown): unknown {
    // The arguments of a function keep their places, also those without a value.
    const resolved = Array.isArray(argument) ? argument.map((each) => this.resolve(each)) : this.resolve(argument);
    const result = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name]?.(resolved, this) : undefined;
    return result === undefined ? new Unknown({ [name]: withoutMarkers(resolved) }) : result;
  }
}
