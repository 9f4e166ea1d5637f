import { type Caller, decide } from '../../lib/access/evaluate';
import { parsePolicy } from '../../lib/access/policies';
import type { Case } from './case';
import { cases } from './cases';

const ROLE = 'arn:aws:iam::111122223333:role/app';

/** What the evaluator answers to a case; every policy of it can be read. */
function answerTo({ identity = [], boundary, session, resource, caller, version = '2012-10-17', request }: Case) {
  const read = (statements: readonly object[], name: string, kind: 'identity' | 'resource' = 'identity') => {
    const policy = parsePolicy({ Version: version, Statement: statements }, `test/${name}`, kind);
    expect(policy.errors).toEqual([]);
    return policy;
  };
  const who: Caller = {
    ...(caller ?? { arn: ROLE, session: 'run' }),
    policies: [read(identity, 'Identity')],
    ...(boundary && { boundary: read(boundary, 'Boundary') }),
    ...(session && { sessionPolicies: [read(session, 'Session')] }),
  };
  const { statements = [], account = '111122223333', isRequired } = resource ?? {};
  return decide(who, request, resource && { ...read(statements, 'Resource', 'resource'), account, isRequired });
}

test.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
  expect(each.page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  expect(answerTo(each)).toMatchObject({ isAllowed: each.expected === 'allowed' });
});

test('the names of the cases are unique, and both answers are there', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  for (const answer of ['allowed', 'denied']) expect(cases.filter(({ expected }) => expected === answer).length).toBeGreaterThan(30);
});

describe('what a decision says', () => {
  const lake = 'arn:aws:s3:::lake';
  const request = { action: 's3:GetObject', resource: `${lake}/raw/a.csv` };
  const decided = (statements: readonly object[], asked: Case['request'] = request, rest: Partial<Caller> = {}) =>
    decide({ arn: ROLE, policies: [parsePolicy({ Version: '2012-10-17', Statement: statements }, 'lake/Policy', 'identity')], ...rest }, asked);
  const statement = (action: string, resource: string, condition: object = {}) => ({
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    Condition: condition,
  });

  test('the statements that allow it', () => {
    expect(decided([statement('s3:PutObject', '*'), { ...statement('s3:Get*', `${lake}/*`), Sid: 'Read' }])).toEqual({
      isAllowed: true,
      by: [{ policy: 'lake/Policy', index: 1, sid: 'Read' }],
    });
  });

  test('the statement that denies it', () => {
    expect(decided([statement('s3:*', '*'), { ...statement('s3:GetObject', '*'), Effect: 'Deny' }])).toEqual({
      isAllowed: false,
      reason: 'a statement denies it',
      nearest: { policy: 'lake/Policy', index: 1 },
    });
  });

  test('the condition that does not hold, with what the request has', () => {
    const condition = { StringLike: { 's3:prefix': 'raw/*' } };
    const listing = (context: Record<string, string>) => ({ action: 's3:ListBucket', resource: lake, context });
    const statements = [statement('s3:GetObject', '*'), statement('s3:ListBucket', lake, condition)];

    expect(decided(statements, listing({ 's3:prefix': 'gold/' }))).toEqual({
      isAllowed: false,
      reason: 'a condition does not hold: StringLike of s3:prefix, which is gold/',
      nearest: { policy: 'lake/Policy', index: 1 },
    });
    expect(decided(statements, listing({}))).toMatchObject({ reason: 'a condition does not hold: StringLike of s3:prefix, which is absent' });
  });

  test('the key that is not known, in an allow and in a deny', () => {
    const time = { DateLessThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } };

    expect(decided([statement('s3:GetObject', '*', time)])).toEqual({
      ...{ isAllowed: false, reason: 'a statement may not allow it: aws:CurrentTime is not known here' },
      nearest: { policy: 'lake/Policy', index: 0 },
    });
    expect(decided([statement('s3:*', '*'), { ...statement('s3:*', '*', time), Effect: 'Deny' }])).toEqual({
      ...{ isAllowed: false, reason: 'a statement may deny it: aws:CurrentTime is not known here' },
      nearest: { policy: 'lake/Policy', index: 1 },
    });
  });

  test('what else makes it unknown whether a statement denies: a variable, a session, a colon in a name, several values', () => {
    const denying = (resource: string, condition: object = {}) => ({ ...statement('s3:*', resource, condition), Effect: 'Deny' });
    const reason = (denial: object, asked: Case['request'] = request) => decided([statement('s3:*', '*'), denial], asked);
    const run = 'arn:aws:sts::111122223333:assumed-role/app/run';
    const bucket = parsePolicy({ Version: '2012-10-17', Statement: { ...denying('*'), Principal: { AWS: run } } }, 'lake/Bucket', 'resource');

    expect(reason(denying(`${lake}/\${aws:userid}/*`))).toMatchObject({ reason: 'a statement may deny it: aws:userid is not known here' });
    expect(reason(denying(`${lake}/*/a`), { ...request, resource: `${lake}/10:00/a` })).toMatchObject({
      reason: 'a statement may deny it: AWS does not say whether its resources are that of the request',
    });
    expect(reason(denying('*', { StringEquals: { 'x:k': 'a' } }), { ...request, context: { 'x:k': ['a', 'b'] } })).toMatchObject({
      reason: 'a statement may deny it: AWS does not say what StringEquals is of several values of x:k',
    });
    expect(
      decide(
        { arn: ROLE, policies: [parsePolicy({ Version: '2012-10-17', Statement: statement('s3:*', '*') }, 'lake/Policy', 'identity')] },
        request,
        {
          ...bucket,
          account: '111122223333',
        },
      ),
    ).toMatchObject({ reason: 'a statement may deny it: the name of the session of the role is not known here', nearest: { policy: 'lake/Bucket' } });
  });

  test('the nearest statement: the action on another resource, before another action on the resource', () => {
    const put = statement('s3:PutObject', `${lake}/raw/*`);
    const other = statement('s3:GetObject', `${lake}/gold/*`);

    expect(decided([put, other])).toMatchObject({ reason: 'no statement allows it', nearest: { index: 1 } });
    expect(decided([put])).toMatchObject({ nearest: { index: 0 } });
    expect(decided([statement('glue:GetTable', '*')])).toEqual({ isAllowed: false, reason: 'no statement allows it' });
  });

  test('a policy whose content is not known, and a boundary', () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonEKSClusterPolicy';
    const boundary = parsePolicy({ Version: '2012-10-17', Statement: statement('ec2:*', '*') }, 'lake/Boundary', 'identity');

    expect(decided([], request, { unknownPolicies: [arn] })).toMatchObject({ isAllowed: false, reason: expect.stringContaining(arn) });
    expect(decided([statement('s3:*', '*')], request, { boundary })).toMatchObject({ reason: expect.stringContaining('permissions boundary') });
  });

  test('several values of a key without a set operator neither allow nor evade a deny', () => {
    const context = { 'aws:TagKeys': ['a', 'b'] };
    const condition = { StringEquals: { 'aws:TagKeys': 'a' } };

    expect(decided([statement('s3:*', '*', condition)], { ...request, context })).toMatchObject({ isAllowed: false });
    expect(decided([statement('s3:*', '*'), { ...statement('s3:*', '*', condition), Effect: 'Deny' }], { ...request, context })).toMatchObject({
      isAllowed: false,
    });
  });

  test('an exclusion with a variable that has no value neither allows nor lets through', () => {
    const { Resource: _, ...others } = { ...statement('s3:*', '*'), NotResource: `${lake}/\${aws:PrincipalTag/team}/*` };

    expect(decided([others])).toMatchObject({ isAllowed: false });
    expect(decided([statement('s3:*', '*'), { ...others, Effect: 'Deny' }])).toMatchObject({ isAllowed: false });
  });
});
