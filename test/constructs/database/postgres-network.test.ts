import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { PostgresNetwork, type PostgresNetworkProps } from 'stagecraft-constructs/database';
import { findingsOf, templateOf } from '../../support/synth';
import { openRules, rulesIn } from './postgres';

const { S3, SECRETS_MANAGER, SSM } = ec2.InterfaceVpcEndpointAwsService;
const networkIn = (stack: Stack, props?: PostgresNetworkProps) => new PostgresNetwork(stack, 'Network', props);
const networkWith = (props?: PostgresNetworkProps) => templateOf((stack) => networkIn(stack, props));
const subnetsOf = (template: ReturnType<typeof networkWith>) =>
  Object.values(template.findResources('AWS::EC2::Subnet')).map(({ Properties }) => Properties);

describe('with defaults', () => {
  const template = networkWith();

  test('has two database and two client subnets in two availability zones', () => {
    template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/24', EnableDnsSupport: true, EnableDnsHostnames: true });
    expect(subnetsOf(template).map(({ CidrBlock, AvailabilityZone }) => [CidrBlock, AvailabilityZone['Fn::Select'][0]])).toEqual([
      ['10.0.0.0/28', 0],
      ['10.0.0.16/28', 1],
      ['10.0.0.32/28', 0],
      ['10.0.0.48/28', 1],
    ]);
  });

  test('has no route to or from the internet', () => {
    for (const type of ['AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::Route', 'AWS::EC2::VPCEndpoint'])
      template.resourceCountIs(type, 0);
    expect(openRules(template)).toEqual([]);
  });

  test('logs rejected traffic, with one month of retention and removal policy RETAIN', () => {
    template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
  });

  test('cdk-nag has no findings', () => {
    expect(findingsOf((stack) => networkIn(stack))).toEqual([]);
    expect(findingsOf((stack) => networkIn(stack, { services: [S3, SSM] }))).toEqual([]);
  });
});

test('interface endpoints are in the first availability zone, and accept allowed clients only', () => {
  const template = templateOf((stack) => {
    const network = networkIn(stack, { services: [SECRETS_MANAGER, SSM] });
    network.allowServices(new ec2.SecurityGroup(stack, 'Client', { vpc: network.vpc, allowAllOutbound: false }));
  });
  const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => Properties);
  expect(endpoints.map(({ SubnetIds, PrivateDnsEnabled }) => [SubnetIds.length, PrivateDnsEnabled])).toEqual([
    [1, true],
    [1, true],
  ]);
  const rules = rulesIn(template).filter((rule) => rule.includes('tcp/443'));
  expect(rules.map((rule) => rule.replace(/^\w+ (in|out) /, '$1 ')).sort()).toEqual([
    'in tcp/443 <Client.GroupId>',
    'out tcp/443 <NetworkEndpointAccess.GroupId>',
  ]);
});

test('the S3 interface endpoint has private DNS without a gateway endpoint', () => {
  networkWith({ services: [S3] }).hasResourceProperties('AWS::EC2::VPCEndpoint', {
    VpcEndpointType: 'Interface',
    PrivateDnsEnabled: true,
    DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'AllResolvers', DnsRecordIpType: 'ipv4' },
  });
});

test('publicSubnets gives database subnets a route to the internet, and client subnets none', () => {
  const template = networkWith({ publicSubnets: true });
  template.resourceCountIs('AWS::EC2::InternetGateway', 1);
  template.resourceCountIs('AWS::EC2::Route', 2);
  expect(subnetsOf(template).map(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch)).toEqual([false, false, false, false]);
  expect(openRules(template)).toEqual([]);
});

test('takes cidr, availabilityZones, logRetention and removalPolicy', () => {
  const template = networkWith({
    cidr: '10.9.0.0/20',
    availabilityZones: ['us-east-1c', 'us-east-1d'],
    logRetention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.9.0.0/20' });
  expect(new Set(subnetsOf(template).map(({ AvailabilityZone }) => AvailabilityZone))).toEqual(new Set(['us-east-1c', 'us-east-1d']));
  template.hasResource('AWS::Logs::LogGroup', { Properties: Match.objectLike({ RetentionInDays: 7 }), DeletionPolicy: 'Delete' });
});

test.each<[string, PostgresNetworkProps, RegExp]>([
  ['a block that is too small', { cidr: '10.0.0.0/25' }, /cidr is not a CIDR block that is large enough.*'10\.0\.0\.0\/25'.*\/16 to \/24/],
  ['text for a block', { cidr: 'ten' }, /cidr is not a CIDR block/],
  ['one zone', { availabilityZones: ['us-east-1a'] }, /availabilityZones are not two zones.*us-east-1a/],
  ['a zone twice', { availabilityZones: ['us-east-1a', 'us-east-1a'] }, /availabilityZones are not two zones/],
  ['a service twice', { services: [SSM, SSM] }, /services has one twice.*each service once/],
])('refuses %s', (_, props, message) => {
  expect(() => networkWith(props)).toThrow(message);
});
