import { decide } from '../../lib/access/evaluate';
import { parsePolicy } from '../../lib/access/policies';
import { type NaiveInput, type NaiveStatement, naive } from './naive';

const ROLE = 'arn:aws:iam::111122223333:role/service/app';
const USER = 'arn:aws:iam::111122223333:user/ann';
const PRINCIPALS = [
  ROLE,
  USER,
  'arn:aws:iam::111122223333:role/other',
  'arn:aws:sts::111122223333:assumed-role/app/run',
  'arn:aws:sts::111122223333:assumed-role/app/other',
  'arn:aws:iam::111122223333:root',
  'arn:aws:iam::444455556666:root',
  '*',
];
const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:Get*', 's3:*', 'S3:getobject', '*', 'kms:Decrypt', 's3:?etObject'];
const RESOURCES = [
  'arn:aws:s3:::lake/raw/a',
  'arn:aws:s3:::lake/*',
  'arn:aws:s3:::lake/raw/*',
  'arn:aws:s3:::lake/${aws:PrincipalTag/team}/*',
  "arn:aws:s3:::lake/${aws:PrincipalTag/unit, 'raw'}/a",
  'arn:aws:s3:::lake/raw/${*}',
  'arn:aws:s3:::*/ra?/*',
  'arn:aws:s3:::gold/*',
  'arn:aws:s3:*/raw/a',
  'arn:aws:*:lake/raw/a',
  'arn:aws:s3::?lake/r*',
  'arn:*a',
  '*',
];
const REQUESTED = ['arn:aws:s3:::lake/raw/a', 'arn:aws:s3:::lake/raw/*', 'arn:aws:s3:::lake/red/a.b', 'arn:aws:s3:::gold/x', '*'];
const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'ArnLike', 'ArnNotLike'];
const SETS = ['', '', '', 'ForAllValues:', 'ForAnyValue:'];
const VALUES = ['raw', 'RAW', 'r*', 'red', '${aws:PrincipalTag/team}', 'arn:aws:sns:*:*:a*', 'arn:aws:sns:eu-west-1:1:abc', '9', 'true'];
const KEYS = ['s3:prefix', 'aws:SourceArn', 'x:none'];
const SINGLE = ['raw', 'red', 'arn:aws:sns:eu-west-1:1:abc', 'arn:aws:sns:eu-west-1:1:b:c', 'r*', '9', 'true'];

/** Numbers of a seed: the same seed gives the same policies. */
function dice(seed: number) {
  let state = seed;
  const number = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const chance = (share: number) => number() < share;
  const one = <Value>(values: readonly Value[]): Value => values[Math.floor(number() * values.length)]!;
  const some = <Value>(values: readonly Value[], most = 2): Value[] => Array.from({ length: 1 + Math.floor(number() * most) }, () => one(values));
  return { chance, one, some };
}

/** What a key may be of which it is not known whether the request has it; it may be absent as well. */
const POSSIBLE: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  'aws:PrincipalTag/team': ['red', 'raw', 'gold', '*'],
  'aws:PrincipalTag/unit': ['red', 'raw'],
  'aws:TagKeys': [['raw'], ['red', '9'], ['arn:aws:sns:eu-west-1:1:abc', 'raw', 'true']],
  'x:value': ['9', '10', 'true', 'false'],
  'x:none': ['raw', 'red', 'arn:aws:sns:eu-west-1:1:abc'],
};

interface Input extends NaiveInput {
  /** Keys of which it is not known whether the request has them. */
  readonly unknown: readonly string[];
}

function inputOf(seed: number): Input {
  const { chance, one, some } = dice(seed);
  const condition = () => {
    if (chance(0.1)) return { Null: { [one(KEYS)]: [one(['true', 'false'])] } };
    if (chance(0.15))
      return { [one(['NumericLessThan', 'NumericNotEquals', 'Bool', 'BoolIfExists'])]: { 'x:value': [one(['10', 'true', 'false'])] } };
    const set = one(SETS);
    return { [`${set}${one(OPERATORS)}${chance(0.15) ? 'IfExists' : ''}`]: { [set === '' ? one(KEYS) : 'aws:TagKeys']: some(VALUES) } };
  };
  const statement = (hasPrincipal: boolean): NaiveStatement => ({
    Effect: chance(0.18) ? 'Deny' : 'Allow',
    [chance(0.1) ? 'NotAction' : 'Action']: some(ACTIONS),
    // An exclusion with a variable that has no value is not defined by AWS: the evaluator is careful, the naive one is not.
    ...(chance(0.1) ? { NotResource: some(RESOURCES.slice(0, 3)) } : { Resource: some(RESOURCES) }),
    ...(hasPrincipal && { Principal: chance(0.1) ? ('*' as const) : { AWS: some(PRINCIPALS) } }),
    ...(chance(0.35) && { Condition: condition() }),
  });
  // A number is compared with a number, a Boolean with a Boolean: what other values do, AWS does not say.
  const valid = (each: NaiveStatement) => !/Numeric\w+":\{"x:value":\["(true|false)|Bool\w*":\{"x:value":\["10/.test(JSON.stringify(each));
  const statements = (most: number, hasPrincipal = false) =>
    Array.from({ length: most }, () => statement(hasPrincipal)).filter((each) => valid(each) && chance(0.8));
  const input = {
    ...{ arn: chance(0.8) ? ROLE : USER, session: 'run', identity: statements(3) },
    ...(chance(0.25) && { boundary: statements(3) }),
    ...(chance(0.2) && { sessionPolicy: statements(3) }),
    ...(chance(0.6) && { resourcePolicy: statements(3, true) }),
    ...{ resourceAccount: chance(0.7) ? '111122223333' : '444455556666', isKeyOrTrust: chance(0.25) },
    ...{ action: one(['s3:GetObject', 's3:PutObject', 'kms:Decrypt']), resource: one(REQUESTED) },
    context: {
      ...(chance(0.6) && { 's3:prefix': one(SINGLE) }),
      ...(chance(0.6) && { 'aws:SourceArn': one(SINGLE) }),
      ...(chance(0.6) && { 'aws:PrincipalTag/team': one(['red', 'raw', '*']) }),
      ...(chance(0.3) && { 'aws:PrincipalTag/unit': 'red' }),
      ...(chance(0.6) && { 'aws:TagKeys': some(SINGLE, 3) }),
      ...(chance(0.5) && { 'x:value': one(['9', '10', 'true', 'false']) }),
    },
  };
  return { ...input, unknown: Object.keys(POSSIBLE).filter((key) => !(key in input.context) && chance(0.4)) };
}

/** An input once for each way in which what is not known may be. */
function possibilities({ unknown, ...input }: Input): readonly NaiveInput[] {
  return unknown.reduce<readonly NaiveInput[]>(
    (inputs, key) => inputs.flatMap((each) => [each, ...POSSIBLE[key]!.map((value) => ({ ...each, context: { ...each.context, [key]: value } }))]),
    [input],
  );
}

function evaluated(input: NaiveInput, unknown: readonly string[] = []): boolean {
  const absent = Object.keys(POSSIBLE).filter((key) => !(key in input.context) && !unknown.includes(key));
  const { arn, session, identity, boundary, sessionPolicy, resourcePolicy, resourceAccount: account, isKeyOrTrust: isRequired } = input;
  const read = (statements: readonly NaiveStatement[], kind: 'identity' | 'resource') => {
    const policy = parsePolicy({ Version: '2012-10-17', Statement: statements }, 'test/Policy', kind);
    if (policy.errors.length > 0) throw policy.errors[0];
    return policy;
  };
  return decide(
    {
      ...{ arn, session, policies: [read(identity, 'identity')] },
      ...(boundary && { boundary: read(boundary, 'identity') }),
      ...(sessionPolicy && { sessionPolicies: [read(sessionPolicy, 'identity')] }),
    },
    { action: input.action, resource: input.resource, context: { ...input.context, ...Object.fromEntries(absent.map((key) => [key, []])) } },
    { ...read(resourcePolicy ?? [], 'resource'), account, isRequired },
  ).isAllowed;
}

test('both evaluators answer alike to four thousand requests, of which many are allowed and many denied', () => {
  const answers = { allowed: 0, denied: 0 };
  for (let seed = 1; seed <= 4_000; seed++) {
    const { unknown: _, ...input } = inputOf(seed);
    const expected = naive(input);
    answers[expected ? 'allowed' : 'denied']++;
    if (evaluated(input) !== expected)
      throw new Error(`seed ${seed}: expected ${expected ? 'allowed' : 'denied'} for ${JSON.stringify(input, null, 1)}`);
  }
  expect(answers.allowed).toBeGreaterThan(500);
  expect(answers.denied).toBeGreaterThan(500);
});

test('what the evaluator allows without knowing each key is allowed however the key may be', () => {
  const answers = { allowed: 0, denied: 0, undecided: 0 };
  for (let seed = 1; seed <= 4_000; seed++) {
    const input = inputOf(seed);
    if (input.unknown.length === 0) continue;
    const isAllowed = evaluated(input, input.unknown);
    const possible = possibilities(input).map(naive);
    answers[isAllowed ? 'allowed' : 'denied']++;
    if (possible.includes(true) && possible.includes(false)) answers.undecided++;
    if (isAllowed && possible.includes(false)) throw new Error(`seed ${seed}: allowed, and may be denied: ${JSON.stringify(input, null, 1)}`);
    // It may be careful, but not where no statement depends on what is not known.
    if (!isAllowed && !possible.includes(false) && !dependsOn(input)) throw new Error(`seed ${seed}: denied: ${JSON.stringify(input, null, 1)}`);
  }
  expect(answers.allowed).toBeGreaterThan(200);
  expect(answers.denied).toBeGreaterThan(200);
  expect(answers.undecided).toBeGreaterThan(30);
});

function dependsOn({ unknown, identity, boundary, sessionPolicy, resourcePolicy }: Input): boolean {
  const text = JSON.stringify([identity, boundary, sessionPolicy, resourcePolicy]);
  return unknown.some((key) => text.includes(key));
}
