import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  AddOn,
  ContainerInsights,
  EksCluster,
  type IEksCluster,
  NodeGroup,
  PodIdentity,
  ServiceLoadBalancer,
} from 'stagecraft-constructs/kubernetes';
import { templateOf } from '../../support/synth';

function vpcIn(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    publicSubnetIds: ['subnet-3', 'subnet-4'],
  });
}

function importedIn(stack: Stack, vpc: ec2.IVpc, autoMode?: boolean): IEksCluster {
  const clusterSecurityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
  return EksCluster.fromEksClusterAttributes(stack, 'Theirs', {
    clusterName: 'theirs',
    vpc,
    subnets: vpc.privateSubnets,
    clusterSecurityGroup,
    autoMode,
  });
}

describe('an imported cluster', () => {
  const template = templateOf((stack) => {
    const vpc = vpcIn(stack);
    const cluster = importedIn(stack, vpc);
    new NodeGroup(stack, 'Nodes', { cluster });
    new AddOn(stack, 'Metrics', { cluster, addOnName: 'metrics-server' });
    new ContainerInsights(stack, 'Insights', { cluster });
    new PodIdentity(stack, 'Orders', { cluster, namespace: 'shop', serviceAccount: 'orders' });
    new ServiceLoadBalancer(stack, 'Balancer', { cluster, vpc, podPort: 8080, allowPlainHttp: true });
  });

  test('takes node groups, add-ons and identities by its name', () => {
    template.hasResourceProperties('AWS::EKS::Nodegroup', { ClusterName: 'theirs', Subnets: ['subnet-1', 'subnet-2'] });
    template.allResourcesProperties('AWS::EKS::Addon', { ClusterName: 'theirs' });
    template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', { ClusterName: 'theirs', Namespace: 'shop' });
  });

  test('lets a load balancer in by its security group', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-1', FromPort: 8080, ToPort: 8080 });
  });

  test('is not made again', () => {
    template.resourceCountIs('AWS::EKS::Cluster', 0);
  });
});

test('an imported cluster in Auto Mode refuses node groups', () => {
  expect(() => templateOf((stack) => new NodeGroup(stack, 'Nodes', { cluster: importedIn(stack, vpcIn(stack), true) }))).toThrow(
    /the cluster uses EKS Auto Mode/,
  );
});
