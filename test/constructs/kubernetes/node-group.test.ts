import { Size } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { NodeGroup, type NodeGroupProps } from 'stagecraft-constructs/kubernetes';
import { findingsOf, readable, statementsOf, templateOf } from '../../support/synth';
import { clusterIn, idOf, waitsFor } from './cluster';

const GROUP = 'AWS::EKS::Nodegroup';
const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const groupWith = (props: Omit<NodeGroupProps, 'cluster'> = {}) =>
  templateOf((stack) => new NodeGroup(stack, 'Workers', { cluster: clusterIn(stack), ...props }));
const typesOf = (...names: string[]) => names.map((name) => new InstanceType(name));

describe('with defaults', () => {
  const template = groupWith();

  test('has two Graviton nodes with Amazon Linux 2023 and node auto repair', () => {
    template.hasResourceProperties(GROUP, {
      AmiType: 'AL2023_ARM_64_STANDARD',
      InstanceTypes: ['m7g.large'],
      CapacityType: 'ON_DEMAND',
      ScalingConfig: { MinSize: 2, DesiredSize: 2, MaxSize: 2 },
      NodeRepairConfig: { Enabled: true },
    });
  });

  test('is in the private subnets', () => {
    template.hasResourceProperties(GROUP, {
      Subnets: [{ Ref: Match.stringLikeRegexp('PrivateSubnet1') }, { Ref: Match.stringLikeRegexp('PrivateSubnet2') }],
    });
  });

  test('requires IMDSv2, with a hop limit that pods exceed', () => {
    template.hasResourceProperties(TEMPLATE, { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } } });
  });

  test('encrypts the root volumes', () => {
    template.hasResourceProperties(TEMPLATE, {
      LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: 50, VolumeType: 'gp3' } }] },
    });
  });

  test('has no SSH access', () => {
    template.hasResourceProperties(GROUP, { RemoteAccess: Match.absent() });
    template.hasResourceProperties(TEMPLATE, { LaunchTemplateData: { KeyName: Match.absent() } });
  });

  test('may join the cluster, pull images and use Session Manager, and nothing else', () => {
    const [id = ''] = Object.keys(template.findResources('AWS::IAM::Role')).filter((role) => role.startsWith('WorkersRole'));

    expect(template.toJSON().Resources[id].Properties.ManagedPolicyArns.map(readable)).toEqual([
      'arn:<partition>:iam::aws:policy/AmazonEKSWorkerNodePolicy',
      'arn:<partition>:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
      'arn:<partition>:iam::aws:policy/AmazonSSMManagedInstanceCore',
    ]);
    expect(statementsOf(template, 'WorkersRole')).toEqual([]);
  });

  test('depends on the add-ons of the phase networking', () => {
    const addOns = ['eks-pod-identity-agent', 'vpc-cni', 'kube-proxy'].map((AddonName) => idOf(template, 'AWS::EKS::Addon', { AddonName }));

    expect(waitsFor(template, idOf(template, GROUP))).toEqual(expect.arrayContaining(addOns));
  });
});

test('uses an x86 AMI for x86 instanceTypes', () => {
  groupWith({ instanceTypes: typesOf('m7i.large', 'm6i.large') }).hasResourceProperties(GROUP, {
    AmiType: 'AL2023_x86_64_STANDARD',
    InstanceTypes: ['m7i.large', 'm6i.large'],
  });
});

test('sets minSize, desiredSize and maxSize', () => {
  groupWith({ minSize: 2, desiredSize: 3, maxSize: 5 }).hasResourceProperties(GROUP, {
    ScalingConfig: { MinSize: 2, DesiredSize: 3, MaxSize: 5 },
  });
});

test('diskSize sets the root volume size of each node', () => {
  groupWith({ diskSize: Size.gibibytes(100) }).hasResourceProperties(TEMPLATE, {
    LaunchTemplateData: { BlockDeviceMappings: [Match.objectLike({ Ebs: Match.objectLike({ VolumeSize: 100 }) })] },
  });
});

test('spot uses Spot Instances', () => {
  groupWith({ spot: true }).hasResourceProperties(GROUP, { CapacityType: 'SPOT' });
});

test('sets nodegroupName and the Kubernetes labels of the nodes', () => {
  const template = groupWith({ nodegroupName: 'managed-ng-1', labels: { role: 'worker', stack: 'reference-app' } });

  template.hasResourceProperties(GROUP, { NodegroupName: 'managed-ng-1', Labels: { role: 'worker', stack: 'reference-app' } });
  template.hasResourceProperties(TEMPLATE, {
    LaunchTemplateData: {
      TagSpecifications: Match.arrayWith([{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'demo/managed-ng-1' }] }]),
    },
  });
});

test('podsReachMetadata raises the hop limit to 2', () => {
  groupWith({ podsReachMetadata: true }).hasResourceProperties(TEMPLATE, {
    LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 } },
  });
});

test.each<[string, Omit<NodeGroupProps, 'cluster'>, RegExp]>([
  [
    'two architectures',
    { instanceTypes: typesOf('m7g.large', 'm7i.large') },
    /instanceTypes are not of one architecture.*got m7g\.large, m7i\.large/,
  ],
  ['no instance type', { instanceTypes: [] }, /instanceTypes are not of one architecture.*got none/],
  [
    'a desiredSize below minSize',
    { minSize: 3, desiredSize: 2 },
    /minSize, desiredSize and maxSize contradict one another.*minSize 3, desiredSize 2, maxSize 2/,
  ],
  ['a desiredSize above maxSize', { desiredSize: 5, maxSize: 4 }, /desiredSize 5, maxSize 4/],
])('refuses %s', (_, props, message) => {
  expect(() => groupWith(props)).toThrow(message);
});

test('refuses a cluster with Auto Mode', () => {
  expect(() => templateOf((stack) => new NodeGroup(stack, 'Workers', { cluster: clusterIn(stack, { autoMode: true }) }))).toThrow(
    /the cluster uses EKS Auto Mode/,
  );
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new NodeGroup(stack, 'Workers', { cluster: clusterIn(stack) }))).toEqual([]);
});
