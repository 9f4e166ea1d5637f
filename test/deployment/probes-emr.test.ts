import {
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EMRClient } from '@aws-sdk/client-emr';
import { EMRServerlessClient, GetApplicationCommand } from '@aws-sdk/client-emr-serverless';
import { mockClient } from 'aws-sdk-client-mock';
import { resourceOfArn } from '../../lib/deployment/arn';
import { probes } from '../../lib/deployment/probes';

const emr = mockClient(EMRClient);
const serverless = mockClient(EMRServerlessClient);
const ec2 = mockClient(EC2Client);
const look = (type: string, id: string) => probes({ region: 'eu-central-1' })[type]?.(id);
const named = (name: string) => Object.assign(new Error(name), { name });

beforeEach(() => {
  for (const mock of [emr, serverless, ec2] as unknown as { reset(): void }[]) mock.reset();
});

test.each([
  ['WAITING', true],
  ['TERMINATING', true],
  ['TERMINATED', false],
  ['TERMINATED_WITH_ERRORS', false],
] as const)('a cluster that is %s', async (State, isThere) => {
  emr.on(DescribeClusterCommand, { ClusterId: 'j-1' }).resolves({ Cluster: { Status: { State } } });

  await expect(look('AWS::EMR::Cluster', 'j-1')).resolves.toBe(isThere);
});

test('an unknown cluster is gone; another error is thrown', async () => {
  emr.on(DescribeClusterCommand).rejectsOnce(named('InvalidRequestException')).rejects(named('AccessDeniedException'));

  await expect(look('AWS::EMR::Cluster', 'j-1')).resolves.toBe(false);
  await expect(look('AWS::EMR::Cluster', 'j-1')).rejects.toThrow('AccessDeniedException');
});

test('an application exists until it has terminated', async () => {
  serverless
    .on(GetApplicationCommand)
    .resolvesOnce({ application: { state: 'STOPPED' } as never })
    .resolvesOnce({ application: { state: 'TERMINATED' } as never })
    .rejects(named('ResourceNotFoundException'));

  for (const isThere of [true, false, false]) await expect(look('AWS::EMRServerless::Application', 'a')).resolves.toBe(isThere);
});

test('an instance exists until it has terminated', async () => {
  ec2
    .on(DescribeInstancesCommand, { InstanceIds: ['i-1'] })
    .resolvesOnce({ Reservations: [{ Instances: [{ State: { Name: 'running' } }] }] })
    .resolvesOnce({ Reservations: [{ Instances: [{ State: { Name: 'terminated' } }] }] })
    .rejects(named('InvalidInstanceID.NotFound'));

  for (const isThere of [true, false, false]) await expect(look('AWS::EC2::Instance', 'i-1')).resolves.toBe(isThere);
});

test.each([
  ['AWS::EC2::SecurityGroup', DescribeSecurityGroupsCommand, 'InvalidGroup.NotFound'],
  ['AWS::EC2::Subnet', DescribeSubnetsCommand, 'InvalidSubnetID.NotFound'],
  ['AWS::EC2::Volume', DescribeVolumesCommand, 'InvalidVolume.NotFound'],
  ['AWS::EC2::VPC', DescribeVpcsCommand, 'InvalidVpcID.NotFound'],
] as const)('%s is there until EC2 does not know it', async (type, command, absent) => {
  ec2
    .on(command as typeof DescribeVpcsCommand)
    .resolvesOnce({})
    .rejectsOnce(named(absent))
    .rejects(named('UnauthorizedOperation'));

  await expect(look(type, 'x')).resolves.toBe(true);
  await expect(look(type, 'x')).resolves.toBe(false);
  await expect(look(type, 'x')).rejects.toThrow('UnauthorizedOperation');
});

test.each([
  ['arn:aws:elasticmapreduce:eu-central-1:111122223333:cluster/j-1', 'AWS::EMR::Cluster', 'j-1'],
  ['arn:aws:emr-serverless:eu-central-1:111122223333:/applications/00f1', 'AWS::EMRServerless::Application', '00f1'],
  ['arn:aws:ec2:eu-central-1:111122223333:instance/i-1', 'AWS::EC2::Instance', 'i-1'],
  ['arn:aws:ec2:eu-central-1:111122223333:security-group/sg-1', 'AWS::EC2::SecurityGroup', 'sg-1'],
  ['arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-1', 'AWS::EC2::Subnet', 'subnet-1'],
  ['arn:aws:ec2:eu-central-1:111122223333:volume/vol-1', 'AWS::EC2::Volume', 'vol-1'],
  ['arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-1', 'AWS::EC2::VPC', 'vpc-1'],
])('%s has a probe', (arn, type, physicalId) => {
  expect(resourceOfArn(arn)).toEqual({ type, physicalId });
  expect(probes({})[type]).toBeInstanceOf(Function);
});
