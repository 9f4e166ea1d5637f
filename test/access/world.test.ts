import { authorizerOf, rolesOf, serviceAuthorizerOf, type World, worldOf } from '../../lib/access';
import { ACCOUNT, APP, allow, att, join, lambdaRole, policy, ref, resource, trusting, worldWith } from './toy-world';

const asks = (world: World, action: string, target: string, context?: Record<string, string>, role = APP) =>
  authorizerOf(world, role)({ action, resource: target, context });

describe('policies of a role', () => {
  test.each([
    ['inline', { Role: lambdaRole({ Policies: [{ PolicyName: 'p', PolicyDocument: policy(allow('s3:GetObject', '*')) }] }) }],
    [
      'AWS::IAM::Policy',
      { Role: lambdaRole(), Policy: resource('AWS::IAM::Policy', { Roles: [ref('Role')], PolicyDocument: policy(allow('s3:*', '*')) }) },
    ],
    [
      'AWS::IAM::RolePolicy',
      { Role: lambdaRole(), Policy: resource('AWS::IAM::RolePolicy', { RoleName: ref('Role'), PolicyDocument: policy(allow('s3:*', '*')) }) },
    ],
    [
      'a managed policy that names the role',
      { Role: lambdaRole(), Policy: resource('AWS::IAM::ManagedPolicy', { Roles: [ref('Role')], PolicyDocument: policy(allow('s3:*', '*')) }) },
    ],
    [
      'a managed policy that the role names',
      {
        Role: lambdaRole({ ManagedPolicyArns: [ref('Own')] }),
        Own: resource('AWS::IAM::ManagedPolicy', { PolicyDocument: policy(allow('s3:*', '*')) }),
      },
    ],
  ])('%s allows', async (_, resources) => {
    const world = await worldWith(resources);

    expect(world.findings).toEqual([]);
    expect(asks(world, 's3:GetObject', 'arn:aws:s3:::lake/a')).toMatchObject({ isAllowed: true });
    expect(asks(world, 'glue:GetTable', '*')).toMatchObject({ isAllowed: false });
  });

  test('an AWS managed policy that is known allows, another is reported and allows no more than what is known of it', async () => {
    const managed = (name: string) => join('arn:', ref('AWS::Partition'), `:iam::aws:policy/service-role/${name}`);
    const world = await worldWith({
      Role: lambdaRole({ ManagedPolicyArns: [managed('AWSLambdaBasicExecutionRole'), managed('AmazonEMRServicePolicy_v2')] }),
    });
    const unknown = 'arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2';

    expect(asks(world, 'logs:PutLogEvents', '*')).toMatchObject({ isAllowed: true });
    expect(asks(world, 'ec2:RunInstances', '*')).toMatchObject({ isAllowed: false, reason: expect.stringContaining(unknown) });
    expect(world.findings).toEqual([
      { kind: 'managed-policy', where: 'lake/Role', what: `only a part of ${unknown} is known: it may allow more, or deny` },
    ]);
  });

  test('a boundary limits; one whose content is not known lets nothing through', async () => {
    const own = { Policies: [{ PolicyDocument: policy(allow('*', '*')) }] };
    const limited = await worldWith({
      Role: lambdaRole({ ...own, PermissionsBoundary: ref('Limit') }),
      Limit: resource('AWS::IAM::ManagedPolicy', { PolicyDocument: policy(allow('s3:*', '*')) }),
    });
    const outside = await worldWith({ Role: lambdaRole({ ...own, PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/limit` }) });

    expect(asks(limited, 's3:GetObject', '*').isAllowed).toBe(true);
    expect(asks(limited, 'glue:GetTable', '*').isAllowed).toBe(false);
    expect(asks(outside, 's3:GetObject', '*').isAllowed).toBe(false);
    expect(outside.findings).toMatchObject([{ kind: 'managed-policy', where: 'lake/Role' }]);
  });
});

describe('policies of resources', () => {
  const bucket = { Role: lambdaRole(), Lake: resource('AWS::S3::Bucket') };

  test('a bucket policy counts for the objects', async () => {
    const world = await worldWith({
      ...bucket,
      Policy: resource('AWS::S3::BucketPolicy', {
        Bucket: ref('Lake'),
        PolicyDocument: policy(allow('s3:GetObject', join(att('Lake'), '/*'), { Principal: { AWS: att('Role') } })),
      }),
    });
    const [lake = ''] = world.resources.keys();

    expect(lake).toMatch(/^arn:aws:s3:::lake-lake-[0-9a-f]{12}$/);
    expect(asks(world, 's3:GetObject', `${lake}/raw/a`)).toEqual({ isAllowed: true, by: [{ policy: 'lake/Policy', index: 0 }] });
    expect(asks(world, 's3:GetObject', 'arn:aws:s3:::other/raw/a').isAllowed).toBe(false);
  });

  test('a key needs its policy: without one it leaves it to the account, from outside nobody may use it', async () => {
    const own = (key: unknown) => lambdaRole({ Policies: [{ PolicyDocument: policy(allow('kms:Decrypt', key)) }] });
    const world = await worldWith({ Role: own(att('Key')), Key: resource('AWS::KMS::Key') });
    const [key = ''] = world.resources.keys();
    const outside = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1`;

    expect(asks(world, 'kms:Decrypt', key).isAllowed).toBe(true);
    expect(asks(await worldWith({ Role: own('*') }), 'kms:Decrypt', outside)).toMatchObject({
      isAllowed: false,
      reason: `the key ${outside} is not in the templates`,
    });
  });

  test('a service may do what the policy of a queue, a topic or a function says', async () => {
    const rule = `arn:aws:events:eu-central-1:${ACCOUNT}:rule/daily`;
    const principal = { Principal: { Service: 'events.amazonaws.com' } };
    const world = await worldWith({
      Queue: resource('AWS::SQS::Queue', { QueueName: 'failed' }),
      Topic: resource('AWS::SNS::Topic', { TopicName: 'alerts' }),
      Handler: resource('AWS::Lambda::Function', { FunctionName: 'mover' }),
      Sends: resource('AWS::SQS::QueuePolicy', { Queues: [ref('Queue')], PolicyDocument: policy(allow('sqs:SendMessage', att('Queue'), principal)) }),
      Publishes: resource('AWS::SNS::TopicPolicy', { Topics: [ref('Topic')], PolicyDocument: policy(allow('sns:Publish', ref('Topic'), principal)) }),
      Invokes: resource('AWS::Lambda::Permission', {
        ...{ Action: 'lambda:InvokeFunction', FunctionName: att('Handler'), Principal: 'events.amazonaws.com', SourceArn: rule },
      }),
    });
    const events = serviceAuthorizerOf(world, 'events.amazonaws.com');
    const place = `eu-central-1:${ACCOUNT}`;

    expect(world.findings).toEqual([]);
    expect(events({ action: 'sqs:SendMessage', resource: `arn:aws:sqs:${place}:failed` }).isAllowed).toBe(true);
    expect(events({ action: 'sns:Publish', resource: `arn:aws:sns:${place}:alerts` }).isAllowed).toBe(true);
    const invoke = { action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:${place}:function:mover` };
    expect(events({ ...invoke, context: { 'aws:SourceArn': rule } }).isAllowed).toBe(true);
    expect(events({ ...invoke, context: { 'aws:SourceArn': `${rule}-other` } }).isAllowed).toBe(false);
    expect(serviceAuthorizerOf(world, 's3.amazonaws.com')({ ...invoke, context: { 'aws:SourceArn': rule } }).isAllowed).toBe(false);
  });

  test('a trust policy decides who may assume a role', async () => {
    const world = await worldWith({ Role: lambdaRole() });
    const assume = { action: 'sts:AssumeRole', resource: APP };

    expect(serviceAuthorizerOf(world, 'lambda.amazonaws.com')(assume).isAllowed).toBe(true);
    expect(serviceAuthorizerOf(world, 'glue.amazonaws.com')(assume).isAllowed).toBe(false);
    expect(serviceAuthorizerOf(world, 'lambda.amazonaws.com')({ ...assume, resource: `${APP}2` }).isAllowed).toBe(false);
  });
});

describe('roles of workloads', () => {
  test.each<[type: string, properties: object]>([
    ['AWS::Lambda::Function', { Role: att('Role') }],
    ['AWS::Glue::Job', { Role: 'app' }],
    ['AWS::StepFunctions::StateMachine', { RoleArn: att('Role') }],
    ['AWS::EMR::Cluster', { JobFlowRole: ref('Profile') }],
    ['AWS::EC2::Instance', { IamInstanceProfile: ref('Profile') }],
    ['AWS::EC2::LaunchTemplate', { LaunchTemplateData: { IamInstanceProfile: { Arn: att('Profile') } } }],
    ['AWS::MWAA::Environment', { ExecutionRoleArn: att('Role') }],
    ['AWS::RedshiftServerless::Namespace', { IamRoles: [att('Role')] }],
    ['AWS::Events::Rule', { Targets: [{ Arn: 'x' }, { Arn: 'y', RoleArn: att('Role') }] }],
    ['AWS::KinesisFirehose::DeliveryStream', { ExtendedS3DestinationConfiguration: { RoleARN: att('Role') } }],
    ['AWS::EKS::PodIdentityAssociation', { RoleArn: att('Role') }],
    ['AWS::EKS::Addon', { PodIdentityAssociations: [{ RoleArn: att('Role') }] }],
  ])('%s', async (type, properties) => {
    const world = await worldWith({
      Role: lambdaRole(),
      Profile: resource('AWS::IAM::InstanceProfile', { Roles: [ref('Role')] }),
      Work12345678: resource(type, { ...properties }),
    });

    expect(world.findings).toEqual([]);
    expect(rolesOf(world, { type, id: 'Work' })).toMatchObject([{ id: 'lake/Work12345678', role: APP }]);
  });

  test('an EMR Serverless application has the roles that trust it', async () => {
    const jobs = resource('AWS::IAM::Role', { RoleName: 'jobs', AssumeRolePolicyDocument: trusting('emr-serverless') });
    const world = await worldWith({ Role: lambdaRole(), Jobs: jobs, Spark: resource('AWS::EMRServerless::Application') });

    expect(rolesOf(world, { type: 'AWS::EMRServerless::Application', id: 'Spark' })).toMatchObject([
      { use: 'trust', role: `arn:aws:iam::${ACCOUNT}:role/jobs` },
    ]);
  });

  test('a role from outside the templates is reported and may do nothing', async () => {
    const outside = `arn:aws:iam::${ACCOUNT}:role/shared`;
    const world = await worldWith({
      Work: resource('AWS::Lambda::Function', { Role: outside }),
      Policy: resource('AWS::IAM::Policy', { Roles: ['shared'], PolicyDocument: policy(allow('*', '*')) }),
    });

    expect(world.findings).toMatchObject([
      { kind: 'outside-role', where: 'lake/Policy', what: expect.stringContaining('shared') },
      { kind: 'outside-role', where: 'lake/Work', what: expect.stringContaining(outside) },
    ]);
    expect(asks(world, 's3:GetObject', '*', {}, outside)).toEqual({ isAllowed: false, reason: `the role ${outside} is not in the templates` });
  });
});

describe('what is not known is named, and allows nothing', () => {
  const withStatement = (statement: Record<string, unknown>, rest = {}) =>
    worldWith({ Role: lambdaRole({ Policies: [{ PolicyDocument: policy(statement) }] }), ...rest });

  test.each<[string, Record<string, unknown>, string, string]>([
    ['an intrinsic that cannot be resolved', allow('s3:GetObject', att('Thing', 'Endpoint')), 'policy', '{"Fn::GetAtt":["Thing","Endpoint"]}'],
    ['an import that no stack exports', allow('s3:GetObject', { 'Fn::ImportValue': 'x' }), 'policy', '{"Fn::ImportValue":"x"}'],
    ['an unknown operator', allow('s3:GetObject', '*', { Condition: { StringIs: { a: 'b' } } }), 'policy', 'StringIs'],
  ])('%s', async (_, statement, kind, what) => {
    const world = await withStatement(statement, { Thing: resource('AWS::EC2::Instance') });

    expect(world.findings).toMatchObject([{ kind, where: 'lake/Role', what: expect.stringContaining(what) }]);
    expect(asks(world, 's3:GetObject', 'arn:aws:s3:::lake/a').isAllowed).toBe(false);
  });

  test.each(['s3:GetObjects', 's3:Fetch*', 'nothing:Get', 'GetObject', 's3:a:b'])('the action %s, which AWS does not have', async (action) => {
    const { findings } = await withStatement(allow([action, 's3:Get*', 'S3:listbucket'], '*'));

    expect(findings).toEqual([{ kind: 'action', where: 'lake/Role', what: `AWS has no action ${action}` }]);
  });

  test('a policy document of a type whose policies are not read', async () => {
    const { findings } = await worldWith({ Endpoint: resource('AWS::EC2::VPCEndpoint', { PolicyDocument: policy(allow('*', '*')) }) });

    expect(findings).toEqual([
      { kind: 'unread', where: 'lake/Endpoint', what: 'AWS::EC2::VPCEndpoint.PolicyDocument is a policy that is not evaluated: it may deny' },
    ]);
  });

  test('a policy of a resource that is not known, and one of a user', async () => {
    const { findings } = await worldWith({
      Policy: resource('AWS::S3::BucketPolicy', { Bucket: att('Other', 'Name'), PolicyDocument: policy(allow('s3:*', '*', { Principal: '*' })) }),
      User: resource('AWS::IAM::Policy', { Users: ['ann'], PolicyDocument: policy(allow('s3:*', '*')) }),
    });

    expect(findings.map(({ kind, where }) => `${kind} ${where}`)).toEqual(['unread lake/User', 'target lake/Policy']);
  });
});

test('parameters of stacks before it, exports, and values of the caller are known', async () => {
  const first = {
    Resources: { Lake: resource('AWS::S3::Bucket'), Name: resource('AWS::SSM::Parameter', { Name: '/lake/bucket', Value: ref('Lake') }) },
    Outputs: { Arn: { Value: att('Lake'), Export: { Name: 'lake-arn' } } },
  };
  const parameter = (Default: string) => ({ Type: 'AWS::SSM::Parameter::Value<String>', Default });
  const second = {
    Parameters: { Bucket: parameter('/lake/bucket'), Other: parameter('/other/bucket') },
    Resources: {
      Role: lambdaRole({
        Policies: [
          {
            PolicyDocument: policy(
              allow('s3:GetObject', join({ 'Fn::ImportValue': 'lake-arn' }, '/*')),
              allow('s3:ListBucket', join('arn:aws:s3:::', ref('Bucket'))),
              allow('s3:ListBucket', join('arn:aws:s3:::', ref('Other'))),
            ),
          },
        ],
      }),
    },
  };
  const stacks = [
    { name: 'lake', template: first },
    { name: 'jobs', template: second },
  ];
  const world = await worldOf(stacks, { values: new Map([['/other/bucket', 'other']]) });
  const bucket = world.values.get('/lake/bucket') ?? '';

  expect(world.findings).toEqual([]);
  expect(asks(world, 's3:GetObject', `arn:aws:s3:::${bucket}/a`).isAllowed).toBe(true);
  expect(asks(world, 's3:ListBucket', `arn:aws:s3:::${bucket}`).isAllowed).toBe(true);
  expect(asks(world, 's3:ListBucket', 'arn:aws:s3:::other').isAllowed).toBe(true);
  expect((await worldOf(stacks)).findings).toMatchObject([{ kind: 'policy', what: expect.stringContaining('{"Ref":"Other"}') }]);
});

test('the same templates give the same names, and the location is the caller\u2019s', async () => {
  const template = { Resources: { Role: resource('AWS::IAM::Role', { Path: '/jobs/', AssumeRolePolicyDocument: trusting('glue') }) } };
  const roles = async (region: string) => {
    const location = { partition: 'aws-cn', region, account: '444455556666' };
    return [...(await worldOf([{ name: 'lake', template }], { location })).roles.keys()];
  };

  expect(await roles('cn-north-1')).toEqual([expect.stringMatching(/^arn:aws-cn:iam::444455556666:role\/jobs\/lake-Role-[0-9A-F]{12}$/)]);
  expect(await roles('cn-north-1')).toEqual(await roles('cn-northwest-1'));
});
