import { authorizerOf, judge, type World, worldOf } from '../../lib/access';
import { ACCOUNT, APP, allow, att, join, lambdaRole, policy, ref, resource, worldWith } from './toy-world';

type Fields = Readonly<Record<string, unknown>>;

const OBJECT = 'arn:aws:s3:::bkt/a';
const bucket = resource('AWS::S3::Bucket', { BucketName: 'bkt' });
const reading = { PolicyName: 'reads', PolicyDocument: policy(allow('s3:GetObject', '*')) };
const deny = (rest: Fields = {}) => policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', ...rest });
const reads = (world: World, role = APP) => authorizerOf(world, role)({ action: 's3:GetObject', resource: OBJECT });
const whats = (world: World) => world.findings.map(({ kind, where, what }) => `${kind} ${where}: ${what}`);

describe('the condition of a resource', () => {
  const stage = { Type: 'String', Default: 'dev' };
  const equals = (...sides: readonly unknown[]) => ({ 'Fn::Equals': sides });
  const bucketPolicy = (effect: string, Condition: string) => ({
    ...resource('AWS::S3::BucketPolicy', { Bucket: ref('B'), PolicyDocument: deny({ Effect: effect }) }),
    Condition,
  });
  const conditions = {
    Yes: equals(ref('Stage'), 'dev'),
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    And: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    Or: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    Abroad: equals(ref('AWS::Region'), 'us-east-1'),
    Unknown: equals(ref('Given'), 'x'),
  };
  const rest = { Conditions: conditions, Parameters: { Stage: stage, Given: { Type: 'String' } } };
  const withDeny = (name: string) => worldWith({ Role: lambdaRole({ Policies: [reading] }), B: bucket, Denies: bucketPolicy('Deny', name) }, rest);
  const withAllow = (name: string) => worldWith({ Role: lambdaRole(), B: bucket, Allows: bucketPolicy('Allow', name) }, rest);

  test.each([
    ['Yes', true],
    ['Or', true],
    ['No', false],
    ['And', false],
    ['Abroad', false],
  ])('%s: the resource exists: %s', async (name, exists) => {
    const [denies, allows] = [await withDeny(name), await withAllow(name)];

    expect([reads(denies).isAllowed, reads(allows).isAllowed]).toEqual([!exists, exists]);
    expect([...denies.findings, ...allows.findings]).toEqual([]);
  });

  test('one whose value is not known: what the policy allows does not count, what it denies cannot be judged', async () => {
    const [denies, allows] = [await withDeny('Unknown'), await withAllow('Unknown')];

    expect(reads(allows)).toMatchObject({ isAllowed: false, reason: 'no statement allows it' });
    expect(reads(denies)).toMatchObject({ isAllowed: false, reason: expect.stringMatching(/not known whether .* exists.*the condition Unknown/s) });
    expect(whats(denies)).toEqual(['policy lake/Denies: it is not known whether it exists: the value of the condition Unknown is not known']);
    expect(whats(allows)).toEqual(['policy lake/Allows: it is not known whether it exists: the value of the condition Unknown is not known']);
  });

  test('a policy that shares the condition of its role exists with it', async () => {
    const role = { ...lambdaRole(), Condition: 'Unknown' };
    const own = { ...resource('AWS::IAM::Policy', { Roles: [ref('Role')], ...reading }), Condition: 'Unknown' };
    const world = await worldWith({ Role: role, Own: own }, rest);

    expect(reads(world).isAllowed).toBe(true);
    expect(whats(world)).toEqual([]);
  });

  test('an output whose condition is not met is exported by nobody', async () => {
    const first = { ...rest, Outputs: { Name: { Condition: 'No', Value: 'bkt', Export: { Name: 'bucket' } } } };
    const importing = policy(allow('s3:GetObject', join('arn:aws:s3:::', { 'Fn::ImportValue': 'bucket' }, '/*')));
    const second = { Resources: { Role: lambdaRole({ Policies: [{ PolicyName: 'p', PolicyDocument: importing }] }) } };
    const stacks = (template: Fields) => [
      { name: 'first', template },
      { name: 'lake', template: second },
    ];

    expect(reads(await worldOf(stacks(first))).isAllowed).toBe(false);
    expect(reads(await worldOf(stacks({ ...first, Outputs: { Name: { ...first.Outputs.Name, Condition: 'Yes' } } }))).isAllowed).toBe(true);
  });
});

describe('managed policies', () => {
  const withManaged = (arn: string) => worldWith({ Role: lambdaRole({ Policies: [reading], ManagedPolicyArns: [arn] }) });

  test('AWSDenyAll denies', async () => {
    const world = await withManaged('arn:aws:iam::aws:policy/AWSDenyAll');

    expect(reads(world)).toMatchObject({ isAllowed: false, reason: 'a statement denies it', nearest: { sid: 'DenyAll' } });
    expect(whats(world)).toEqual([]);
  });

  test.each([`arn:aws:iam::${ACCOUNT}:policy/own`, 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3', '{{resolve:ssm:/policy}}'])(
    '%s, whose content is not known, may deny everything',
    async (arn) => {
      const world = await withManaged(arn);

      expect(reads(world)).toMatchObject({ isAllowed: false, reason: expect.stringContaining('may deny it') });
      expect(whats(world)).toEqual([`managed-policy lake/Role: the content of ${arn} is not known: it may allow more, or deny`]);
    },
  );

  test('one of AWS that is not known is reported: it may deny', async () => {
    const arn = 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess';
    const world = await withManaged(arn);

    expect(reads(world).isAllowed).toBe(true);
    expect(whats(world)).toEqual([`managed-policy lake/Role: the content of ${arn} is not known: it may allow more, or deny`]);
  });

  test.each([`arn:aws:iam::${ACCOUNT}:policy/limit`, 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'])(
    'the boundary %s, of which nothing is known, may deny what the policy of a bucket allows everybody',
    async (PermissionsBoundary) => {
      const open = resource('AWS::S3::BucketPolicy', { Bucket: ref('B'), PolicyDocument: deny({ Effect: 'Allow' }) });
      const limited = await worldWith({ Role: lambdaRole({ PermissionsBoundary }), B: bucket, Open: open });

      expect(reads(await worldWith({ Role: lambdaRole(), B: bucket, Open: open })).isAllowed).toBe(true);
      expect(reads(limited)).toMatchObject({ isAllowed: false, reason: expect.stringContaining('may deny it') });
    },
  );
});

describe('policies of resources', () => {
  const place = `eu-central-1:${ACCOUNT}`;

  test.each<[string, Fields, string, string]>([
    ['AWS::SQS::QueueInlinePolicy', { Queue: ref('Queue') }, 'sqs:SendMessage', `arn:aws:sqs:${place}:q`],
    ['AWS::SNS::TopicInlinePolicy', { TopicArn: ref('Topic') }, 'sns:Publish', `arn:aws:sns:${place}:t`],
  ])('%s is evaluated', async (type, properties, action, target) => {
    const world = await worldWith({
      Role: lambdaRole({ Policies: [{ PolicyName: 'all', PolicyDocument: policy(allow('*', '*')) }] }),
      Queue: resource('AWS::SQS::Queue', { QueueName: 'q' }),
      Topic: resource('AWS::SNS::Topic', { TopicName: 't' }),
      Policy: resource(type, { ...properties, PolicyDocument: deny() }),
    });

    expect(whats(world)).toEqual([]);
    expect(authorizerOf(world, APP)({ action, resource: target })).toMatchObject({ isAllowed: false, nearest: { policy: 'lake/Policy' } });
    expect(authorizerOf(world, APP)({ action, resource: `${target}2` }).isAllowed).toBe(true);
  });

  test('the policy of a replica of a key is evaluated', async () => {
    const world = await worldWith({
      Role: lambdaRole({ Policies: [{ PolicyName: 'all', PolicyDocument: policy(allow('*', '*')) }] }),
      Copy: resource('AWS::KMS::ReplicaKey', { KeyPolicy: deny(), PrimaryKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1` }),
    });
    const [key = ''] = world.resources.keys();

    expect(key).toMatch(/^arn:aws:kms:/);
    expect(whats(world)).toEqual([]);
    expect(authorizerOf(world, APP)({ action: 'kms:Decrypt', resource: key })).toMatchObject({ nearest: { policy: 'lake/Copy' } });
  });

  test.each<[string, Fields, string]>([
    ['AWS::S3::AccessPoint', { Bucket: 'bkt', Policy: deny() }, 'Policy'],
    ['AWS::Organizations::Policy', { Content: deny() }, 'Content'],
    ['AWS::Organizations::Policy', { Content: JSON.stringify(deny()) }, 'Content'],
    ['AWS::XRay::ResourcePolicy', { PolicyDocument: JSON.stringify(deny()) }, 'PolicyDocument'],
    [
      'AWS::DynamoDB::Table',
      { StreamSpecification: { ResourcePolicy: { PolicyDocument: deny() } }, ResourcePolicy: { PolicyDocument: policy() } },
      'StreamSpecification.ResourcePolicy.PolicyDocument',
    ],
  ])('%s %j is reported: it may deny', async (type, properties, path) => {
    const world = await worldWith({ Other: resource(type, properties) });

    expect(whats(world)).toEqual([`unread lake/Other: ${type}.${path} is a policy that is not evaluated: it may deny`]);
  });

  test('a policy whose bucket is a dynamic reference is reported: it may deny', async () => {
    const world = await worldWith({ P: resource('AWS::S3::BucketPolicy', { Bucket: '{{resolve:ssm:/bucket}}', PolicyDocument: deny() }) });

    expect(whats(world)).toEqual(['target lake/P: the resource that its policy belongs to is not known: it may deny']);
  });

  test('a policy that an intrinsic stands for denies everything', async () => {
    const either = { 'Fn::If': ['Given', deny(), ref('AWS::NoValue')] };
    const world = await worldWith({
      Role: lambdaRole({ Policies: [reading] }),
      B: bucket,
      P: resource('AWS::S3::BucketPolicy', { Bucket: ref('B'), PolicyDocument: either }),
    });

    expect(reads(world)).toMatchObject({ isAllowed: false, reason: expect.stringContaining('Fn::If') });
  });

  test('macros, included files and loops are named', async () => {
    const loop = { 'Fn::ForEach::Roles': ['Name', ['a', 'b'], { 'Role${Name}': lambdaRole() }] };
    const included = { ...bucket, 'Fn::Transform': { Name: 'AWS::Include' } };
    const world = await worldWith({ ...loop, B: included }, { Transform: ['AWS::LanguageExtensions', { Name: 'AWS::Include' }] });

    expect(whats(world)).toEqual([
      'unread lake: what the macro AWS::LanguageExtensions makes of the template is not read: a policy in it may deny',
      'unread lake: what the macro AWS::Include makes of the template is not read: a policy in it may deny',
      'unread lake: what Fn::ForEach::Roles adds to the template is not read: a policy in it may deny',
      'unread lake/B: what Fn::Transform adds to the template is not read: a policy in it may deny',
    ]);
  });
});

test.each(['CommaDelimitedList', 'List<Number>', 'AWS::SSM::Parameter::Value<List<String>>'])('a parameter of type %s is a list', async (type) => {
  const [names, Default] = type.startsWith('AWS::SSM') ? [{ '/names': '1, 2' }, '/names'] : [{}, '1, 2'];
  const only = { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': ref('Teams') } } };
  const template = {
    Parameters: { Teams: { Type: type, Default } },
    Resources: { Role: lambdaRole({ Policies: [reading, { PolicyName: 'limits', PolicyDocument: policy(only) }] }) },
  };
  const world = await worldOf([{ name: 'lake', template }], { values: new Map(Object.entries(names)) });
  const asks = (team: string) =>
    authorizerOf(world, APP)({ action: 's3:GetObject', resource: OBJECT, context: { 'aws:PrincipalTag/team': team } }).isAllowed;

  expect([asks('1'), asks('2'), asks('1, 2'), asks('3')]).toEqual([false, false, true, true]);
});

describe('policies of a role', () => {
  test.each<[string, unknown, string]>([
    ['null among them', [null], 'null'],
    ['one without a document', [{ PolicyName: 'p' }], 'missing'],
    ['an intrinsic for all', { 'Fn::If': ['Given', [reading], []] }, '{"Fn::If":["Given"'],
    ['an intrinsic for one', [reading, { 'Fn::If': ['Given', reading, ref('AWS::NoValue')] }], '{"Fn::If":["Given"'],
  ])('%s: the finding names it, and nothing is allowed', async (_, Policies, what) => {
    const world = await worldWith({ Role: lambdaRole({ Policies, ManagedPolicyArns: null }) });

    expect(world.findings).toMatchObject([{ kind: 'policy', where: 'lake/Role', what: expect.stringContaining(what) }]);
    expect(reads(world).isAllowed).toBe(false);
  });

  test('two inline policies are told apart: one is used, the other never', async () => {
    const other = { PolicyName: 'lists', PolicyDocument: policy(allow('s3:ListBucket', '*')) };
    const world = await worldWith({ Role: lambdaRole({ Policies: [reading, other] }) });
    const { roles } = judge(world, [{ by: APP, call: 's3 GetObject', request: { action: 's3:GetObject', resource: OBJECT } }]);

    expect(reads(world)).toMatchObject({ isAllowed: true, by: [{ policy: 'lake/Role/reads' }] });
    expect(roles[0]?.unused).toMatchObject([{ statement: { policy: 'lake/Role/lists', index: 0 }, isWhole: true }]);
  });

  test('two roles of one name are reported', async () => {
    const world = await worldWith({ Role: lambdaRole(), Second: lambdaRole() });

    expect(whats(world)).toEqual([
      'policy lake/Second: it has the name of the role lake/Role: a deployment fails, and what is said of one may hold for the other',
    ]);
  });
});

test('a resource policy reads the ARN of a resource that does not exist as unknown', async () => {
  const reader = resource('AWS::IAM::Policy', {
    ...{ PolicyName: 'p', Roles: [ref('Role')], PolicyDocument: policy(allow('s3:GetObject', join(att('B'), '/*'))) },
  });
  const world = await worldWith(
    { Role: lambdaRole(), B: { ...bucket, Condition: 'No' }, P: reader },
    { Conditions: { No: { 'Fn::Equals': ['a', 'b'] } } },
  );

  expect(reads(world).isAllowed).toBe(false);
  expect(world.findings).toMatchObject([{ kind: 'policy', what: expect.stringContaining('{"Fn::GetAtt":["B","Arn"]}') }]);
});
