import { authorizerOf, serviceAuthorizerOf, type World } from '../../lib/access';
import type { AccessRequest } from '../../lib/contract/access';
import { ACCOUNT, APP, allow, att, lambdaRole, policy, ref, resource, worldWith } from './toy-world';

const FUNCTION = `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:f`;
const invoke = (context: AccessRequest['context'] = {}): AccessRequest => ({ action: 'lambda:InvokeFunction', resource: FUNCTION, context });
const withPermission = (properties: object) =>
  worldWith({
    Role: lambdaRole(),
    Function: resource('AWS::Lambda::Function', { FunctionName: 'f', Role: att('Role') }),
    Permission: resource('AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: ref('Function'), ...properties }),
  });

/** Properties that limit a permission, and the condition key that Lambda's reference has for each. */
const LIMITS: readonly (readonly [name: string, properties: object, key: string, value: string])[] = [
  ['through a function URL', { InvokedViaFunctionUrl: true }, 'lambda:InvokedViaFunctionUrl', 'true'],
  ['with the token of a skill', { EventSourceToken: 'amzn1.ask.skill.1' }, 'lambda:EventSourceToken', 'amzn1.ask.skill.1'],
  ['through a URL without sign-in', { FunctionUrlAuthType: 'NONE' }, 'lambda:FunctionUrlAuthType', 'NONE'],
  ['from an organization', { PrincipalOrgID: 'o-1' }, 'aws:PrincipalOrgID', 'o-1'],
];

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
test.each(LIMITS)('a permission to invoke a function %s is for no other call', async (_, properties, key, value) => {
  const authorize = authorizerOf(await withPermission({ Principal: '*', ...properties }), APP);

  expect(authorize(invoke())).toMatchObject({ isAllowed: false, reason: `a statement may not allow it: ${key} is not known here` });
  expect(authorize(invoke({ [key]: 'other' }))).toMatchObject({ isAllowed: false, reason: expect.stringContaining(`of ${key}, which is other`) });
  expect(authorize(invoke({ [key]: value }))).toMatchObject({ isAllowed: true });
});

test('a permission that is not limited to a function URL is for every call', async () => {
  const authorize = authorizerOf(await withPermission({ Principal: '*', InvokedViaFunctionUrl: false }), APP);

  expect(authorize(invoke())).toMatchObject({ isAllowed: true });
});

test('a permission of a service is for its resource and its account together', async () => {
  const SourceArn = `arn:aws:events:eu-central-1:${ACCOUNT}:rule/a`;
  const world = await withPermission({ Principal: 'events.amazonaws.com', SourceArn, SourceAccount: ACCOUNT });
  const authorize = serviceAuthorizerOf(world, 'events.amazonaws.com');

  expect(authorize(invoke({ 'aws:SourceArn': SourceArn, 'aws:SourceAccount': ACCOUNT }))).toMatchObject({ isAllowed: true });
  expect(authorize(invoke({ 'aws:SourceArn': SourceArn, 'aws:SourceAccount': '444455556666' }))).toMatchObject({ isAllowed: false });
  expect(authorize(invoke({ 'aws:SourceArn': `${SourceArn}b`, 'aws:SourceAccount': ACCOUNT }))).toMatchObject({ isAllowed: false });
});

test('the name of a service outside of amazonaws.com is one too', async () => {
  const world = await withPermission({ Principal: 'alexa-connectedhome.amazon.com', EventSourceToken: 't' });

  expect(world.findings).toEqual([]);
  expect(serviceAuthorizerOf(world, 'alexa-connectedhome.amazon.com')(invoke({ 'lambda:EventSourceToken': 't' }))).toMatchObject({ isAllowed: true });
});

const BUS = `arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/bus`;
const put = (bus = BUS): AccessRequest => ({ action: 'events:PutEvents', resource: bus });
/** A world whose role may send events, unless the policy of a bus denies it. */
const withBus = (properties: object, policies: readonly object[] = [{ PolicyDocument: policy(allow('events:PutEvents', '*')) }]) =>
  worldWith({
    Role: lambdaRole({ Policies: policies }),
    Bus: resource('AWS::Events::EventBus', { Name: 'bus' }),
    BusPolicy: resource('AWS::Events::EventBusPolicy', { EventBusName: ref('Bus'), StatementId: 'one', ...properties }),
  });
const statement = (effect: string, rest: object = {}) => ({
  ...{ Sid: 'one', Effect: effect, Principal: '*', Action: 'events:PutEvents', Resource: BUS },
  ...rest,
});
const decisionOf = (world: World, request: AccessRequest) => authorizerOf(world, APP)(request);

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
describe('the policy of an event bus', () => {
  test.each([
    ['an object', statement('Deny')],
    ['a JSON text', JSON.stringify(statement('Deny'))],
  ])('%s as its statement denies', async (_, Statement) => {
    const world = await withBus({ Statement });

    expect(world.findings).toEqual([]);
    expect(decisionOf(world, put())).toMatchObject({ isAllowed: false, reason: 'a statement denies it', nearest: { sid: 'one' } });
  });

  test('its statement allows', async () => {
    expect(decisionOf(await withBus({ Statement: statement('Allow') }, []), put())).toMatchObject({ isAllowed: true });
    expect(decisionOf(await withBus({ Statement: statement('Allow', { Principal: { AWS: '444455556666' } }) }, []), put()).isAllowed).toBe(false);
  });

  test('the deprecated properties allow another account, and deny nobody', async () => {
    const world = await withBus({ Action: 'events:PutEvents', Principal: '444455556666' });

    expect(world.findings).toEqual([]);
    expect(decisionOf(world, put())).toMatchObject({ isAllowed: true });
    expect(world.resources.get(BUS)?.statements).toMatchObject([{ effect: 'Allow', principals: { names: [{ kind: 'AWS', name: '444455556666' }] } }]);
  });

  test('the deprecated condition limits everyone to an organization', async () => {
    const Condition = { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1' };
    const world = await withBus({ Action: 'events:PutEvents', Principal: '*', Condition }, []);

    expect(decisionOf(world, { ...put(), context: { 'aws:PrincipalOrgID': 'o-1' } })).toMatchObject({ isAllowed: true });
    expect(decisionOf(world, { ...put(), context: { 'aws:PrincipalOrgID': 'o-2' } })).toMatchObject({ isAllowed: false });
    expect(decisionOf(world, put())).toMatchObject({ isAllowed: false });
  });

  test('without a name it is that of the default bus', async () => {
    const bus = BUS.replace(/bus$/, 'default');
    const world = await withBus({ EventBusName: undefined, Statement: statement('Deny', { Resource: bus }) });

    expect(decisionOf(world, put(bus))).toMatchObject({ isAllowed: false });
    expect(decisionOf(world, put())).toMatchObject({ isAllowed: true });
  });

  test.each([
    ['an intrinsic', att('Custom', 'Statement')],
    ['a text that is no JSON', '{'],
    ['a whole document', policy(statement('Allow'))],
  ])('%s as its statement is named, and nothing is allowed', async (_, Statement) => {
    const world = await withBus({ Statement });

    expect(world.findings.filter(({ kind }) => kind === 'policy')).toMatchObject([{ where: 'lake/BusPolicy' }]);
    expect(decisionOf(world, put())).toMatchObject({ isAllowed: false, reason: expect.stringContaining('a policy cannot be evaluated') });
  });
});

/** Policies of one resource, as a resource or as a property. */
const ATTACHED: readonly (readonly [type: string, resources: object, request: AccessRequest])[] = [
  [
    'AWS::SQS::QueueInlinePolicy',
    {
      Queue: resource('AWS::SQS::Queue', { QueueName: 'q' }),
      Policy: resource('AWS::SQS::QueueInlinePolicy', { Queue: ref('Queue'), PolicyDocument: policy({ ...allow('sqs:*', '*'), Principal: '*' }) }),
    },
    { action: 'sqs:SendMessage', resource: `arn:aws:sqs:eu-central-1:${ACCOUNT}:q` },
  ],
  [
    'AWS::SNS::TopicInlinePolicy',
    {
      Topic: resource('AWS::SNS::Topic', { TopicName: 't' }),
      Policy: resource('AWS::SNS::TopicInlinePolicy', { TopicArn: ref('Topic'), PolicyDocument: policy({ ...allow('sns:*', '*'), Principal: '*' }) }),
    },
    { action: 'sns:Publish', resource: `arn:aws:sns:eu-central-1:${ACCOUNT}:t` },
  ],
  [
    'AWS::S3Tables::TablePolicy',
    {
      Policy: resource('AWS::S3Tables::TablePolicy', {
        TableARN: `arn:aws:s3tables:eu-central-1:${ACCOUNT}:bucket/b/table/t`,
        ResourcePolicy: policy({ ...allow('s3tables:*', '*'), Principal: '*' }),
      }),
    },
    { action: 's3tables:GetTable', resource: `arn:aws:s3tables:eu-central-1:${ACCOUNT}:bucket/b/table/t` },
  ],
  [
    'AWS::Events::EventBus',
    { Bus: resource('AWS::Events::EventBus', { Name: 'bus', Policy: policy({ ...allow('events:*', '*'), Principal: '*' }) }) },
    put(),
  ],
];

test.each(ATTACHED)('the policy of %s counts: it allows, and one that denies comes before what the role allows', async (_, resources, request) => {
  const denying = JSON.parse(JSON.stringify(resources).replaceAll('"Effect":"Allow"', '"Effect":"Deny"'));
  const all = lambdaRole({ Policies: [{ PolicyDocument: policy(allow('*', '*')) }] });
  const [allowing, denied] = await Promise.all([worldWith({ Role: lambdaRole(), ...resources }), worldWith({ Role: all, ...denying })]);

  expect([...allowing.findings, ...denied.findings]).toEqual([]);
  expect(decisionOf(allowing, request)).toMatchObject({ isAllowed: true });
  expect(decisionOf(denied, request)).toMatchObject({ isAllowed: false, reason: 'a statement denies it' });
});

describe('a bucket policy whose document is not known', () => {
  const NOT_RESOLVED = 'an intrinsic in place of the policy is not resolved';
  const read: AccessRequest = { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a' };
  const withDocument = (PolicyDocument: unknown) =>
    worldWith({
      Role: lambdaRole({ Policies: [{ PolicyDocument: policy(allow('s3:GetObject', '*')) }] }),
      Custom: resource('Custom::Document'),
      Bucket: resource('AWS::S3::Bucket', { BucketName: 'lake' }),
      Other: resource('AWS::S3::Bucket', { BucketName: 'other' }),
      BucketPolicy: resource('AWS::S3::BucketPolicy', { Bucket: ref('Bucket'), PolicyDocument }),
    });

  test.each([
    ['an intrinsic', att('Custom', 'Document'), NOT_RESOLVED],
    ['an intrinsic of JSON', { 'Fn::ToJsonString': { Statement: att('Custom', 'Statement') } }, NOT_RESOLVED],
    ['an include', { Version: '2012-10-17', 'Fn::Transform': { Name: 'AWS::Include' } }, NOT_RESOLVED],
    ['an include beside statements', { ...policy(), 'Fn::Transform': { Name: 'AWS::Include' } }, NOT_RESOLVED],
    ['no Statement', { Version: '2012-10-17' }, 'the policy document has no Statement'],
    ['an empty document', {}, 'the policy document has no Statement'],
  ])('%s is named, and nothing in the bucket is called allowed', async (_, document, message) => {
    const world = await withDocument(document);
    const decision = decisionOf(world, read);

    expect(world.findings.filter(({ kind }) => kind === 'policy')).toMatchObject([
      { where: 'lake/BucketPolicy', what: expect.stringContaining(message) },
    ]);
    expect(decision).toMatchObject({ isAllowed: false, reason: expect.stringContaining(message) });
    expect(decisionOf(world, { ...read, resource: 'arn:aws:s3:::other/a' })).toMatchObject({ isAllowed: true });
  });
});
