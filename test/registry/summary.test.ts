import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectReviewed } from '../support/summary/reviewed';
import { summaryOf } from '../support/summary/summary';

const allow = (Action: unknown, Resource: unknown, more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const trust = (Service: string, more: object = {}) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service }, ...more }],
});

/** Two stacks with one of everything that a summary tells. */
function stacks() {
  return {
    network: {
      Resources: {
        Group0A1B2C3D: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: {
            GroupName: 'clients',
            SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }],
            SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
          },
        },
        Bucket11AA22BB: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'lake' } },
      },
      Outputs: { Exported: { Value: { 'Fn::GetAtt': ['Bucket11AA22BB', 'Arn'] }, Export: { Name: 'network:Exported' } } },
    },
    work: {
      Resources: {
        Role5E6F7A8B: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'worker',
            AssumeRolePolicyDocument: trust('lambda.amazonaws.com', { Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
            ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
            PermissionsBoundary: 'arn:aws:iam::111122223333:policy/Boundary',
            Policies: [{ PolicyName: 'inline', PolicyDocument: { Statement: [allow('sqs:SendMessage', 'arn:aws:sqs:::queue')] } }],
          },
        },
        Policy9C8D7E6F: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            Roles: [{ Ref: 'Role5E6F7A8B' }],
            PolicyDocument: {
              Statement: [
                allow(['s3:GetObject', 's3:PutObject'], { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'network:Exported' }, '/raw/*']] }),
                allow('s3:ListBucket', { 'Fn::ImportValue': 'network:Exported' }, { Condition: { StringLike: { 's3:prefix': ['raw/*'] } } }),
              ],
            },
          },
        },
        Key12345678: {
          Type: 'AWS::KMS::Key',
          Properties: { KeyPolicy: { Statement: [allow('kms:*', '*', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } })] } },
        },
        Topics87654321: {
          Type: 'AWS::SNS::TopicPolicy',
          Properties: {
            Topics: ['alerts'],
            PolicyDocument: { Statement: [{ ...allow('sns:Publish', 'alerts'), Effect: 'Deny', Principal: '*' }] },
          },
        },
        Invoke0F0F0F0F: {
          Type: 'AWS::Lambda::Permission',
          Properties: { FunctionName: 'worker', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn: 'arn:rule' },
        },
        Rule1C1C1C1C: {
          Type: 'AWS::EC2::SecurityGroupIngress',
          Properties: { GroupId: 'sg-1', IpProtocol: 'tcp', FromPort: 5432, ToPort: 5433, SourceSecurityGroupId: 'sg-2' },
        },
        Entry2D2D2D2D: {
          Type: 'AWS::EKS::AccessEntry',
          Properties: { ClusterName: 'c', PrincipalArn: 'arn:role', AccessPolicies: [{ PolicyArn: 'arn:view', AccessScope: { Type: 'cluster' } }] },
        },
        Function3E3E3E3E: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: `${'0'.repeat(64)}.zip` } } },
      },
    },
  };
}

type Stacks = ReturnType<typeof stacks>;
const reviewed = summaryOf(stacks());

function summaryAfter(change: (changed: Stacks) => void): string {
  const changed = stacks();
  change(changed);
  return summaryOf(changed);
}

/** Replaces text anywhere in the templates. */
const replaced = (from: string, to: string) => summaryOf(JSON.parse(JSON.stringify(stacks()).replaceAll(from, to)));

describe('a summary changes', () => {
  test.each<[string, string, string]>([
    ['a resource type', 'AWS::S3::Bucket', 'AWS::S3Express::DirectoryBucket'],
    ['a logical id', 'Function3E3E3E3E', 'Worker3E3E3E3E'],
    ['a physical name', '"lake"', '"lake-2"'],
    ['the name of a security group', '"clients"', '"everyone"'],
    ['an action of a policy', 's3:PutObject', 's3:DeleteObject'],
    ['an effect', '"Deny"', '"Allow"'],
    ['a resource of a policy', '/raw/*', '/*'],
    ['a condition operator', 'StringLike', 'StringNotLike'],
    ['a condition key', 's3:prefix', 's3:delimiter'],
    ['a condition value', '"raw/*"', '"*"'],
    ['the target of an import', '["Bucket11AA22BB","Arn"]', '["Other","Arn"]'],
    ['the principal of a trust policy', 'lambda.amazonaws.com', 'ec2.amazonaws.com'],
    ['the condition of a trust policy', '"aws:SourceAccount":"111122223333"', '"aws:SourceAccount":"999999999999"'],
    ['an action of a trust policy', 'sts:AssumeRole', 'sts:TagSession'],
    ['a managed policy', 'ReadOnlyAccess', 'AdministratorAccess'],
    ['a permissions boundary', 'policy/Boundary', 'policy/Other'],
    ['an inline policy', 'sqs:SendMessage', 'sqs:*'],
    ['the role of a policy', '"Roles":[{"Ref":"Role5E6F7A8B"}]', '"Roles":["other"]'],
    ['the principal of a key policy', '111122223333:root', '999999999999:root'],
    ['an action of a key policy', 'kms:*', 'kms:Decrypt'],
    ['the principal of a topic policy', '"Principal":"*"', '"NotPrincipal":"*"'],
    ['the topic of a topic policy', '"Topics":["alerts"]', '"Topics":["others"]'],
    ['Action to NotAction', '"Action":"sns:Publish"', '"NotAction":"sns:Publish"'],
    ['Resource to NotResource', '"Resource":"alerts"', '"NotResource":"alerts"'],
    ['the principal of a Lambda permission', 'events.amazonaws.com', 's3.amazonaws.com'],
    ['the source of a Lambda permission', 'arn:rule', 'arn:*'],
    ['the source of a rule', '10.0.0.0/16', '0.0.0.0/0'],
    ['a port of a rule', '"FromPort":443', '"FromPort":0'],
    ['the last port of a rule', '"ToPort":5433', '"ToPort":65535'],
    ['the protocol of a rule', '"IpProtocol":"tcp","FromPort":5432', '"IpProtocol":"udp","FromPort":5432'],
    ['the peer of a separate rule', '"sg-2"', '"sg-3"'],
    ['the group of a separate rule', '"GroupId":"sg-1"', '"GroupId":"sg-9"'],
    ['an outgoing rule', '"CidrIp":"0.0.0.0/0"', '"CidrIpv6":"::/0"'],
    ['an EKS access policy', 'arn:view', 'arn:admin'],
    ['the principal of an EKS access entry', 'arn:role', 'arn:user'],
  ])('with %s', (_, from, to) => {
    expect(JSON.stringify(stacks())).toContain(from);
    expect(replaced(from, to)).not.toBe(reviewed);
  });

  test.each<[string, (changed: Stacks) => void]>([
    ['a statement is added', ({ work }) => work.Resources.Policy9C8D7E6F.Properties.PolicyDocument.Statement.push(allow('s3:*', '*'))],
    ['a statement is removed', ({ work }) => work.Resources.Policy9C8D7E6F.Properties.PolicyDocument.Statement.pop()],
    [
      'a condition is removed',
      ({ work }) => Object.assign(work.Resources.Policy9C8D7E6F.Properties.PolicyDocument.Statement[1]!, { Condition: undefined }),
    ],
    ['a rule is removed', ({ network }) => network.Resources.Group0A1B2C3D.Properties.SecurityGroupEgress.pop()],
    ['a resource is removed', ({ work }) => Reflect.deleteProperty(work.Resources, 'Function3E3E3E3E')],
    ['a stack is removed', (changed) => Reflect.deleteProperty(changed, 'network')],
  ])('when %s', (_, change) => {
    expect(summaryAfter(change)).not.toBe(reviewed);
  });
});

describe('a summary stays', () => {
  test.each<[string, string]>([
    ['another hash in a logical id', replaced('3E3E3E3E', '4F4F4F4F')],
    ['another asset digest', replaced('0'.repeat(64), '1'.repeat(64))],
    ['another order of actions', replaced('"s3:GetObject","s3:PutObject"', '"s3:PutObject","s3:GetObject"')],
    [
      'another order of resources',
      summaryAfter(({ work }) => Object.assign(work, { Resources: Object.fromEntries(Object.entries(work.Resources).reverse()) })),
    ],
    [
      'one statement written as two',
      summaryAfter(({ work: { Resources } }) => {
        const { Statement } = Resources.Policy9C8D7E6F.Properties.PolicyDocument;
        const [both] = Statement.splice(0, 1);
        Statement.push(allow('s3:PutObject', both!.Resource), allow('s3:GetObject', both!.Resource));
      }),
    ],
  ])('with %s', (_, summary) => {
    expect(summary).toBe(reviewed);
  });
});

test('a summary keeps the hashes of two logical ids that differ in nothing else', () => {
  const twins = { Topic00000001: { Type: 'AWS::SNS::Topic' }, Topic00000002: { Type: 'AWS::SNS::Topic' } };

  expect(summaryOf({ alerts: { Resources: twins } })).toBe('stack alerts\n resources\n  AWS::SNS::Topic: Topic00000001, Topic00000002\n');
});

describe('the reviewed file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'summary-')), 'summary.txt');

  test('is required in CI', () => {
    expect(() => expectReviewed(file, 'one\n', { CI: 'true' })).toThrow(/is missing; write it with: UPDATE_SUMMARIES=1 npx jest/);
  });

  test('is written outside CI', () => {
    expectReviewed(file, 'one\n', {});

    expect(readFileSync(file, 'utf8')).toBe('one\n');
  });

  test('refuses another summary, with the changed lines and the command that updates it', () => {
    writeFileSync(file, 'one\nsame\n');

    expect(() => expectReviewed(file, 'two\nsame\n', {})).toThrow(/differs from the templates.*UPDATE_SUMMARIES=1 npx jest.*\n\n- one\n\+ two$/);
    expect(readFileSync(file, 'utf8')).toBe('one\nsame\n');
  });

  test('is rewritten with UPDATE_SUMMARIES=1', () => {
    expectReviewed(file, 'three\n', { UPDATE_SUMMARIES: '1', CI: 'true' });

    expect(readFileSync(file, 'utf8')).toBe('three\n');
  });
});
