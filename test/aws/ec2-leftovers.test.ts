import {
  DeleteSecurityGroupCommand,
  DeleteVpcEndpointsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { ec2Verbs } from '../../lib/aws/ec2';

const mock = mockClient(EC2Client);
const ec2 = ec2Verbs(new EC2Client({ region: 'eu-central-1' }));
const named = (name: string) => Object.assign(new Error(name), { name });
const inputs = <Command extends Parameters<typeof mock.commandCalls>[0]>(command: Command) =>
  mock.commandCalls(command).map(({ args }) => args[0].input);

beforeEach(() => {
  mock.reset();
  mock.onAnyCommand().resolves({});
});

describe('the security groups that EKS created for a cluster', () => {
  const byName = { Filters: [{ Name: 'group-name', Values: ['eks-cluster-sg-mesh-*'] }] };
  const groups = [
    { GroupId: 'sg-1', GroupName: 'eks-cluster-sg-mesh-1234567' },
    { GroupId: 'sg-2', GroupName: 'eks-cluster-sg-mesh-blue-7654321' },
  ];

  test('are not those of a cluster whose name begins in the same way', async () => {
    mock.on(DescribeSecurityGroupsCommand, byName).resolves({ SecurityGroups: groups });

    await expect(ec2.eksSecurityGroups('mesh')).resolves.toEqual(['sg-1']);
  });

  test('are deleted after the rules that name them, in their own group and in others', async () => {
    mock.on(DescribeSecurityGroupsCommand, byName).resolves({ SecurityGroups: groups });
    mock
      .on(DescribeSecurityGroupsCommand, { Filters: [{ Name: 'ip-permission.group-id', Values: ['sg-1'] }] })
      .resolves({ SecurityGroups: [{ GroupId: 'sg-1' }, { GroupId: 'sg-db' }] });
    mock.on(DescribeSecurityGroupRulesCommand, { Filters: [{ Name: 'group-id', Values: ['sg-1', 'sg-db'] }] }).resolves({
      SecurityGroupRules: [
        { SecurityGroupRuleId: 'sgr-own', GroupId: 'sg-1', IsEgress: true, ReferencedGroupInfo: { GroupId: 'sg-1' } },
        { SecurityGroupRuleId: 'sgr-db', GroupId: 'sg-db', IsEgress: false, ReferencedGroupInfo: { GroupId: 'sg-1' } },
        { SecurityGroupRuleId: 'sgr-stack', GroupId: 'sg-db', IsEgress: false, ReferencedGroupInfo: { GroupId: 'sg-other' } },
        { SecurityGroupRuleId: 'sgr-open', GroupId: 'sg-db', IsEgress: true, CidrIpv4: '0.0.0.0/0' },
      ],
    });
    mock.on(RevokeSecurityGroupIngressCommand).rejects(named('InvalidSecurityGroupRuleId.NotFound'));

    await expect(ec2.removeEksSecurityGroups('mesh')).resolves.toBe(1);
    expect(inputs(RevokeSecurityGroupEgressCommand)).toEqual([{ GroupId: 'sg-1', SecurityGroupRuleIds: ['sgr-own'] }]);
    expect(inputs(RevokeSecurityGroupIngressCommand)).toEqual([{ GroupId: 'sg-db', SecurityGroupRuleIds: ['sgr-db'] }]);
    expect(inputs(DeleteSecurityGroupCommand)).toEqual([{ GroupId: 'sg-1' }]);
  });

  test('that are still used are refused', async () => {
    mock.on(DescribeSecurityGroupsCommand, byName).resolves({ SecurityGroups: groups });
    mock.on(DeleteSecurityGroupCommand).rejects(named('DependencyViolation'));

    await expect(ec2.removeEksSecurityGroups('mesh')).rejects.toThrow('DependencyViolation');
  });
});

describe('the endpoints that EMR created in a VPC', () => {
  const found = (...states: string[]) => ({ VpcEndpoints: states.map((State, index) => ({ VpcEndpointId: `vpce-${index + 1}`, State })) });

  test('are found by their tag, unless they are being deleted', async () => {
    mock.on(DescribeVpcEndpointsCommand).resolves(found('available', 'deleting', 'Deleted') as never);

    await expect(ec2.emrEndpoints('vpc-1')).resolves.toEqual(['vpce-1']);
    expect(inputs(DescribeVpcEndpointsCommand)).toEqual([
      {
        Filters: [
          { Name: 'vpc-id', Values: ['vpc-1'] },
          { Name: 'tag:Name', Values: ['emr-service-vpce'] },
        ],
      },
    ]);
  });

  test('are deleted; none is no request', async () => {
    mock
      .on(DescribeVpcEndpointsCommand)
      .resolvesOnce(found('available') as never)
      .resolves({});

    await expect(ec2.removeEmrEndpoints('vpc-1')).resolves.toBe(1);
    await expect(ec2.removeEmrEndpoints('vpc-1')).resolves.toBe(0);
    expect(inputs(DeleteVpcEndpointsCommand)).toEqual([{ VpcEndpointIds: ['vpce-1'] }]);
  });

  test('that AWS does not delete are refused with its reason; one that has gone is deleted', async () => {
    mock.on(DescribeVpcEndpointsCommand).resolves(found('available', 'available') as never);
    const refusal = (Code: string) => ({ ResourceId: 'vpce-1', Error: { Code, Message: 'in use' } });
    mock
      .on(DeleteVpcEndpointsCommand)
      .resolvesOnce({ Unsuccessful: [refusal('InvalidVpcEndpoint.NotFound')] })
      .resolves({ Unsuccessful: [refusal('DependencyViolation')] });

    await expect(ec2.removeEmrEndpoints('vpc-1')).resolves.toBe(2);
    await expect(ec2.removeEmrEndpoints('vpc-1')).rejects.toThrow('endpoint vpce-1 was not deleted; got DependencyViolation: in use');
  });
});
