import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Network, type NetworkProps } from 'stagecraft-constructs/network';
import { findingsOf, propertiesOf, readable, statementsOf, templateOf } from '../../support/synth';

const networkWith = (props?: NetworkProps) => templateOf((stack) => new Network(stack, 'Network', props));
const tagsOf = ({ Tags }: { Tags: { Key: string; Value: string }[] }) => Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));

describe('with defaults', () => {
  const template = networkWith();
  const subnets = propertiesOf(template, 'AWS::EC2::Subnet');

  test('has a public and a private subnet in each of the first two availability zones', () => {
    expect(subnets.map((subnet) => [tagsOf(subnet)['aws-cdk:subnet-name'], subnet.AvailabilityZone])).toEqual([
      ['Public', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
      ['Public', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }],
      ['Private', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
      ['Private', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }],
    ]);
  });

  test('gives each subnet an equal part of the CIDR block', () => {
    expect(subnets.map(({ CidrBlock }) => CidrBlock)).toEqual(['10.0.0.0/18', '10.0.64.0/18', '10.0.128.0/18', '10.0.192.0/18']);
  });

  test('assigns no public IP addresses by default', () => {
    for (const { MapPublicIpOnLaunch } of subnets) expect(MapPublicIpOnLaunch).toBe(false);
  });

  test('tags subnets for Kubernetes load balancers', () => {
    expect(subnets.map((subnet) => Object.keys(tagsOf(subnet)).filter((key) => key.startsWith('kubernetes.io/')))).toEqual([
      ['kubernetes.io/role/elb'],
      ['kubernetes.io/role/elb'],
      ['kubernetes.io/role/internal-elb'],
      ['kubernetes.io/role/internal-elb'],
    ]);
  });

  test('has a NAT gateway per availability zone', () => {
    template.resourceCountIs('AWS::EC2::NatGateway', 2);
  });

  test('has a gateway endpoint for S3', () => {
    expect(propertiesOf(template, 'AWS::EC2::VPCEndpoint').map(({ VpcEndpointType }) => VpcEndpointType)).toEqual(['Gateway']);
  });

  test('logs all traffic, with one month of retention and removal policy RETAIN', () => {
    template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL', LogDestinationType: 'cloud-watch-logs' });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
  });

  test('the flow log role may write to its log group, and nothing else', () => {
    expect(statementsOf(template)).toEqual([
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'], resources: ['<NetworkFlowLog.Arn>'] },
    ]);
  });

  test('has no Lambda function and no custom resource', () => {
    template.resourceCountIs('AWS::Lambda::Function', 0);
    expect(Object.values(template.toJSON().Resources as Record<string, { Type: string }>).filter(({ Type }) => Type.startsWith('Custom::'))).toEqual(
      [],
    );
  });
});

describe('in a stack with an account and region', () => {
  const zones = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];

  test.each<[string, NetworkProps]>([
    ['given zones', { availabilityZones: zones }],
    ['no zones', {}],
  ])('looks nothing up with %s', (_, props) => {
    const app = new App({ builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Test', { env: { account: '111122223333', region: 'eu-central-1' } });
    new Network(stack, 'Network', props);

    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('uses the given availability zones', () => {
    const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test', {
      env: { account: '111122223333', region: 'eu-central-1' },
    });
    new Network(stack, 'Network', { availabilityZones: zones });

    expect(propertiesOf(Template.fromStack(stack), 'AWS::EC2::Subnet').map(({ AvailabilityZone }) => AvailabilityZone)).toEqual([...zones, ...zones]);
  });

  test('restores the availability zones of the stack', () => {
    const stack = new Stack(new App(), 'Test');
    const before = stack.availabilityZones.length;
    new Network(stack, 'Network');

    expect(stack.availabilityZones).toHaveLength(before);
    expect(Object.keys(stack)).not.toContain('availabilityZones');
  });
});

test('cidr replaces 10.0.0.0/16', () => {
  const blocks = propertiesOf(networkWith({ cidr: '192.168.0.0/20' }), 'AWS::EC2::Subnet').map(({ CidrBlock }) => CidrBlock);

  expect(blocks).toEqual(['192.168.0.0/22', '192.168.4.0/22', '192.168.8.0/22', '192.168.12.0/22']);
});

test('natGateways: 1 serves all availability zones', () => {
  const template = networkWith({ natGateways: 1 });

  template.resourceCountIs('AWS::EC2::NatGateway', 1);
  const routes = propertiesOf(template, 'AWS::EC2::Route').filter(({ NatGatewayId }) => NatGatewayId);
  expect(new Set(routes.map(({ NatGatewayId }) => NatGatewayId.Ref)).size).toBe(1);
  expect(routes).toHaveLength(2);
});

test('natGateways: 0 makes private subnets isolated', () => {
  let subnets = 0;
  const template = templateOf((stack) => {
    subnets = new Network(stack, 'Network', { natGateways: 0 }).privateSubnets.length;
  });

  template.resourceCountIs('AWS::EC2::NatGateway', 0);
  expect(propertiesOf(template, 'AWS::EC2::Route').map(({ GatewayId }) => Boolean(GatewayId))).toEqual([true, true]);
  expect(subnets).toBe(2);
});

test('interfaceEndpoints are in the private subnets and accept HTTPS from the VPC only', () => {
  const { ECR, ECR_DOCKER } = ec2.InterfaceVpcEndpointAwsService;
  const template = networkWith({ interfaceEndpoints: [ECR, ECR_DOCKER] });
  const endpoints = propertiesOf(template, 'AWS::EC2::VPCEndpoint').filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface');

  expect(endpoints.map(({ ServiceName }) => readable(ServiceName))).toEqual(['com.amazonaws.<region>.ecr.api', 'com.amazonaws.<region>.ecr.dkr']);
  expect(endpoints[0].SubnetIds.map(readable)).toEqual(['<NetworkPrivateSubnet1Subnet>', '<NetworkPrivateSubnet2Subnet>']);
  template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [{ FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }],
  });
});

test('flowLogTraffic selects the logged traffic', () => {
  networkWith({ flowLogTraffic: ec2.FlowLogTrafficType.REJECT }).hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' });
});

test('applies logRetention and removalPolicy to the flow log', () => {
  networkWith({ logRetention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 1 },
    DeletionPolicy: 'Delete',
  });
});

test.each<[string, NetworkProps, RegExp]>([
  ['one zone', { availabilityZones: ['eu-central-1a'] }, /availabilityZones are too few.*got eu-central-1a.*two or more/],
  ['no zone', { availabilityZones: [] }, /availabilityZones are too few.*got none/],
  ['a zone twice', { availabilityZones: ['eu-central-1a', 'eu-central-1a'] }, /two or more, without duplicates/],
  ['a network that is too small', { cidr: '10.0.0.0/24' }, /cidr is not a CIDR block.*got '10\.0\.0\.0\/24'.*\/16 to \/22/],
  ['what is no block', { cidr: '10.0.0.0' }, /cidr is not a CIDR block/],
  ['more NAT gateways than zones', { natGateways: 3 }, /natGateways is not a number.*got 3.*0 to 2/],
  ['half a NAT gateway', { natGateways: 0.5 }, /got 0\.5/],
])('refuses %s', (_, props, message) => {
  expect(() => networkWith(props)).toThrow(message);
});

test('cdk-nag has no findings', () => {
  const interfaceEndpoints = [ec2.InterfaceVpcEndpointAwsService.ECR];

  expect(findingsOf((stack) => new Network(stack, 'Network', { interfaceEndpoints }))).toEqual([]);
});
