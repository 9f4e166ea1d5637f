import { Unknown } from 'stagecraft-constructs/intrinsics';
import { decide } from '../../lib/access/evaluate';
import { type PolicyKind, parsePolicy } from '../../lib/access/policies';
import { PolicyError } from '../../lib/errors';

const ROLE = 'arn:aws:iam::111122223333:role/app';
const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a' };
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const parse = (statements: unknown, kind: PolicyKind = 'identity') =>
  parsePolicy({ Version: '2012-10-17', Statement: statements }, 'lake/Policy', kind);

type Row = [name: string, fields: object, message: string, kind?: PolicyKind];

const refused: readonly Row[] = [
  [
    'an unknown operator',
    { Condition: { StringMatches: { 'x:k': 'a' } } },
    'unknown condition operator [policy lake/Policy, statement 0]; got StringMatches',
  ],
  ['an unknown set operator', { Condition: { 'ForSomeValues:StringEquals': { 'x:k': 'a' } } }, 'got ForSomeValues:StringEquals'],
  ['Null of a set', { Condition: { 'ForAllValues:Null': { 'x:k': 'true' } } }, 'got ForAllValues:Null'],
  ['an operator in other case', { Condition: { stringequals: { 'x:k': 'a' } } }, 'got stringequals'],
  ['the name of an inherited property', { Condition: { constructor: { 'x:k': 'a' } } }, 'got constructor'],
  ['a number that is none', { Condition: { NumericLessThan: { 'x:k': 'ten' } } }, 'NumericLessThan takes no such value'],
  ['a number that is not decimal', { Condition: { NumericEquals: { 'x:k': '0x10' } } }, 'NumericEquals takes no such value'],
  ['a date that is none', { Condition: { DateLessThan: { 'x:k': 'soon' } } }, 'DateLessThan takes no such value'],
  ['a CIDR block that is none', { Condition: { IpAddress: { 'x:k': '10.0.0.0/33' } } }, 'IpAddress takes no such value'],
  ['a variable where none may be', { Condition: { IpAddress: { 'x:k': '${aws:SourceIp}' } } }, 'IpAddress takes no such value'],
  ['Bool of a text', { Condition: { Bool: { 'x:k': 'yes' } } }, 'Bool takes no such value'],
  ['Null of a text', { Condition: { Null: { 'x:k': 'maybe' } } }, 'Null takes no such value'],
  [
    'an intrinsic in a resource',
    { Resource: new Unknown({ Ref: 'Secret' }) },
    'an intrinsic is not resolved [policy lake/Policy, statement 0]; got {"Ref":"Secret"}',
  ],
  ['an intrinsic in a condition', { Condition: new Unknown({ 'Fn::GetAtt': ['Json', 'Value'] }) }, 'an intrinsic is not resolved'],
  ['an unknown element', { Conditions: {} }, 'unknown element [policy lake/Policy, statement 0]; got Conditions'],
  ['another effect', { Effect: 'allow' }, 'Effect is neither Allow nor Deny'],
  ['no action', { Action: undefined }, 'it names no action'],
  ['an action and its negation', { NotAction: 's3:*' }, 'it has Action and NotAction'],
  ['no resource', { Resource: undefined }, 'an identity policy names no resource'],
  ['a principal in an identity policy', { Principal: '*' }, 'an identity policy names a principal'],
  ['no principal in a resource policy', {}, 'a resource policy names no principal', 'resource'],
  ['a canonical user', { Principal: { CanonicalUser: '79a5' } }, 'got CanonicalUser 79a5', 'resource'],
  ['a principal with a wildcard', { Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }, 'unknown form of principal', 'resource'],
  ['an id of a deleted role', { Principal: { AWS: 'AROA1234567890EXAMPLE' } }, 'unknown form of principal', 'resource'],
  ['a principal and its negation', { Principal: '*', NotPrincipal: '*' }, 'its principals cannot be read', 'resource'],
  ['a resource that is no text', { Resource: [{}] }, 'Resource is no text'],
  ['a dynamic reference', { Resource: '{{resolve:ssm:/lake/arn}}' }, 'got "{{resolve:ssm:/lake/arn}}"'],
];
/** Those of an identity policy whose effect can be read. */
const inIdentity = refused.filter(([, fields, , kind]) => kind === undefined && !('Effect' in fields));

function statementWith(fields: object, effect = 'Allow'): object {
  return Object.fromEntries(Object.entries({ ...everything, Effect: effect, ...fields }).filter(([, value]) => value !== undefined));
}

test.each(refused)('%s is refused with the policy, the statement and what it is', (_, fields, message, kind = 'identity') => {
  const { errors } = parse([statementWith(fields)], kind);

  expect(errors).toEqual([expect.any(PolicyError)]);
  expect(errors[0]).toMatchObject({ policy: 'lake/Policy', statement: '0', message: expect.stringContaining(message) });
});

test.each(inIdentity)('%s allows nothing, and the other statements count', (_, fields) => {
  expect(decide({ arn: ROLE, policies: [parse([statementWith(fields)])] }, request).isAllowed).toBe(false);
  expect(decide({ arn: ROLE, policies: [parse([statementWith(fields), everything])] }, request).isAllowed).toBe(true);
});

test.each(inIdentity)('%s in a deny denies everything, with the reason', (_, fields) => {
  expect(decide({ arn: ROLE, policies: [parse([everything, statementWith(fields, 'Deny')])] }, request)).toMatchObject({
    isAllowed: false,
    reason: expect.stringContaining('cannot be evaluated'),
    nearest: { policy: 'lake/Policy', index: 1 },
  });
});

test('a statement whose effect cannot be read denies everything', () => {
  expect(decide({ arn: ROLE, policies: [parse([everything, statementWith({}, 'allow')])] }, request).isAllowed).toBe(false);
});

test('names the Sid of a statement', () => {
  const { errors } = parse([everything, { ...everything, Sid: 'Read', Effect: 'Maybe' }]);

  expect(errors[0]).toMatchObject({ statement: '1 (Read)', message: expect.stringContaining('[policy lake/Policy, statement 1 (Read)]') });
});

test.each([
  ['an unknown version', { Version: '2020-01-01', Statement: everything }, 'its Version is not known'],
  ['no document', undefined, 'the policy document cannot be read'],
  ['text that is no JSON', '{', 'the policy document cannot be read'],
  ['an intrinsic', new Unknown({ 'Fn::GetAtt': ['C', 'Doc'] }), 'got {"Fn::GetAtt":["C","Doc"]}'],
  ['an intrinsic beside the version', { Version: '2012-10-17', 'Fn::Transform': {} }, 'unknown element of the policy document'],
  ['no Statement', { Version: '2012-10-17' }, 'the policy document has no Statement'],
])('%s: a policy that cannot be read denies everything', (_, document, message) => {
  const policy = parsePolicy(document, 'lake/Policy', 'identity');

  expect(policy.errors).toEqual([expect.objectContaining({ message: expect.stringContaining(message) })]);
  expect(decide({ arn: ROLE, policies: [parse([everything]), policy] }, request)).toMatchObject({ isAllowed: false });
});

test('reads JSON text and a single statement', () => {
  const policy = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: everything }), 'lake/Policy', 'identity');

  expect(policy.errors).toEqual([]);
  expect(decide({ arn: ROLE, policies: [policy] }, request).isAllowed).toBe(true);
});
