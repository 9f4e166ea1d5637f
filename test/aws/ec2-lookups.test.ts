import { DescribeAddressesCommand, DescribeInstancesCommand, DescribeNatGatewaysCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { ec2Verbs } from '../../lib/aws/ec2';

const mock = mockClient(EC2Client);
const ec2 = ec2Verbs(new EC2Client({ region: 'eu-central-1' }));
const named = (name: string) => Object.assign(new Error(name), { name });

beforeEach(() => {
  mock.reset();
});

test.each([
  ['203.0.113.7', { PublicIps: ['203.0.113.7'] }, 'InvalidAddress.NotFound'],
  ['eipalloc-1', { AllocationIds: ['eipalloc-1'] }, 'InvalidAllocationID.NotFound'],
])('the address %s is there until it is released', async (id, input, absent) => {
  mock
    .on(DescribeAddressesCommand, input)
    .resolvesOnce({ Addresses: [{ PublicIp: '203.0.113.7' }] })
    .rejects(named(absent));

  await expect(ec2.hasAddress(id)).resolves.toBe(true);
  await expect(ec2.hasAddress(id)).resolves.toBe(false);
});

test.each([
  ['pending', true],
  ['available', true],
  ['deleting', true],
  ['failed', true],
  ['deleted', false],
] as const)('a NAT gateway that is %s: %s', async (State, is) => {
  mock.on(DescribeNatGatewaysCommand, { NatGatewayIds: ['nat-1'] }).resolves({ NatGateways: [{ NatGatewayId: 'nat-1', State }] });

  await expect(ec2.hasNatGateway('nat-1')).resolves.toBe(is);
});

test.each([
  ['running', true],
  ['shutting-down', true],
  ['terminated', false],
] as const)('an instance that is %s: %s', async (Name, is) => {
  mock.on(DescribeInstancesCommand, { InstanceIds: ['i-1'] }).resolves({ Reservations: [{ Instances: [{ State: { Name } }] }] });

  await expect(ec2.hasInstance('i-1')).resolves.toBe(is);
});

test('what EC2 has forgotten is not there', async () => {
  mock.on(DescribeNatGatewaysCommand).rejects(named('NatGatewayNotFound'));
  mock.on(DescribeInstancesCommand).rejects(named('InvalidInstanceID.NotFound'));

  await expect(ec2.hasNatGateway('nat-1')).resolves.toBe(false);
  await expect(ec2.hasInstance('i-1')).resolves.toBe(false);
});

test('a refusal is no answer', async () => {
  mock.onAnyCommand().rejects(named('UnauthorizedOperation'));

  await expect(ec2.hasAddress('203.0.113.7')).rejects.toThrow('UnauthorizedOperation');
  await expect(ec2.hasNatGateway('nat-1')).rejects.toThrow('UnauthorizedOperation');
  await expect(ec2.hasInstance('i-1')).rejects.toThrow('UnauthorizedOperation');
});
