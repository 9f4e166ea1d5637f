import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scenario } from '../../../lib/scenarios/quicksight-auth0/scenario';
import { stacksOf } from '../../support/scenario';
import { propertiesOf, readable } from '../../support/synth';

const templatesOf = stacksOf<'sign-in'>('quicksight-auth0');
const templateWith = (...args: Parameters<typeof templatesOf>) => templatesOf(...args)['sign-in'];
const template = templateWith();
const trustOf = (of = template) => propertiesOf(of, 'AWS::IAM::Role').map(({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument.Statement);
const ROLES = ['QuickSight-Admin-Role', 'QuickSight-Author-Role', 'QuickSight-Reader-Role'];

test('acceptance 1: one SAML provider named Auth0, three managed policies, three roles', () => {
  expect(propertiesOf(template, 'AWS::IAM::SAMLProvider').map(({ Name }) => Name)).toEqual(['Auth0']);
  expect(propertiesOf(template, 'AWS::IAM::Role').map(({ RoleName }) => RoleName)).toEqual(ROLES);
  expect(propertiesOf(template, 'AWS::IAM::ManagedPolicy').map(({ ManagedPolicyName }) => ManagedPolicyName)).toEqual([
    'QuickSight-Admin-Policy',
    'QuickSight-Author-Policy',
    'QuickSight-Reader-Policy',
  ]);
});

test('acceptance 2: each policy has one statement, one action, and the policy variable ${aws:userid}', () => {
  const statements = propertiesOf(template, 'AWS::IAM::ManagedPolicy').map(({ PolicyDocument }) => PolicyDocument.Statement);

  expect(statements.map((each) => each.length)).toEqual([1, 1, 1]);
  expect(statements.map(([{ Action, Resource }]) => [Action, readable(Resource)])).toEqual([
    ['quicksight:CreateAdmin', 'arn:<partition>:quicksight::<account>:user/${aws:userid}'],
    ['quicksight:CreateUser', 'arn:<partition>:quicksight::<account>:user/${aws:userid}'],
    ['quicksight:CreateReader', 'arn:<partition>:quicksight::<account>:user/${aws:userid}'],
  ]);
});

describe('acceptance 3: trust', () => {
  test('acceptance 3: each role trusts only the SAML provider, for this action and recipient', () => {
    for (const [statement, ...others] of trustOf()) {
      expect(others).toEqual([]);
      expect(statement).toEqual({
        Effect: 'Allow',
        Principal: { Federated: { Ref: expect.stringMatching(/^Provider/) } },
        Action: 'sts:AssumeRoleWithSAML',
        Condition: { StringEquals: { 'saml:aud': 'https://signin.aws.amazon.com/saml' } },
      });
    }
  });

  test('acceptance 3: emailSync adds sts:TagSession for the tag Email', () => {
    for (const [assume, tag, ...others] of trustOf(templateWith({ emailSync: true }))) {
      expect(others).toEqual([]);
      expect(assume.Action).toBe('sts:AssumeRoleWithSAML');
      expect(tag).toMatchObject({ Action: 'sts:TagSession', Condition: { StringLike: { 'aws:RequestTag/Email': '?*' } } });
      expect(tag.Principal).toEqual(assume.Principal);
    }
  });
});

test('acceptance 4: no role has an AWS managed policy, an inline policy, or another action', () => {
  const policies = Object.keys(template.findResources('AWS::IAM::ManagedPolicy'));

  expect(
    propertiesOf(template, 'AWS::IAM::Role').flatMap(({ ManagedPolicyArns }) => ManagedPolicyArns.map(({ Ref }: { Ref: string }) => Ref)),
  ).toEqual(policies);
  expect(propertiesOf(template, 'AWS::IAM::Role').map(({ PermissionsBoundary }) => PermissionsBoundary.Ref)).toEqual(policies);
  expect(propertiesOf(template, 'AWS::IAM::Role').every(({ Policies }) => Policies === undefined)).toBe(true);
  template.resourceCountIs('AWS::IAM::Policy', 0);
});

describe('acceptance 5: metadata', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'metadata-'));
    writeFileSync(join(folder, 'cut-off.xml'), '<EntityDescriptor><IDPSSODescriptor>');
    writeFileSync(join(folder, 'page.html'), '<html><body>Not found</body></html>');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('acceptance 5: without metadata, synthesis names the job that downloads it', () => {
    expect(() => templateWith({ metadataFile: '' })).toThrow(
      /no metadata of an identity provider is given; .*stagecraft run quicksight-auth0 metadata/,
    );
  });

  test.each([
    ['missing.xml', /metadataFile cannot be read; got .*missing\.xml: ENOENT/],
    ['cut-off.xml', /metadataFile does not describe an identity provider; got .*cut-off\.xml: /],
    ['page.html', /metadataFile does not describe an identity provider; got .*there is no IDPSSODescriptor/],
  ])('acceptance 5: refuses %s', (file, message) => {
    expect(() => templateWith({ metadataFile: join(folder, file) })).toThrow(message);
  });
});

test('acceptance 13: publishes the sign-in URL and the relay state parameter', () => {
  const outputs = Object.fromEntries(Object.entries(template.findOutputs('*')).map(([name, { Value }]) => [name, Value]));

  expect(outputs).toMatchObject({
    signInUrl: 'https://tenant.example/samlp/exampleclient',
    relayStateParameter: 'RelayState',
  });
  expect(templateWith({ relayStateParameter: 'TargetResource' }).findOutputs('*')['relayStateParameter']?.['Value']).toBe('TargetResource');
});

test('acceptance 15: seven IAM resources, none retained, and names what remains outside the stack', () => {
  const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string; DeletionPolicy?: string }> };
  const iam = Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));

  expect(iam).toHaveLength(7);
  expect(Object.values(Resources).filter(({ DeletionPolicy }) => DeletionPolicy !== undefined)).toEqual([]);
  expect(scenario.remains.join('\n')).toMatch(/QuickSight users.*\n.*subscription.*\n.*Auth0: stagecraft run quicksight-auth0 auth0-remove/);
});

test('accepts the regional sign-in endpoint if configured', () => {
  const [[statement] = []] = trustOf(templateWith({ regionalSignIn: true }, 'dev', { region: 'eu-central-1' }));

  expect(statement.Condition.StringEquals['saml:aud']).toEqual([
    'https://signin.aws.amazon.com/saml',
    'https://eu-central-1.signin.aws.amazon.com/saml',
  ]);
});

test('uses the sign-in endpoint of the deployment region if it is unknown at synthesis', () => {
  const [[statement] = []] = trustOf(templateWith({ regionalSignIn: true }));

  expect(statement.Condition.StringEquals['saml:aud'].map(readable)).toEqual([
    'https://signin.aws.amazon.com/saml',
    'https://<region>.signin.aws.amazon.com/saml',
  ]);
});

test('takes the maximum session duration', () => {
  expect(propertiesOf(templateWith({ sessionHours: 4 }), 'AWS::IAM::Role').map(({ MaxSessionDuration }) => MaxSessionDuration)).toEqual([
    14_400, 14_400, 14_400,
  ]);
});
