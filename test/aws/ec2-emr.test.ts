import {
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { ec2Verbs } from '../../lib/aws/ec2';

const mock = mockClient(EC2Client);
const ec2 = ec2Verbs(new EC2Client({ region: 'eu-central-1' }));
const EMR = [{ Key: 'for-use-with-amazon-emr-managed-policies', Value: 'true' }];

/** A group that EMR made, one of a stack, and an unrelated one. */
const GROUPS = [
  { GroupId: 'sg-made', GroupName: 'ElasticMapReduce-Master-Private', Tags: EMR },
  { GroupId: 'sg-stack', GroupName: 'emr-pyspark-network-Primary', Tags: EMR },
  { GroupId: 'sg-other', GroupName: 'default' },
];
const RULES = [
  { SecurityGroupRuleId: 'sgr-1', GroupId: 'sg-made', IsEgress: false, ReferencedGroupInfo: { GroupId: 'sg-stack' } },
  { SecurityGroupRuleId: 'sgr-2', GroupId: 'sg-made', IsEgress: true, CidrIpv4: '0.0.0.0/0' },
  {
    SecurityGroupRuleId: 'sgr-3',
    GroupId: 'sg-stack',
    IsEgress: false,
    Description: 'TCP between nodes',
    ReferencedGroupInfo: { GroupId: 'sg-stack' },
  },
  { SecurityGroupRuleId: 'sgr-4', GroupId: 'sg-stack', IsEgress: false, ReferencedGroupInfo: { GroupId: 'sg-made' } },
  { SecurityGroupRuleId: 'sgr-5', GroupId: 'sg-stack', IsEgress: true, CidrIpv4: '0.0.0.0/0' },
];

beforeEach(() => {
  mock.reset();
  mock.onAnyCommand().resolves({});
  mock
    .on(DescribeSecurityGroupsCommand)
    .resolvesOnce({ SecurityGroups: GROUPS.slice(0, 1), NextToken: 'more' })
    .resolves({ SecurityGroups: GROUPS.slice(1) });
  mock.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: RULES });
});

test('emrTraces are groups made by EMR, and rules between groups that no stack describes', async () => {
  await expect(ec2.emrTraces('vpc-1')).resolves.toEqual(['sgr-1', 'sgr-2', 'sgr-4', 'sg-made']);
  expect(mock.commandCalls(DescribeSecurityGroupsCommand)[0]?.args[0].input.Filters).toEqual([{ Name: 'vpc-id', Values: ['vpc-1'] }]);
  expect(mock.commandCalls(DescribeSecurityGroupRulesCommand)[0]?.args[0].input.Filters).toEqual([
    { Name: 'group-id', Values: ['sg-made', 'sg-stack'] },
  ]);
});

test('removeEmrTraces removes the rules first, then the groups', async () => {
  await expect(ec2.removeEmrTraces('vpc-1')).resolves.toBe(4);

  expect(mock.commandCalls(RevokeSecurityGroupIngressCommand).map(({ args }) => args[0].input)).toEqual([
    { GroupId: 'sg-made', SecurityGroupRuleIds: ['sgr-1'] },
    { GroupId: 'sg-stack', SecurityGroupRuleIds: ['sgr-4'] },
  ]);
  expect(mock.commandCalls(RevokeSecurityGroupEgressCommand).map(({ args }) => args[0].input)).toEqual([
    { GroupId: 'sg-made', SecurityGroupRuleIds: ['sgr-2'] },
  ]);
  expect(mock.calls().at(-1)?.args[0].input).toEqual({ GroupId: 'sg-made' });
  expect(mock.commandCalls(DeleteSecurityGroupCommand)).toHaveLength(1);
});

test('counts missing groups as removed, and failed removals not', async () => {
  const gone = (name: string) => Object.assign(new Error(name), { name });
  mock.on(RevokeSecurityGroupIngressCommand).rejects(gone('InvalidSecurityGroupRuleId.NotFound'));
  mock.on(DeleteSecurityGroupCommand).rejectsOnce(gone('InvalidGroup.NotFound')).rejects(gone('DependencyViolation'));

  await expect(ec2.removeEmrTraces('vpc-1')).resolves.toBe(4);
  mock.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: GROUPS });
  await expect(ec2.removeEmrTraces('vpc-1')).rejects.toThrow('DependencyViolation');
});

test('a network without EMR groups has no traces, and needs no rules request', async () => {
  mock.reset();
  mock.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: GROUPS.slice(2) });

  await expect(ec2.emrTraces('vpc-1')).resolves.toEqual([]);
  await expect(ec2.removeEmrTraces('vpc-1')).resolves.toBe(0);
});

test('does not count groups without an id', async () => {
  mock.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [{ GroupName: 'ElasticMapReduce-Slave' }, ...GROUPS, {}] });
  mock.on(DescribeSecurityGroupRulesCommand).resolves({ SecurityGroupRules: [...RULES, { GroupId: 'sg-made' }] });
  mock.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [{}, { NetworkInterfaceId: 'eni-1' }] });

  await expect(ec2.emrTraces('vpc-1')).resolves.toEqual(['sgr-1', 'sgr-2', 'sgr-4', 'sg-made']);
  await expect(ec2.removeEmrTraces('vpc-1')).resolves.toBe(4);
  await expect(ec2.unusedInterfaces('vpc-1')).resolves.toEqual(['eni-1']);
});

test("unusedInterfaces are the network's interfaces without attachment", async () => {
  mock
    .on(DescribeNetworkInterfacesCommand)
    .resolvesOnce({ NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }], NextToken: 'more' })
    .resolves({ NetworkInterfaces: [{ NetworkInterfaceId: 'eni-2' }] });

  await expect(ec2.unusedInterfaces('vpc-1')).resolves.toEqual(['eni-1', 'eni-2']);
  expect(mock.commandCalls(DescribeNetworkInterfacesCommand)[0]?.args[0].input.Filters).toEqual([
    { Name: 'vpc-id', Values: ['vpc-1'] },
    { Name: 'status', Values: ['available'] },
  ]);
});
