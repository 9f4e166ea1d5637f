/**
 * What the caller knows of the environment that a template is deployed to. Each look-up returns a text, number, boolean or a list of those; or
 * `undefined` for what it does not know.
 *
 * @internal
 */
export interface Known {
  /** Value of `Ref`: of a pseudo parameter such as `AWS::Region`, a parameter, or a resource by its logical id. */
  readonly ref?: (name: string) => unknown;
  /** Value of `Fn::GetAtt`. */
  readonly attribute?: (logicalId: string, attribute: string) => unknown;
  /** Value of `Fn::ImportValue`. */
  readonly exported?: (name: string) => unknown;
  /** Availability zones of a region, as `Fn::GetAZs` lists them. */
  readonly zones?: (region: string) => readonly string[] | undefined;
  /** The template's `Mappings`. */
  readonly mappings?: unknown;
  /** The template's `Conditions`: expressions, or their values. */
  readonly conditions?: Readonly<Record<string, unknown>>;
}

const BRAND = Symbol.for('stagecraft.unknown');

/**
 * A value that only CloudFormation knows.
 *
 * @internal
 */
export class Unknown {
  /** Recognises an unknown value even when two copies of the package are loaded. */
  public static is(value: unknown): value is Unknown {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  /** @param expression - the intrinsic as a template has it, with every part resolved that could be */
  constructor(public readonly expression: unknown) {
    Object.defineProperty(this, BRAND, { value: true });
  }

  public toJSON(): unknown {
    return this.expression;
  }
}

/** Deeper than any template that CloudFormation takes, and shallow enough for the stack of the process. */
export const DEEPEST = 250;

/** Stands where a reference to `AWS::NoValue` leaves nothing. */
export const ABSENT = Symbol('AWS::NoValue');

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Every unknown part of a resolved value, itself included.
 *
 * @internal
 */
export function unknownsIn(value: unknown): readonly Unknown[] {
  const found: Unknown[] = [];
  const open = [value];
  const seen = new Set<unknown>();
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (Unknown.is(next)) found.push(next);
    else for (const each of Object.values(next).reverse()) open.push(each);
  }
  return found;
}

/**
 * Whether a resolved value is unknown or contains a part that is.
 *
 * @internal
 */
export function hasUnknown(value: unknown): boolean {
  return unknownsIn(value).length > 0;
}

/** A resolved value as a template has it: unknown parts as their expressions. */
export function withoutMarkers(value: unknown): unknown {
  if (value === ABSENT) return { Ref: 'AWS::NoValue' };
  if (Unknown.is(value)) return value.expression;
  if (Array.isArray(value)) return value.map(withoutMarkers);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutMarkers(each)])) : value;
}
