import { BlockList, isIP } from 'node:net';
import { type Keys, Pattern } from './pattern';

/** One line of a Condition block. */
export interface Condition {
  /** As the policy writes it, such as `ForAnyValue:StringLike`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  /** Whether it holds; undefined when its key is not known, and when AWS does not say: for several values without ForAllValues or ForAnyValue. */
  holds(keys: Keys): boolean | undefined;
  /** Keys, its own and those of its variables, of which it is not known whether the request has them. */
  unknownIn(keys: Keys): readonly string[];
}

/** Whether a value of a request is one that the policy names. */
type Test = (value: string, keys: Keys) => boolean | undefined;

interface Operator {
  /** Undefined when the operator takes no such value. */
  test(expected: string, hasVariables: boolean): Test | undefined;
  readonly isNegated?: boolean;
  /** A value may have variables. @default false */
  readonly takesVariables?: boolean;
}

const text = (reading: { readonly hasWildcards?: boolean; readonly ignoresCase?: boolean; readonly isArn?: boolean }): Operator => ({
  test: (expected, hasVariables) => {
    const pattern = new Pattern(expected, { ...reading, hasVariables });
    return (value, keys) => pattern.matches(value, keys);
  },
  takesVariables: true,
});
const ordered = (read: (value: string) => number, holds: (value: number, expected: number) => boolean): Operator => ({
  test: (written) => {
    const expected = read(written);
    return Number.isNaN(expected) ? undefined : (value) => holds(read(value), expected);
  },
});
const not = (operator: Operator): Operator => ({ ...operator, isNegated: true });

/** An integer or a decimal. */
const numberIn = (value: string) => (/^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN);
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
  const one = (value: string, keys: Keys) => {
    const isNamed = anyOf(tests.map((test) => test(value, keys)));
    return isNamed === undefined ? undefined : isNamed !== isNegated;
  };
  const whenAbsent = ifExists !== undefined || (set === undefined ? isNegated : set === 'ForAllValues');
  const lowerKey = key.toLowerCase();
  const patterns = known.takesVariables ? expected.map((value) => new Pattern(value, { hasVariables })) : [];
  return {
    operator,
    key,
    values: expected,
    holds(keys) {
      const given = keys.get(lowerKey);
      if (given === undefined) return undefined;
      // For the set operators an empty text is no value.
      const values = given.filter((value) => set === undefined || value !== '');
      if (values.length === 0) return whenAbsent;
      if (set === 'ForAllValues') return allOf(values.map((value) => one(value, keys)));
      if (set === 'ForAnyValue') return anyOf(values.map((value) => one(value, keys)));
      return values.length > 1 ? undefined : one(values[0]!, keys);
    },
    unknownIn: (keys) => [...(keys.get(lowerKey) === undefined ? [key] : []), ...patterns.flatMap((pattern) => pattern.unknownIn(keys))],
  };
}

/** Whether one answer is yes; undefined when an answer that is not known decides. */
function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(true) || (answers.includes(undefined) ? undefined : false);
}

/** Whether every answer is yes; undefined when an answer that is not known decides. */
export function allOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
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
    holds: (keys) => {
      const given = keys.get(name);
      return given === undefined ? undefined : answers.some((value) => (value === 'true') === (given.length === 0));
    },
    unknownIn: (keys) => (keys.get(name) === undefined ? [key] : []),
  };
}
