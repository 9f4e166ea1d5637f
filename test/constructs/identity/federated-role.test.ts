import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { FederatedRole, type FederatedRoleProps, GLOBAL_SIGN_IN, SamlIdentityProvider } from 'stagecraft-constructs/identity';
import { findingsOf, readable, templateOf } from '../../support/synth';
import { metadata } from './metadata';

const statements = () => [
  new iam.PolicyStatement({ actions: ['quicksight:CreateReader'], resources: [`arn:aws:quicksight::111122223333:user/\${aws:userid}`] }),
];

function make(stack: Stack, props: Partial<FederatedRoleProps> = {}): FederatedRole {
  const provider = new SamlIdentityProvider(stack, 'Provider', { metadata });
  return new FederatedRole(stack, 'Reader', { provider, statements: statements(), ...props });
}

function roleOf(template: Template) {
  const [role, ...others] = Object.values(template.findResources('AWS::IAM::Role'));
  expect(others).toEqual([]);
  return role?.Properties;
}

const trustOf = (props: Partial<FederatedRoleProps> = {}) => roleOf(templateOf((stack) => make(stack, props))).AssumeRolePolicyDocument.Statement;

test('trusts only the provider, for assertions to the global sign-in endpoint', () => {
  const [statement, ...others] = trustOf();

  expect(others).toEqual([]);
  expect(statement).toMatchObject({
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithSAML',
    Condition: { StringEquals: { 'saml:aud': GLOBAL_SIGN_IN } },
  });
  expect(Object.keys(statement.Principal)).toEqual(['Federated']);
  expect(readable(statement.Principal.Federated)).toMatch(/^<Provider/);
});

test('recipients replace the global sign-in endpoint', () => {
  const recipients = [GLOBAL_SIGN_IN, 'https://eu-central-1.signin.aws.amazon.com/saml'];

  expect(trustOf({ recipients })[0].Condition).toEqual({ StringEquals: { 'saml:aud': recipients } });
});

test('allows the given session tags with a value, and no others', () => {
  const [assume, tag, ...others] = trustOf({ sessionTags: ['Email'] });

  expect(others).toEqual([]);
  expect(assume.Action).toBe('sts:AssumeRoleWithSAML');
  expect(tag).toMatchObject({
    Action: 'sts:TagSession',
    Condition: { StringLike: { 'aws:RequestTag/Email': '?*' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Email'] } },
  });
  expect(tag.Principal).toEqual(assume.Principal);
});

test('the managed policy has the statements, and is the permissions boundary', () => {
  const template = templateOf((stack) => make(stack));
  const policies = template.findResources('AWS::IAM::ManagedPolicy');
  const [[id, policy] = []] = Object.entries(policies);

  expect(Object.keys(policies)).toHaveLength(1);
  expect(policy?.['Properties'].PolicyDocument.Statement).toEqual([
    { Effect: 'Allow', Action: 'quicksight:CreateReader', Resource: 'arn:aws:quicksight::111122223333:user/${aws:userid}' },
  ]);
  expect(roleOf(template)).toMatchObject({ ManagedPolicyArns: [{ Ref: id }], PermissionsBoundary: { Ref: id } });
});

test('takes names and description', () => {
  const template = templateOf((stack) => make(stack, { roleName: 'Readers', policyName: 'Reading', description: 'Who reads' }));

  expect(roleOf(template)).toMatchObject({ RoleName: 'Readers', Description: 'Who reads' });
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'Reading' });
});

test('leaves names to CloudFormation by default', () => {
  const template = templateOf((stack) => make(stack));

  template.hasResourceProperties('AWS::IAM::Role', { RoleName: Match.absent() });
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', { ManagedPolicyName: Match.absent() });
});

test.each([
  [undefined, 3_600],
  [Duration.hours(12), 43_200],
])('maxSessionDuration %p becomes %p seconds', (maxSessionDuration, seconds) => {
  expect(roleOf(templateOf((stack) => make(stack, { maxSessionDuration })))).toMatchObject({ MaxSessionDuration: seconds });
});

test('refuses an empty list of statements', () => {
  expect(() => templateOf((stack) => make(stack, { statements: [] }))).toThrow(/statements is empty/);
});

test.each([
  [[], /recipients is not valid .*; got none/],
  [['https://example.com/saml'], /recipients is not valid .*; got 'https:\/\/example\.com\/saml'/],
  [['http://signin.aws.amazon.com/saml'], /recipients is not valid/],
])('refuses recipients %p', (recipients, message) => {
  expect(() => templateOf((stack) => make(stack, { recipients }))).toThrow(message);
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => make(stack, { sessionTags: ['Email'] }))).toEqual([]);
});
