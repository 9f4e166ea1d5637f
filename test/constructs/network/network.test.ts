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

  test('has a public and a private subnet in each of two zones, which CloudFormation finds', () => {
    expect(subnets.map((subnet) => [tagsOf(subnet)['aws-cdk:subnet-name'], subnet.AvailabilityZone])).toEqual([
      ['Public', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
      ['Public', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }],
      ['Private', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
      ['Private', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }],
    ]);
  });

  test('divides its addresses evenly', () => {
    expect(subnets.map(({ CidrBlock }) => CidrBlock)).toEqual(['10.0.0.0/18', '10.0.64.0/18', '10.0.128.0/18', '10.0.192.0/18']);
  });

  test('gives no address of the internet to what does not ask for one', () => {
    for (const { MapPublicIpOnLaunch } of subnets) expect(MapPublicIpOnLaunch).toBe(false);
  });

  test('marks subnets as Kubernetes looks for them', () => {
    expect(subnets.map((subnet) => Object.keys(tagsOf(subnet)).filter((key) => key.startsWith('kubernetes.io/')))).toEqual([
      ['kubernetes.io/role/elb'],
      ['kubernetes.io/role/elb'],
      ['kubernetes.io/role/internal-elb'],
      ['kubernetes.io/role/internal-elb'],
    ]);
  });

  test('survives the loss of a zone: a NAT gateway in each', () => {
    template.resourceCountIs('AWS::EC2::NatGateway', 2);
  });

  test('reaches S3 without the internet, free of charge', () => {
    expect(propertiesOf(template, 'AWS::EC2::VPCEndpoint').map(({ VpcEndpointType }) => VpcEndpointType)).toEqual(['Gateway']);
  });

  test('logs all traffic for a month, and keeps the log when the stack goes', () => {
    template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL', LogDestinationType: 'cloud-watch-logs' });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
  });

  test('may write to its log and do nothing else', () => {
    expect(statementsOf(template)).toEqual([
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'], resources: ['<NetworkFlowLog.Arn>'] },
    ]);
  });

  test('has no function and no custom resource', () => {
    template.resourceCountIs('AWS::Lambda::Function', 0);
    expect(Object.values(template.toJSON().Resources as Record<string, { Type: string }>).filter(({ Type }) => Type.startsWith('Custom::'))).toEqual(
      [],
    );
  });
});

describe('in a stack for a named account and region', () => {
  const zones = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];

  test.each<[string, NetworkProps]>([
    ['given zones', { availabilityZones: zones }],
    ['no zones', {}],
  ])('nothing is looked up with %s', (_, props) => {
    const app = new App({ builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Test', { env: { account: '111122223333', region: 'eu-central-1' } });
    new Network(stack, 'Network', props);

    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('the zones are those that were given', () => {
    const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test', {
      env: { account: '111122223333', region: 'eu-central-1' },
    });
    new Network(stack, 'Network', { availabilityZones: zones });

    expect(propertiesOf(Template.fromStack(stack), 'AWS::EC2::Subnet').map(({ AvailabilityZone }) => AvailabilityZone)).toEqual([...zones, ...zones]);
  });

  test('the stack has its own zones again afterwards', () => {
    const stack = new Stack(new App(), 'Test');
    const before = stack.availabilityZones.length;
    new Network(stack, 'Network');

    expect(stack.availabilityZones).toHaveLength(before);
    expect(Object.keys(stack)).not.toContain('availabilityZones');
  });
});

test('cidr is divided instead of 10.0.0.0/16', () => {
  const blocks = propertiesOf(networkWith({ cidr: '192.168.0.0/20' }), 'AWS::EC2::Subnet').map(({ CidrBlock }) => CidrBlock);

  expect(blocks).toEqual(['192.168.0.0/22', '192.168.4.0/22', '192.168.8.0/22', '192.168.12.0/22']);
});

test('natGateways 1 serves all zones from one of them', () => {
  const template = networkWith({ natGateways: 1 });

  template.resourceCountIs('AWS::EC2::NatGateway', 1);
  const routes = propertiesOf(template, 'AWS::EC2::Route').filter(({ NatGatewayId }) => NatGatewayId);
  expect(new Set(routes.map(({ NatGatewayId }) => NatGatewayId.Ref)).size).toBe(1);
  expect(routes).toHaveLength(2);
});

test('natGateways 0 keeps private subnets off the internet', () => {
  let subnets = 0;
  const template = templateOf((stack) => {
    subnets = new Network(stack, 'Network', { natGateways: 0 }).privateSubnets.length;
  });

  template.resourceCountIs('AWS::EC2::NatGateway', 0);
  expect(propertiesOf(template, 'AWS::EC2::Route').map(({ GatewayId }) => Boolean(GatewayId))).toEqual([true, true]);
  expect(subnets).toBe(2);
});

test('interfaceEndpoints stand in the private subnets and answer the network alone', () => {
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

test('flowLogTraffic says which traffic is logged', () => {
  networkWith({ flowLogTraffic: ec2.FlowLogTrafficType.REJECT }).hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' });
});

test('logRetention and removalPolicy hold for the log', () => {
  networkWith({ logRetention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 1 },
    DeletionPolicy: 'Delete',
  });
});

test.each<[string, NetworkProps, RegExp]>([
  ['one zone', { availabilityZones: ['eu-central-1a'] }, /availabilityZones are too few.*got eu-central-1a.*two or more/],
  ['no zone', { availabilityZones: [] }, /availabilityZones are too few.*got none/],
  ['a zone twice', { availabilityZones: ['eu-central-1a', 'eu-central-1a'] }, /two or more, each once/],
  ['a network that is too small', { cidr: '10.0.0.0/24' }, /cidr is not a block.*got '10\.0\.0\.0\/24'.*16 to 22/],
  ['what is no block', { cidr: '10.0.0.0' }, /cidr is not a block/],
  ['more NAT gateways than zones', { natGateways: 3 }, /natGateways is not a number.*got 3.*0 to 2/],
  ['half a NAT gateway', { natGateways: 0.5 }, /got 0\.5/],
])('refuses %s', (_, props, message) => {
  expect(() => networkWith(props)).toThrow(message);
});

test('cdk-nag finds nothing', () => {
  const interfaceEndpoints = [ec2.InterfaceVpcEndpointAwsService.ECR];

  expect(findingsOf((stack) => new Network(stack, 'Network', { interfaceEndpoints }))).toEqual([]);
});
