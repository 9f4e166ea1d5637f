import { judge, type SentRequest, suggest, type World, withoutAction } from '../../lib/access';
import { ACCOUNT, APP, allow, att, join, lambdaRole, policy, resource, worldWith } from './toy-world';

const FUNCTION = { type: 'AWS::Lambda::Function', id: 'Mover' };
const LAKE = 'arn:aws:s3:::lake';

const get = (key: string): SentRequest => ({
  by: FUNCTION,
  call: `s3 GetObject lake/${key}`,
  request: { action: 's3:GetObject', resource: `${LAKE}/${key}` },
});
const list = (prefix: string): SentRequest => ({
  by: FUNCTION,
  call: `s3 ListObjectsV2 lake ${prefix}`,
  request: { action: 's3:ListBucket', resource: LAKE, context: { 's3:prefix': prefix } },
});
const decrypt = (key: string): SentRequest => ({ by: FUNCTION, call: 'kms Decrypt', request: { action: 'kms:Decrypt', resource: key } });

const statements = [
  allow(['s3:GetObject', 's3:PutObject'], `${LAKE}/raw/*`, { Sid: 'Objects' }),
  allow('s3:ListBucket', LAKE, { Condition: { StringLike: { 's3:prefix': 'raw/*' } } }),
  allow('sqs:SendMessage', '*'),
];

function world(rest: Record<string, unknown> = {}): Promise<World> {
  return worldWith({
    Role: lambdaRole({ Policies: [{ PolicyDocument: policy(...statements) }] }),
    MoverA1B2C3D4: resource('AWS::Lambda::Function', { Role: att('Role') }),
    ...rest,
  });
}

test('says per role what is allowed by which statement, how often, and what was never needed', async () => {
  const report = judge(await world(), [get('raw/a'), get('raw/a'), list('raw/')]);

  expect(report).toMatchObject({ isAllowed: true, unassigned: [], findings: [] });
  expect(report.roles).toEqual([
    {
      role: APP,
      id: 'lake/Role',
      calls: {},
      requests: [
        {
          call: get('raw/a').call,
          request: get('raw/a').request,
          count: 2,
          decision: { isAllowed: true, by: [{ policy: 'lake/Role', index: 0, sid: 'Objects' }] },
        },
        { call: list('raw/').call, request: list('raw/').request, count: 1, decision: { isAllowed: true, by: [{ policy: 'lake/Role', index: 1 }] } },
      ],
      unused: [
        { statement: { policy: 'lake/Role', index: 0, sid: 'Objects' }, actions: ['s3:PutObject'], isWhole: false },
        { statement: { policy: 'lake/Role', index: 2 }, actions: ['sqs:SendMessage'], isWhole: true },
      ],
    },
  ]);
});

test('says of a denied request the role, the call, the resource and the nearest statement', async () => {
  const report = judge(await world(), [get('gold/a')]);

  expect(report).toMatchObject({
    isAllowed: false,
    roles: [
      {
        id: 'lake/Role',
        requests: [
          {
            call: 's3 GetObject lake/gold/a',
            request: { resource: `${LAKE}/gold/a` },
            decision: { isAllowed: false, nearest: { policy: 'lake/Role', index: 0, sid: 'Objects' } },
          },
        ],
      },
    ],
  });
  expect(report.roles[0]?.unused.map(({ isWhole }) => isWhole)).toEqual([true, true, true]);
});

test('takes the ARN of a role, and reports one from outside the templates', async () => {
  const outside = `arn:aws:iam::${ACCOUNT}:role/shared`;
  const report = judge(await world(), [
    { ...get('raw/a'), by: APP },
    { ...get('raw/a'), by: outside },
  ]);

  expect(report.isAllowed).toBe(false);
  expect(report.roles.map(({ id, requests }) => [id, requests[0]?.decision.isAllowed])).toEqual([
    ['lake/Role', true],
    [outside, false],
  ]);
});

test('a workload without a role, or with several, is named; the property chooses among several', async () => {
  const roles = {
    Service: lambdaRole({ RoleName: 'service' }),
    Cluster: resource('AWS::EMR::Cluster', { ServiceRole: att('Service'), JobFlowRole: att('Role') }),
  };
  const cluster = { ...get('raw/a'), by: { type: 'AWS::EMR::Cluster', id: 'Cluster' } };
  const made = await world(roles);

  expect(judge(made, [{ ...get('raw/a'), by: { ...FUNCTION, id: 'Other' } }, cluster])).toMatchObject({
    isAllowed: false,
    unassigned: [
      { call: 's3 GetObject lake/raw/a', reason: 'AWS::Lambda::Function Other has no role in the templates' },
      { reason: `AWS::EMR::Cluster Cluster has several roles: ${APP}, arn:aws:iam::${ACCOUNT}:role/service` },
    ],
  });
  expect(judge(made, [{ ...cluster, use: 'JobFlowRole' }])).toMatchObject({ isAllowed: true, unassigned: [] });
});

test('every action that a request needs is denied when it is taken away, and the others stay', async () => {
  const made = await world();
  const sent = [get('raw/a'), list('raw/')];

  for (const { request, call } of sent) {
    const { roles } = judge(withoutAction(made, APP, request.action), sent);
    expect(roles[0]?.requests.filter(({ decision }) => !decision.isAllowed).map((each) => each.call)).toEqual([call]);
  }
  expect(judge(made, sent).isAllowed).toBe(true);
});

test('an action that the policy of a resource allows is taken away there too, for this role alone', async () => {
  const principal = { AWS: [att('Role'), att('Other')] };
  const made = await world({
    Other: lambdaRole({ RoleName: 'other' }),
    Key: resource('AWS::KMS::Key', { KeyPolicy: policy(allow('kms:*', '*', { Principal: principal })) }),
  });
  const [key = ''] = made.resources.keys();
  const sent = [decrypt(key), { ...decrypt(key), by: `arn:aws:iam::${ACCOUNT}:role/other` }];

  expect(judge(made, sent).isAllowed).toBe(true);
  const { roles } = judge(withoutAction(made, APP, 'kms:decrypt'), sent);
  expect(roles.map(({ requests }) => requests[0]?.decision.isAllowed)).toEqual([false, true]);
  expect(withoutAction(made, 'arn:aws:iam::1:role/x', 'kms:Decrypt')).toBe(made);
});

describe('suggestions', () => {
  test('the minimal policy keeps the resources and conditions of the template, and says what differs', async () => {
    const glue = {
      by: FUNCTION,
      call: 'glue GetTable',
      request: { action: 'glue:GetTable', resource: `arn:aws:glue:eu-central-1:${ACCOUNT}:table/lake/a` },
    };

    expect(suggest(await world(), [get('raw/a'), get('raw/b/c'), list('raw/'), glue])).toEqual([
      {
        role: APP,
        id: 'lake/Role',
        policy: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: ['glue:GetTable'], Resource: [glue.request.resource] },
            { Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`${LAKE}/raw/*`] },
            { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [LAKE], Condition: { StringLike: { 's3:prefix': ['raw/*'] } } },
          ],
        },
        added: [`glue:GetTable on ${glue.request.resource}`],
        refused: [],
        removed: [`s3:PutObject on ${LAKE}/raw/*`, 'sqs:SendMessage on *'],
      },
    ]);
  });

  test('narrows an asterisk to what was asked for, and many keys to their folder', async () => {
    const made = await worldWith({
      Role: lambdaRole({ Policies: [{ PolicyDocument: policy(allow('s3:*', '*')) }] }),
      MoverA1B2C3D4: resource('AWS::Lambda::Function', { Role: att('Role') }),
    });
    const put = { ...get('gold/x'), request: { action: 's3:PutObject', resource: `${LAKE}/gold/x` } };
    const keys = ['a', 'b', 'c/d', 'e'].map((key) => get(`raw/${key}`));

    expect(suggest(made, [...keys, put])).toMatchObject([
      {
        policy: {
          Statement: [
            { Action: ['s3:GetObject'], Resource: [`${LAKE}/raw/*`] },
            { Action: ['s3:PutObject'], Resource: [`${LAKE}/gold/x`] },
          ],
        },
        removed: ['s3:* on *'],
      },
    ]);
  });

  test('actions with the same resources stand in one statement; what a resource allows is left out', async () => {
    const made = await world({
      Key: resource('AWS::KMS::Key', { KeyPolicy: policy(allow('kms:*', '*', { Principal: { AWS: att('Role') } })) }),
      Joined: resource('AWS::IAM::Policy', { Roles: ['app'], PolicyDocument: policy(allow('s3:DeleteObject', join(LAKE, '/raw/*'))) }),
    });
    const [key = ''] = made.resources.keys();
    const remove = { ...get('raw/a'), request: { action: 's3:DeleteObject', resource: `${LAKE}/raw/a` } };

    expect(suggest(made, [decrypt(key), get('raw/a'), remove])).toMatchObject([
      { policy: { Statement: [{ Action: ['s3:DeleteObject', 's3:GetObject'], Resource: [`${LAKE}/raw/*`] }] }, added: [] },
    ]);
  });
});

test('counts recorded calls by their first requests, since one call may send several', async () => {
  const sent = [get('raw/a'), { ...get('raw/b'), calls: 2 }, { ...get('raw/c'), calls: 1 }].map((each) => ({ ...each, call: 's3 CopyObject' }));

  expect(judge(await world(), sent).roles[0]?.calls).toEqual({ 's3 CopyObject': 3 });
});

test('a denial that is needed in some cases only is reported, and is no failure', async () => {
  const seldom: SentRequest = { ...get('other/a'), isConditional: true, source: 'https://docs.aws.amazon.com/x' };
  const report = judge(await world(), [seldom]);

  expect(report).toMatchObject({
    isAllowed: true,
    roles: [{ requests: [{ isConditional: true, sources: ['https://docs.aws.amazon.com/x'], decision: { isAllowed: false } }] }],
  });
  expect(
    judge(
      await world(),
      [seldom, get('other/a')].map((each) => ({ ...each, call: 'same' })),
    ).isAllowed,
  ).toBe(false);
});
