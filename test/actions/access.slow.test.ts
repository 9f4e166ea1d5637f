import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessCommand } from '../../lib/cli/access';
import { validateCommand } from '../../lib/cli/validate';
import { allow, att, lambdaRole, policy, ref, resource, trusting } from '../access/toy-world';
import { writeAssembly } from '../support/cloud-assembly';
import { recordingUi } from '../support/recording-ui';
import { registerToy } from '../support/toy-scenario';

// The first synthesis and the first validation of a process load the CDK.
jest.setTimeout(120_000);
registerToy();

const folder = mkdtempSync(join(tmpdir(), 'access-'));
afterAll(() => rmSync(folder, { recursive: true }));
const out = join(folder, 'out');

async function run(command: typeof accessCommand, ...args: string[]) {
  const ui = recordingUi();
  const failure: unknown = await command(ui)
    .exitOverride()
    .parseAsync(args, { from: 'user' })
    .then(() => undefined)
    .catch((error) => error);
  return { ...ui, failure };
}
const access = (...args: string[]) => run(accessCommand, ...args, '--out', out);

/** Calls as a rehearsal of the toy writes them. */
function rehearsed(requests: readonly object[], over: object = {}) {
  const config = { bucketName: 'toy-bucket', unknownType: false, note: 'first', ttlHours: 24 };
  const call = { workload: { type: 'AWS::Lambda::Function', id: 'Worker' }, service: 's3', operation: 'GetObject', requests, count: 2 };
  mkdirSync(join(out, 'toy'), { recursive: true });
  writeFileSync(
    join(out, 'toy', 'calls.json'),
    JSON.stringify({ scenario: 'toy', rehearsed: '2026-11-20T08:00:00.000Z', stage: 'dev', config, calls: [call], ...over }),
  );
}

describe('of a scenario', () => {
  beforeEach(() => rmSync(out, { recursive: true, force: true }));

  test('without a rehearsal it says so, and judges what services do', async () => {
    const { texts, values, failure } = await access('toy');

    expect(failure).toBeUndefined();
    expect(texts[0]).toMatch(/^toy: what AWS services do, and no calls of workloads: there was no rehearsal in .*; stagecraft rehearse toy\n/);
    expect(texts[0]).toContain('AWS::Lambda::Function Worker');
    expect(texts[0]).toMatch(/ {4}logs:PutLogEvents +logs:eu-central-1:111122223333:log-group:\S+\n {4}allowed by: arn:aws:iam::aws:policy/);
    expect(values[0]).toMatchObject({ of: 'toy', access: { isAllowed: true } });
  });

  test('a recorded call that no statement allows fails, and is told with role, resource and reason', async () => {
    rehearsed([{ action: 's3:GetObject', resource: 'arn:aws:s3:::other/a' }]);
    const { texts, values, failure } = await access('toy');

    expect(values[0]).toMatchObject({ rehearsed: '2026-11-20T08:00:00.000Z', access: { isAllowed: false } });
    expect(texts[0]).toContain('  s3 GetObject, 2 times\n    s3:GetObject  s3:::other/a\n    DENIED: no statement allows it');
    expect(failure).toMatchObject({
      exitCode: 1,
      refusal: {
        problem: expect.stringMatching(/^access is denied once, first: toy-\S+Role\w+ may not do s3:GetObject, which 's3 GetObject' needs$/),
        got: 's3:GetObject on arn:aws:s3:::other/a: no statement allows it',
      },
    });
  });

  test('the calls of a rehearsal with another configuration do not count', async () => {
    rehearsed([{ action: 's3:GetObject', resource: 'arn:aws:s3:::other/a' }]);
    const { texts, failure } = await access('toy', '--set', 'note=second', '--stage', 'test');

    expect(failure).toBeUndefined();
    expect(texts[0]).toContain('the last rehearsal ran with another stage, note; stagecraft rehearse toy');
  });

  test('a file that no rehearsal wrote is refused', async () => {
    rehearsed([], { calls: 'none' });
    expect((await access('toy')).failure).toMatchObject({ exitCode: 2, refusal: { problem: 'the recorded calls cannot be read' } });
  });

  test('--suggest prints the minimal policy and the difference to the present one', async () => {
    rehearsed([{ action: 's3:GetObject', resource: 'arn:aws:s3:::other/a' }]);
    const { texts, values } = await access('toy', '--suggest', '--role', 'WorkerServiceRole');

    expect(texts[0]).toContain('  + s3:GetObject on arn:aws:s3:::other/a');
    expect(values[0]).toMatchObject({ suggestions: [{ id: expect.stringMatching(/WorkerServiceRole/), policy: { Version: '2012-10-17' } }] });
  });

  test('--role narrows to one role, and an unknown one is refused with those that there are', async () => {
    const { values } = await access('toy', '--role', 'WorkerServiceRole');

    expect(values[0]).toMatchObject({ access: { roles: [{ id: expect.stringMatching(/^toy-\w+\/WorkerServiceRole/) }] } });
    expect((await access('toy', '--role', 'Nobody')).failure).toMatchObject({
      exitCode: 2,
      refusal: { got: 'Nobody', allowed: expect.stringContaining('WorkerServiceRole') },
    });
  });
});

test('neither a scenario nor an app, both, and a place without --deployer are usage errors', async () => {
  expect((await access('toy', '--account', '111122223333')).failure).toMatchObject({
    exitCode: 2,
    refusal: { problem: '--account and --region go with --deployer alone' },
  });
  expect((await access()).failure).toMatchObject({ exitCode: 2, refusal: { problem: 'neither a scenario nor an app is given' } });
  expect((await access('toy', '--app', folder)).failure).toMatchObject({
    exitCode: 2,
    refusal: { problem: expect.stringContaining('--app conflicts') },
  });
});

describe('of any CDK app', () => {
  const assembly = (name: string, resources: object) =>
    writeAssembly(join(folder, name), { name: 'app', environment: 'aws://444455556666/eu-west-1', template: { Resources: resources } });
  const worker = { Code: { ZipFile: 'x' }, Handler: 'index.handler', Runtime: 'nodejs24.x', Role: att('Role') };
  const logs = allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], '*');
  const roleWith = (...statements: readonly Record<string, unknown>[]) =>
    lambdaRole({ Policies: [{ PolicyName: 'p', PolicyDocument: policy(...statements) }] });

  test('what services do is judged in the account and Region of the stack', async () => {
    const path = assembly('fine', { Role: roleWith(logs), Worker: resource('AWS::Lambda::Function', worker) });
    const { texts, values, failure } = await access('--app', path);

    expect(failure).toBeUndefined();
    expect(values[0]).toMatchObject({ of: path, access: { isAllowed: true, roles: [{ role: 'arn:aws:iam::444455556666:role/app' }], findings: [] } });
    expect(texts[0]).toContain('logs:eu-west-1:444455556666:log-group:');
  });

  test('a function that may not write its log is denied', async () => {
    const path = assembly('silent', { Role: roleWith(allow('s3:GetObject', '*')), Worker: resource('AWS::Lambda::Function', worker) });
    expect((await access('--app', path)).failure).toMatchObject({
      exitCode: 1,
      refusal: { problem: expect.stringContaining('app/Role may not do logs:') },
    });
  });

  test.each<[string, object, string]>([
    ['an unknown operator', { Role: roleWith(allow('s3:GetObject', '*', { Condition: { StringIs: { a: 'b' } } })) }, 'StringIs'],
    ['an intrinsic that nothing resolves', { Role: roleWith(allow('s3:GetObject', { 'Fn::ImportValue': 'x' })) }, '{"Fn::ImportValue":"x"}'],
    ['an action that AWS lacks', { Role: roleWith(allow('s3:FetchObject', '*')) }, 'AWS has no action s3:FetchObject'],
    [
      'a role from outside the templates',
      { Worker: resource('AWS::Lambda::Function', { ...worker, Role: 'arn:aws:iam::444455556666:role/other' }) },
      'names the role arn:aws:iam::444455556666:role/other, which is not in the templates',
    ],
    [
      'a type of which it is not known what it does as a role',
      {
        Role: resource('AWS::IAM::Role', { AssumeRolePolicyDocument: trusting('apprunner') }),
        Web: resource('AWS::AppRunner::Service', { InstanceRoleArn: att('Role') }),
      },
      'it is not known what AWS::AppRunner::Service does as the role that it names',
    ],
    ['a nested stack', { Nested: resource('AWS::CloudFormation::Stack', { TemplateURL: 'x' }) }, 'the resources of a nested stack are not read'],
  ])('%s is named', async (name, resources, what) => {
    const { texts, values } = await access('--app', assembly(name, resources));

    expect(values[0]).toMatchObject({
      access: { findings: expect.arrayContaining([expect.objectContaining({ what: expect.stringContaining(what) })]) },
    });
    expect(texts[0]).toContain(what);
  });

  test('a role from outside is denied what its function needs', async () => {
    const path = assembly('outside', { Worker: resource('AWS::Lambda::Function', { ...worker, Role: 'arn:aws:iam::444455556666:role/other' }) });
    expect((await access('--app', path)).failure).toMatchObject({
      exitCode: 1,
      refusal: { got: expect.stringContaining('is not in the templates') },
    });
  });

  test('a folder that is no cloud assembly, and one of a broken manifest, are usage errors', async () => {
    expect((await access('--app', join(folder, 'none'))).failure).toMatchObject({
      exitCode: 2,
      refusal: { problem: 'the folder is no cloud assembly', got: join(folder, 'none'), allowed: expect.stringContaining('manifest.json') },
    });
    mkdirSync(join(folder, 'broken'));
    writeFileSync(join(folder, 'broken', 'manifest.json'), '{');
    expect((await access('--app', join(folder, 'broken'))).failure).toMatchObject({
      exitCode: 2,
      refusal: { problem: expect.stringContaining('cannot be read') },
    });
    expect((await run(validateCommand, '--app', join(folder, 'none'))).failure).toMatchObject({ exitCode: 2 });
  });

  test('validate --app checks its templates, and says what is left out', async () => {
    const path = assembly('validated', {
      Data: resource('AWS::S3::Bucket', { BucketNam: 'x' }),
      Other: resource('AWS::S3::Bucket', { Name: ref('Data') }),
    });
    const { texts, values, failure } = await run(validateCommand, '--app', path);

    expect(values[0]).toMatchObject({
      templates: 1,
      scenarios: ['app'],
      findings: expect.arrayContaining([expect.objectContaining({ stack: 'app', resource: 'Data' })]),
    });
    expect(texts[0]).toContain('not checked: the rules of cdk-nag, which need the constructs');
    expect(failure).toMatchObject({ exitCode: 1 });
    expect((await run(validateCommand, 'toy', '--app', path)).failure).toMatchObject({ exitCode: 2 });
  });
});

describe('--deployer', () => {
  test('prints what a person and the execution role need, and what is not known', async () => {
    const { texts, values, failure } = await access('toy', '--deployer', '--account', '111122223333', '--region', 'eu-central-1');

    expect(failure).toBeUndefined();
    expect(values[0]).toMatchObject({ person: expect.any(Array), executionRole: expect.any(Array), unknown: expect.any(Array) });
    expect(texts[0]).toContain('arn:aws:iam::111122223333:role/cdk-hnb659fds-deploy-role-111122223333-eu-central-1');
    expect(texts[0]).toContain('s3:CreateBucket');
  });

  test.each([[['--deployer']], [['toy', '--deployer', '--suggest']], [['toy', '--deployer', '--role', 'x']], [['--app', 'cdk.out', '--deployer']]])(
    'is refused with %j',
    async (args) => {
      expect((await access(...args)).failure).toMatchObject({
        exitCode: 2,
        refusal: { problem: expect.stringContaining('--deployer needs a scenario') },
      });
    },
  );
});
