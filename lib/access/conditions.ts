import { BlockList, isIP } from 'node:net';
import { type Keys, Pattern } from './pattern';

/** One line of a Condition block. */
export interface Condition {
  /** As the policy writes it, such as `ForAnyValue:StringLike`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  /** Whether it holds; undefined when AWS does not say: for several values of a key without ForAllValues or ForAnyValue. */
  holds(keys: Keys): boolean | undefined;
}

/** Whether a value of a request is one that the policy names. */
type Test = (value: string, keys: Keys) => boolean;

interface Operator {
  /** Undefined when the operator takes no such value. */
  test(expected: string, hasVariables: boolean): Test | undefined;
  readonly isNegated?: boolean;
}

const text = (reading: { readonly hasWildcards?: boolean; readonly ignoresCase?: boolean; readonly isArn?: boolean }): Operator => ({
  test: (expected, hasVariables) => {
    const pattern = new Pattern(expected, { ...reading, hasVariables });
    return (value, keys) => pattern.matches(value, keys);
  },
});
const ordered = (read: (value: string) => number, holds: (value: number, expected: number) => boolean): Operator => ({
  test: (written) => {
    const expected = read(written);
    return Number.isNaN(expected) ? undefined : (value) => holds(read(value), expected);
  },
});
const not = (operator: Operator): Operator => ({ ...operator, isNegated: true });

const numberIn = (value: string) => (value.trim() === '' ? Number.NaN : Number(value));
/** Seconds since 1970, or a date of ISO 8601. */
const timeIn = (value: string) => (/^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value));

const comparisons = (name: string, read: (value: string) => number): Readonly<Record<string, Operator>> => {
  const equals = ordered(read, (value, expected) => value === expected);
  return {
    [`${name}Equals`]: equals,
    [`${name}NotEquals`]: not(equals),
    [`${name}LessThan`]: ordered(read, (value, expected) => value < expected),
    [`${name}LessThanEquals`]: ordered(read, (value, expected) => value <= expected),
    [`${name}GreaterThan`]: ordered(read, (value, expected) => value > expected),
    [`${name}GreaterThanEquals`]: ordered(read, (value, expected) => value >= expected),
  };
};

const bool: Operator = {
  test: (expected) => (/^(true|false)$/i.test(expected) ? (value) => value.toLowerCase() === expected.toLowerCase() : undefined),
};
const address: Operator = {
  test: (expected) => {
    const [network = '', prefix] = expected.split('/');
    const [family, bits] = isIP(network) === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const);
    const length = prefix === undefined ? bits : numberIn(prefix);
    if (isIP(network) === 0 || !Number.isInteger(length) || length < 0 || length > bits) return undefined;
    const list = new BlockList();
    list.addSubnet(network, length, family);
    return (value) => isIP(value) !== 0 && list.check(value, isIP(value) === 4 ? 'ipv4' : 'ipv6');
  },
};
const arn = text({ hasWildcards: true, isArn: true });

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: text({}),
  StringNotEquals: not(text({})),
  StringEqualsIgnoreCase: text({ ignoresCase: true }),
  StringNotEqualsIgnoreCase: not(text({ ignoresCase: true })),
  StringLike: text({ hasWildcards: true }),
  StringNotLike: not(text({ hasWildcards: true })),
  // AWS evaluates both names alike.
  ArnEquals: arn,
  ArnLike: arn,
  ArnNotEquals: not(arn),
  ArnNotLike: not(arn),
  Bool: bool,
  IpAddress: address,
  NotIpAddress: not(address),
  ...comparisons('Numeric', numberIn),
  ...comparisons('Date', timeIn),
};

/** The operators that are known, without their prefixes and `IfExists`. */
export const operatorNames: readonly string[] = [...Object.keys(OPERATORS), 'Null'];

/** A line of a Condition block; otherwise what is wrong with it. */
export function conditionOf(operator: string, key: string, expected: readonly string[], hasVariables: boolean): Condition | 'operator' | 'value' {
  if (operator === 'Null') return nullCheck(key, expected);
  const [, set, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const known = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (known === undefined) return 'operator';
  const tests = expected.map((value) => known.test(value, hasVariables));
  if (!tests.every((test) => test !== undefined)) return 'value';

  const { isNegated = false } = known;
  const one = (value: string, keys: Keys) => tests.some((test) => test(value, keys)) !== isNegated;
  const whenAbsent = ifExists !== undefined || (set === undefined ? isNegated : set === 'ForAllValues');
  const lowerKey = key.toLowerCase();
  return {
    operator,
    key,
    values: expected,
    holds(keys) {
      // For the set operators an empty text is no value.
      const values = (keys.get(lowerKey) ?? []).filter((value) => set === undefined || value !== '');
      if (values.length === 0) return whenAbsent;
      if (set === 'ForAllValues') return values.every((value) => one(value, keys));
      if (set === 'ForAnyValue') return values.some((value) => one(value, keys));
      return values.length > 1 ? undefined : one(values[0]!, keys);
    },
  };
}

/** Whether a key is absent, or, for `false`, present. */
function nullCheck(key: string, expected: readonly string[]): Condition | 'value' {
  const answers = expected.map((value) => value.toLowerCase());
  if (answers.length === 0 || !answers.every((value) => value === 'true' || value === 'false')) return 'value';
  const name = key.toLowerCase();
  return {
    operator: 'Null',
    key,
    values: expected,
    holds: (keys) => answers.some((value) => (value === 'true') === ((keys.get(name) ?? []).length === 0)),
  };
}
