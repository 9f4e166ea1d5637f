import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EmrSecurityGroups, type EmrSecurityGroupsProps } from 'stagecraft-constructs/emr';
import { Network } from 'stagecraft-constructs/network';
import { findingsOf, readable, templateOf } from '../../support/synth';
import { networkOf } from './surroundings';

const groupsWith = (props: Partial<EmrSecurityGroupsProps> = {}) =>
  templateOf((stack) => new EmrSecurityGroups(stack, 'Groups', { vpc: networkOf(stack), ...props }));
const rules = (template: Template, direction: 'Ingress' | 'Egress') =>
  Object.values(template.findResources(`AWS::EC2::SecurityGroup${direction}`)).map(({ Properties: rule }) => {
    const other = readable(rule.SourceSecurityGroupId ?? rule.DestinationSecurityGroupId);
    return `${readable(rule.GroupId)} ${rule.IpProtocol} ${rule.FromPort}-${rule.ToPort} ${other}`
      .replaceAll('.GroupId', '')
      .replaceAll('Groups', '');
  });

const template = groupsWith();

test('has the rules that EMR would add, as separate resources, so that groups with circular references can be deleted', () => {
  expect(rules(template, 'Ingress').sort()).toEqual(
    [
      ...['Primary', 'Core'].flatMap((to) => [
        ...['Primary', 'Core'].flatMap((from) => ['tcp 0-65535', 'udp 0-65535', 'icmp -1--1'].map((traffic) => `<${to}> ${traffic} <${from}>`)),
        `<${to}> tcp 8443-8443 <ServiceAccess>`,
      ]),
      '<ServiceAccess> tcp 9443-9443 <Primary>',
    ].sort(),
  );
  expect(rules(template, 'Egress')).toEqual(['<ServiceAccess> tcp 8443-8443 <Primary>', '<ServiceAccess> tcp 8443-8443 <Core>']);
});

test('has a description for each rule, to distinguish it from those that EMR adds', () => {
  for (const direction of ['Ingress', 'Egress'] as const) {
    for (const { Properties } of Object.values(template.findResources(`AWS::EC2::SecurityGroup${direction}`))) {
      expect(Properties.Description).toMatch(/\w/);
    }
  }
});

test('has no ingress from 0.0.0.0/0', () => {
  for (const { Properties } of Object.values(template.findResources('AWS::EC2::SecurityGroup'))) {
    expect(Properties.SecurityGroupIngress).toBeUndefined();
  }
  expect(JSON.stringify(template.findResources('AWS::EC2::SecurityGroupIngress'))).not.toContain('CidrIp');
});

test('allows egress of nodes to any address, and of the service to nodes only', () => {
  const egress = Object.values(template.findResources('AWS::EC2::SecurityGroup')).map(({ Properties }) => Properties.SecurityGroupEgress[0].CidrIp);

  expect(egress).toEqual(['0.0.0.0/0', '0.0.0.0/0', '255.255.255.255/32']);
});

test('security groups have the tag for EMR managed policies', () => {
  template.allResourcesProperties('AWS::EC2::SecurityGroup', { Tags: [{ Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' }] });
});

test('sshCidr adds one rule, for the primary node', () => {
  const withSsh = groupsWith({ sshCidr: '203.0.113.7/32' });
  const inline = Object.values(withSsh.findResources('AWS::EC2::SecurityGroup')).flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []);

  expect(inline).toEqual([{ CidrIp: '203.0.113.7/32', IpProtocol: 'tcp', FromPort: 22, ToPort: 22, Description: 'SSH from one place' }]);
});

test('private subnets have the tag for EMR managed policies, and public ones do not', () => {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test');
  const network = new Network(stack, 'Network', { natGateways: 1 });
  const { subnets } = new EmrSecurityGroups(stack, 'Groups', { vpc: network.vpc });
  const tagged = Object.entries(Template.fromStack(stack).findResources('AWS::EC2::Subnet')).filter(([, { Properties }]) =>
    Properties.Tags.some(({ Key }: { Key: string }) => Key === 'for-use-with-amazon-emr-managed-policies'),
  );

  expect(subnets).toEqual(network.privateSubnets);
  expect(tagged.map(([id]) => id.replace(/Subnet\d.*/, ''))).toEqual(['NetworkPrivate', 'NetworkPrivate']);
});

test('takes subnets', () => {
  templateOf((stack) => {
    const vpc = networkOf(stack);
    const groups = new EmrSecurityGroups(stack, 'Groups', { vpc, subnets: [vpc.privateSubnets[1]!] });

    expect(groups.subnets.map(({ subnetId }) => subnetId)).toEqual(['subnet-2']);
  });
});

test('connections of a database allow all nodes', () => {
  const connected = templateOf((stack) => {
    const vpc = networkOf(stack);
    const database = new ec2.SecurityGroup(stack, 'Database', { vpc });
    database.connections.allowFrom(new EmrSecurityGroups(stack, 'Groups', { vpc }), ec2.Port.POSTGRES);
  });

  expect(rules(connected, 'Ingress').filter((rule) => rule.includes('5432'))).toEqual([
    '<Database> tcp 5432-5432 <Primary>',
    '<Database> tcp 5432-5432 <Core>',
  ]);
});

test.each<[string, Partial<EmrSecurityGroupsProps>, RegExp]>([
  ['everybody', { sshCidr: '0.0.0.0/0' }, /sshCidr is not the address of one place.*got '0\.0\.0\.0\/0'.*\/16 to \/32/],
  ['a large network', { sshCidr: '10.0.0.0/8' }, /sshCidr is not the address of one place/],
  ['no block', { sshCidr: '203.0.113.7' }, /sshCidr is not the address of one place/],
  ['no subnet', { subnets: [] }, /subnets are too few/],
])('refuses %s', (_, props, message) => {
  expect(() => groupsWith(props)).toThrow(message);
});

test('cdk-nag has no findings', () => {
  expect(findingsOf((stack) => new EmrSecurityGroups(stack, 'Groups', { vpc: networkOf(stack), sshCidr: '203.0.113.7/32' }))).toEqual([]);
});
