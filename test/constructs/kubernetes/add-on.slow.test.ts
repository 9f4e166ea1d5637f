import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AddOn, type AddOnProps, NodeGroup, podIdentityRole } from 'stagecraft-constructs/kubernetes';
import { findingsOf, templateOf } from '../../support/synth';
import { clusterIn, idOf, waitsFor } from './cluster';

const ADD_ON = 'AWS::EKS::Addon';
const addOnWith = (props: Partial<AddOnProps> = {}) =>
  templateOf((stack) => {
    const cluster = clusterIn(stack);
    new NodeGroup(stack, 'Workers', { cluster });
    new AddOn(stack, 'Monitor', { cluster, addOnName: 'eks-node-monitoring-agent', ...props });
  });
const monitor = { AddonName: 'eks-node-monitoring-agent' };

describe('with defaults', () => {
  const template = addOnWith();

  test('installs the default version, overwrites an existing installation, and is removed with the stack', () => {
    template.hasResourceProperties(ADD_ON, {
      ...monitor,
      ClusterName: { Ref: Match.stringLikeRegexp('^Cluster') },
      AddonVersion: Match.absent(),
      ConfigurationValues: Match.absent(),
      PodIdentityAssociations: Match.absent(),
      ResolveConflicts: 'OVERWRITE',
      PreserveOnDelete: false,
    });
  });

  test('depends on the nodes', () => {
    expect(waitsFor(template, idOf(template, ADD_ON, monitor))).toContain(idOf(template, 'AWS::EKS::Nodegroup'));
  });
});

test('passes addOnVersion and configuration to EKS', () => {
  addOnWith({ addOnVersion: 'v1.4.0-eksbuild.1', configuration: { logs: { level: 'info' } } }).hasResourceProperties(ADD_ON, {
    ...monitor,
    AddonVersion: 'v1.4.0-eksbuild.1',
    ConfigurationValues: '{"logs":{"level":"info"}}',
  });
});

test('installs an add-on of the phase networking before the nodes', () => {
  const template = addOnWith({ phase: 'networking' });

  expect(waitsFor(template, idOf(template, 'AWS::EKS::Nodegroup'))).toContain(idOf(template, ADD_ON, monitor));
});

test('associates roles with its service accounts, after the policies of the roles', () => {
  const template = templateOf((stack) => {
    const cluster = clusterIn(stack);
    const role = podIdentityRole(stack, 'Role', { cluster, namespace: 'kube-system', serviceAccount: 'monitor' });
    iam.Grant.addToPrincipal({ grantee: role, actions: ['ec2:DescribeInstances'], resourceArns: ['arn:aws:ec2:::x'] });
    new AddOn(stack, 'Monitor', { cluster, ...{ addOnName: 'eks-node-monitoring-agent' }, roles: { monitor: role } });
  });
  const policies = Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => id.startsWith('RoleDefaultPolicy'));

  template.hasResourceProperties(ADD_ON, { ...monitor, PodIdentityAssociations: [{ ServiceAccount: 'monitor', RoleArn: Match.anyValue() }] });
  expect(waitsFor(template, idOf(template, ADD_ON, monitor))).toEqual(expect.arrayContaining(policies));
  expect(policies).toHaveLength(1);
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new AddOn(stack, 'Monitor', { cluster: clusterIn(stack), addOnName: 'eks-node-monitoring-agent' }))).toEqual([]);
});
