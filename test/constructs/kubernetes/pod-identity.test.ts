import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { NodeGroup, PodIdentity, type PodIdentityProps } from 'stagecraft-constructs/kubernetes';
import { findingsOf, readable, statementsOf, templateOf } from '../../support/synth';
import { clusterIn, idOf, waitsFor } from './cluster';

const ASSOCIATION = 'AWS::EKS::PodIdentityAssociation';
const orders = { namespace: 'dev', serviceAccount: 'orders' };
const identityWith = (props: Partial<PodIdentityProps> = {}) =>
  templateOf((stack) => new PodIdentity(stack, 'Orders', { cluster: clusterIn(stack), ...orders, ...props }));

describe('with defaults', () => {
  const template = identityWith();

  test('associates the service account with the role', () => {
    template.hasResourceProperties(ASSOCIATION, {
      ClusterName: { Ref: Match.stringLikeRegexp('^Cluster') },
      Namespace: 'dev',
      ServiceAccount: 'orders',
      RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersRole'), 'Arn'] },
    });
  });

  test('only pods of this service account, cluster and AWS account can assume the role', () => {
    const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('OrdersRole'));
    const [, role] = roles[0] ?? [];
    const [statement] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];

    expect(statement.Principal).toEqual({ Service: 'pods.eks.amazonaws.com' });
    expect(statement.Action).toEqual(['sts:AssumeRole', 'sts:TagSession']);
    expect(Object.entries(statement.Condition.StringEquals).map(([key, value]) => [key, readable(value)])).toEqual([
      ['aws:SourceAccount', '<account>'],
      ['aws:RequestTag/eks-cluster-name', 'demo'],
      ['aws:RequestTag/kubernetes-namespace', 'dev'],
      ['aws:RequestTag/kubernetes-service-account', 'orders'],
    ]);
  });

  test('has no permissions', () => {
    expect(statementsOf(template, 'Orders')).toEqual([]);
    template.resourcePropertiesCountIs('AWS::IAM::Role', { Description: 'Pods of dev/orders', ManagedPolicyArns: Match.absent() }, 1);
  });

  test('has no Lambda function and no OIDC provider', () => {
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('AWS::IAM::OIDCProvider', 0);
  });
});

test('grants go to its role', () => {
  const template = templateOf((stack) => {
    const identity = new PodIdentity(stack, 'Orders', { cluster: clusterIn(stack), ...orders });
    iam.Grant.addToPrincipal({ grantee: identity, actions: ['s3:ListAllMyBuckets'], resourceArns: ['arn:aws:s3:::orders'] });
  });

  expect(statementsOf(template, 'OrdersRole')).toEqual([{ actions: ['s3:ListAllMyBuckets'], resources: ['arn:aws:s3:::orders'] }]);
});

test('description becomes the description of the role', () => {
  identityWith({ description: 'Takes orders' }).hasResourceProperties('AWS::IAM::Role', { Description: 'Takes orders' });
});

test('manifest is the ServiceAccount without a role annotation', () => {
  templateOf((stack) => {
    expect(new PodIdentity(stack, 'Orders', { cluster: clusterIn(stack), ...orders }).manifest).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'orders', namespace: 'dev' },
    });
  });
});

test.each([
  [undefined, 'charts', 'workloads'],
  ['add-ons', 'add-ons', 'charts'],
] as const)('phase %p comes before the pods of the next one', (phase, _, next) => {
  const template = templateOf((stack) => {
    const cluster = clusterIn(stack);
    new NodeGroup(stack, 'Workers', { cluster });
    new PodIdentity(stack, 'Orders', { cluster, ...orders, phase });
    cluster.order.add(next, new iam.Role(stack, 'Pods', { assumedBy: new iam.AccountRootPrincipal() }));
  });
  const [pods = ''] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.startsWith('Pods'));

  expect(waitsFor(template, pods)).toContain(idOf(template, ASSOCIATION));
  expect(waitsFor(template, idOf(template, ASSOCIATION))).toContain(idOf(template, 'AWS::EKS::Nodegroup'));
});

test.each<[string, Partial<PodIdentityProps>, RegExp]>([
  ['a namespace in capitals', { namespace: 'Dev' }, /namespace is not a valid Kubernetes name.*got 'Dev'.*lower-case/],
  ['a service account with an underscore', { serviceAccount: 'order_taker' }, /serviceAccount is not a valid Kubernetes name.*got 'order_taker'/],
])('refuses %s', (_, props, message) => {
  expect(() => identityWith(props)).toThrow(message);
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new PodIdentity(stack, 'Orders', { cluster: clusterIn(stack), ...orders }))).toEqual([]);
});
