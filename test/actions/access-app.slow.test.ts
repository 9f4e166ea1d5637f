import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessCommand } from '../../lib/cli/access';
import { allow, att, policy, ref, resource, trusting } from '../access/toy-world';
import { type WrittenStack, writeAssembly } from '../support/cloud-assembly';
import { recordingUi } from '../support/recording-ui';

// The first reading of an assembly loads the CDK.
jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'access-app-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

async function access(stacks: readonly WrittenStack[], ...flags: readonly string[]) {
  const ui = recordingUi();
  const path = writeAssembly(join(folder, String(count++)), ...stacks);
  const failure: unknown = await accessCommand(ui)
    .exitOverride()
    .parseAsync(['--app', path, '--out', join(folder, 'out'), ...flags], { from: 'user' })
    .then(() => undefined)
    .catch((error) => error);
  return { ...ui, failure, path };
}

const OBJECTS = 'arn:aws:s3:::bkt/*';
const [HERE, THERE, ELSEWHERE] = ['aws://111111111111/us-east-1', 'aws://111111111111/eu-central-1', 'aws://444444444444/us-east-1'];
const roleWith = (statement: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
  resource('AWS::IAM::Role', {
    RoleName: 'reader',
    AssumeRolePolicyDocument: trusting('states'),
    Policies: [{ PolicyName: 'p', PolicyDocument: policy(statement) }],
    ...rest,
  });
const task = { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Parameters: { Bucket: 'bkt', Key: 'k' }, End: true };
const machine = (role: unknown = att('Role')) =>
  resource('AWS::StepFunctions::StateMachine', { RoleArn: role, DefinitionString: JSON.stringify({ StartAt: 'A', States: { A: task } }) });
/** A state machine that reads an object as a role that may. */
const reader = { Role: roleWith(allow('s3:GetObject', OBJECTS)), Machine: machine() };
const bucket = { Bucket: resource('AWS::S3::Bucket', { BucketName: 'bkt' }) };
const bucketPolicy = (statement: Record<string, unknown>) => ({
  ...bucket,
  Policy: resource('AWS::S3::BucketPolicy', { Bucket: ref('Bucket'), PolicyDocument: policy(statement) }),
});
const denying = bucketPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS });
const app = (environment: string | undefined, Resources: object) => ({ name: 'app', environment, template: { Resources } });
const data = (environment: string | undefined, Resources: object) => ({ name: 'data', environment, template: { Resources } });
const DENIED = { exitCode: 1, refusal: { problem: expect.stringContaining('access is denied once, first: app/Role may not do s3:GetObject') } };

describe('the stacks of an app are one world', () => {
  test('a bucket policy in another Region of the account denies', async () => {
    expect((await access([app(HERE, reader), data(THERE, denying)])).failure).toMatchObject({
      ...DENIED,
      refusal: { got: expect.stringContaining('a statement denies it'), allowed: 'nearest: data/Policy statement 0' },
    });
  });

  test('a bucket policy in another Region of the account allows', async () => {
    const open = bucketPolicy(allow('s3:GetObject', OBJECTS, { Principal: { AWS: 'arn:aws:iam::111111111111:role/reader' } }));
    const { failure, values } = await access([app(HERE, { ...reader, Role: roleWith(allow('s3:PutObject', OBJECTS)) }), data(THERE, open)]);

    expect(failure).toBeUndefined();
    expect(values[0]).toMatchObject({ access: { isAllowed: true, findings: [] } });
  });

  test('a policy that a stack in another Region attaches by the name of the role counts', async () => {
    const attached = {
      Guard: resource('AWS::IAM::Policy', { PolicyName: 'g', Roles: ['reader'], PolicyDocument: policy({ ...allow('*', '*'), Effect: 'Deny' }) }),
    };
    expect((await access([app(HERE, { ...reader, ...bucket }), data(THERE, attached)])).failure).toMatchObject(DENIED);
  });

  test('a policy for a role of the same name in another account belongs to that one', async () => {
    const guard = resource('AWS::IAM::Policy', {
      PolicyName: 'g',
      Roles: ['reader'],
      PolicyDocument: policy({ ...allow('*', '*'), Effect: 'Deny' }),
    });
    const own = { ...bucket, Bucket: resource('AWS::S3::Bucket', { BucketName: 'other' }) };
    const { values } = await access([
      { ...data(ELSEWHERE, { Role: reader.Role, Guard: guard, ...own }), name: 'aaa' },
      app(HERE, { ...reader, ...bucket }),
    ]);

    expect(values[0]).toMatchObject({
      access: { isAllowed: true, roles: [{ id: 'aaa/Role' }, { id: 'app/Role', requests: [{ decision: { isAllowed: true } }] }] },
    });
  });

  test('a role of another Region is used by its ARN', async () => {
    const { failure, values } = await access([
      app(HERE, { Role: reader.Role, ...bucket }),
      data(THERE, { Machine: machine('arn:aws:iam::111111111111:role/reader') }),
    ]);

    expect(failure).toBeUndefined();
    expect(values[0]).toMatchObject({ access: { findings: [], roles: [{ id: 'app/Role', requests: [{ request: { action: 's3:GetObject' } }] }] } });
  });

  test('a bucket of another account without a policy is denied, and with one that allows the role allowed', async () => {
    expect((await access([app(HERE, reader), data(ELSEWHERE, bucket)])).failure).toMatchObject({
      ...DENIED,
      refusal: { got: expect.stringContaining('the resource is in another account') },
    });
    const shared = bucketPolicy(allow('s3:GetObject', OBJECTS, { Principal: { AWS: 'arn:aws:iam::111111111111:role/reader' } }));
    expect((await access([app(HERE, reader), data(ELSEWHERE, shared)])).failure).toBeUndefined();
  });

  test('a stack without an environment is where the others are', async () => {
    const { failure, values } = await access([app(undefined, reader), data(THERE, denying)]);

    expect(failure).toMatchObject(DENIED);
    expect(values[0]).toMatchObject({ access: { findings: [], roles: [{ role: 'arn:aws:iam::111111111111:role/reader' }] } });
  });

  test('where the others are in several places its own is a guess, which is named and fails', async () => {
    const { failure } = await access([
      app(undefined, { ...reader, ...bucket }),
      { ...data(HERE, { Other: resource('AWS::SNS::Topic') }) },
      { ...data(ELSEWHERE, { Other: resource('AWS::SNS::Topic') }), name: 'more' },
    ]);

    expect(failure).toMatchObject({
      exitCode: 1,
      refusal: { problem: '1 finding may hide a denial, first: app', got: expect.stringContaining('judged as if it were in account 111111111111') },
    });
  });
});

describe('a finding that may hide a denial fails, by its kind', () => {
  test.each<[string, object, string]>([
    ['a bucket that no template has', reader, 'it uses arn:aws:s3:::bkt, which is not in the templates'],
    ['a role by GetAtt of a missing resource', { Machine: machine(att('Missing')) }, 'RoleArn names the role {"Fn::GetAtt":["Missing","Arn"]}'],
    [
      'a policy whose bucket is not known',
      { ...denying, ...reader, Policy: resource('AWS::S3::BucketPolicy', { Bucket: { 'Fn::ImportValue': 'x' }, PolicyDocument: policy() }) },
      'the resource that its policy belongs to is not known',
    ],
    [
      'a nested stack',
      { ...reader, ...bucket, Nested: resource('AWS::CloudFormation::Stack', { TemplateURL: 'x' }) },
      'the resources of a nested stack are not read',
    ],
  ])('%s', async (_, resources, what) => {
    const { failure, values } = await access([app(undefined, resources)]);

    expect(values[0]).toMatchObject({ access: { isAllowed: true } });
    expect(failure).toMatchObject({
      exitCode: 1,
      refusal: { problem: expect.stringContaining('may hide a denial'), got: expect.stringContaining(what) },
    });
  });

  test.each<[string, object]>([
    ['an action that AWS lacks', { Role: roleWith(allow(['s3:GetObject', 's3:FetchObject'], OBJECTS)) }],
    [
      'the bucket of `cdk bootstrap`',
      {
        Machine: resource('AWS::StepFunctions::StateMachine', {
          RoleArn: att('Role'),
          DefinitionString: JSON.stringify({
            StartAt: 'A',
            States: { A: { ...task, Parameters: { Bucket: 'cdk-hnb659fds-assets-111122223333-eu-central-1', Key: 'k' } } },
          }),
        }),
        Role: roleWith(allow('s3:GetObject', '*')),
      },
    ],
  ])('and %s does not', async (_, resources) => {
    expect((await access([app(undefined, { ...reader, ...bucket, ...resources })])).failure).toBeUndefined();
  });
});

describe('--suggest', () => {
  const suggested = (resources: object) => access([app(undefined, { ...reader, ...bucket, ...resources })], '--suggest');

  test('says which statement denies what the role may do, and does not add it', async () => {
    const { values, texts } = await suggested(denying);

    expect(values[0]).toMatchObject({ suggestions: [{ added: [], removed: [] }] });
    expect(texts[0]).toContain(
      '  ! s3:GetObject on arn:aws:s3:::bkt/k stays refused, so that adding it does not help: a statement denies it: app/Policy statement 0',
    );
    expect(texts[0]).not.toContain('as it is');
  });

  test('a boundary that leaves the action out is named', async () => {
    const boundary = resource('AWS::IAM::ManagedPolicy', { PolicyDocument: policy(allow('sqs:*', '*')) });
    const { values } = await suggested({
      Role: roleWith(allow('s3:GetObject', OBJECTS), { PermissionsBoundary: ref('Boundary') }),
      Boundary: boundary,
    });

    expect(values[0]).toMatchObject({
      suggestions: [{ added: [], refused: [expect.stringContaining('the permissions boundary or the session policy does not allow it')] }],
    });
  });

  test('an action that the role lacks alone is added, and nothing is said to stay refused', async () => {
    const { values } = await suggested({ Role: roleWith(allow('s3:PutObject', OBJECTS)) });
    expect(values[0]).toMatchObject({ suggestions: [{ added: ['s3:GetObject on arn:aws:s3:::bkt/k'], refused: [] }] });
  });

  test('findings and calls that cannot be judged are in its text', async () => {
    const broken = resource('AWS::StepFunctions::StateMachine', { RoleArn: att('Role'), DefinitionString: '{not json' });
    const { texts, failure } = await suggested({ Broken: broken, Nested: resource('AWS::CloudFormation::Stack', { TemplateURL: 'x' }) });

    expect(texts[0]).toContain('AWS::StepFunctions::StateMachine Broken\n  cannot be judged: ');
    expect(texts[0]).toContain('app/Nested: the resources of a nested stack are not read');
    expect(failure).toMatchObject({ exitCode: 1 });
  });
});

test.each([
  ['--account', '111111111111'],
  ['--region', 'eu-central-1'],
])('%s conflicts with --app', async (...flags) => {
  expect((await access([app(HERE, reader)], ...flags)).failure).toMatchObject({
    exitCode: 2,
    refusal: { problem: '--app conflicts with a scenario, its configuration and its environment' },
  });
});
