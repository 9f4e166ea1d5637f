import type { EC2Client, Filter } from '@aws-sdk/client-ec2';
import {
  DeleteSecurityGroupCommand,
  DeleteVpcEndpointsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { JobError } from '../errors';
import { isNamed } from './errors';
import { everyPage } from './pages';

/** Verbs for what EKS and EMR leave in a VPC. */
export interface VpcLeftoverVerbs {
  /** Ids of the security groups that EKS created for a cluster: their name is `eks-cluster-sg-<cluster>-<number>`. */
  eksSecurityGroups(cluster: string): Promise<readonly string[]>;
  /** Deletes them, and rules of other groups that refer to them first. @returns how many groups */
  removeEksSecurityGroups(cluster: string): Promise<number>;
  /** Ids of the endpoints that EMR created in a VPC, and that are not being deleted. */
  emrEndpoints(vpcId: string): Promise<readonly string[]>;
  /** Deletes them. Their network interfaces go some minutes later. @returns how many. @throws JobError with the reason of a refusal */
  removeEmrEndpoints(vpcId: string): Promise<number>;
}

/** Tag `Name` of the endpoint that EMR's service role may create and not delete. */
const EMR_ENDPOINT = 'emr-service-vpce';

export function vpcLeftoverVerbs(client: EC2Client): VpcLeftoverVerbs {
  const eksSecurityGroups = async (cluster: string): Promise<readonly string[]> => {
    const groups = await everyPage(async (token) => {
      const filter = { Name: 'group-name', Values: [`eks-cluster-sg-${cluster}-*`] };
      const answer = await client.send(new DescribeSecurityGroupsCommand({ Filters: [filter], NextToken: token }));
      return { items: answer.SecurityGroups, next: answer.NextToken };
    });
    // The name of another cluster may begin in the same way.
    const own = new RegExp(`^eks-cluster-sg-${cluster}-\\d+$`);
    return groups.flatMap(({ GroupId: id, GroupName: name = '' }) => (id !== undefined && own.test(name) ? [id] : []));
  };
  const emrEndpoints = async (vpcId: string): Promise<readonly string[]> => {
    const filters: Filter[] = [
      { Name: 'vpc-id', Values: [vpcId] },
      { Name: 'tag:Name', Values: [EMR_ENDPOINT] },
    ];
    const endpoints = await everyPage(async (token) => {
      const answer = await client.send(new DescribeVpcEndpointsCommand({ Filters: filters, NextToken: token }));
      return { items: answer.VpcEndpoints, next: answer.NextToken };
    });
    const isThere = (state = '') => !['deleting', 'deleted'].includes(state.toLowerCase());
    return endpoints.flatMap(({ VpcEndpointId: id, State: state }) => (id !== undefined && isThere(state) ? [id] : []));
  };

  return {
    eksSecurityGroups,
    emrEndpoints,
    async removeEksSecurityGroups(cluster) {
      const groups = await eksSecurityGroups(cluster);
      for (const id of groups) {
        await revokeReferences(client, id);
        await client.send(new DeleteSecurityGroupCommand({ GroupId: id })).catch(goneAlready('InvalidGroup.NotFound'));
      }
      return groups.length;
    },
    async removeEmrEndpoints(vpcId) {
      const ids = await emrEndpoints(vpcId);
      if (ids.length === 0) return 0;
      const { Unsuccessful: refused = [] } = await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [...ids] }));
      const [first] = refused.filter(({ Error: error }) => error?.Code !== 'InvalidVpcEndpoint.NotFound');
      if (first === undefined) return ids.length;
      throw new JobError({
        problem: `endpoint ${first.ResourceId} was not deleted`,
        got: `${first.Error?.Code}: ${first.Error?.Message}`,
        fix: 'remove what it names, then repeat the command',
      });
    },
  };
}

/** Revokes the rules of other groups that name this one: until then it cannot be deleted. */
async function revokeReferences(client: EC2Client, group: string): Promise<void> {
  const referring = await everyPage(async (token) => {
    const filter = { Name: 'ip-permission.group-id', Values: [group] };
    const answer = await client.send(new DescribeSecurityGroupsCommand({ Filters: [filter], NextToken: token }));
    return { items: answer.SecurityGroups, next: answer.NextToken };
  });
  const holders = [group, ...referring.flatMap(({ GroupId: id }) => id ?? [])];
  const rules = await everyPage(async (token) => {
    const filter = { Name: 'group-id', Values: [...new Set(holders)] };
    const answer = await client.send(new DescribeSecurityGroupRulesCommand({ Filters: [filter], NextToken: token }));
    return { items: answer.SecurityGroupRules, next: answer.NextToken };
  });
  for (const { GroupId, SecurityGroupRuleId: id, IsEgress: isEgress, ReferencedGroupInfo: referenced } of rules) {
    if (id === undefined || referenced?.GroupId !== group) continue;
    const input = { GroupId, SecurityGroupRuleIds: [id] };
    const revoked = isEgress ? client.send(new RevokeSecurityGroupEgressCommand(input)) : client.send(new RevokeSecurityGroupIngressCommand(input));
    await revoked.catch(goneAlready('InvalidSecurityGroupRuleId.NotFound', 'InvalidGroup.NotFound'));
  }
}

function goneAlready(...names: string[]): (error: unknown) => undefined {
  return (error) => {
    if (isNamed(error, ...names)) return undefined;
    throw error;
  };
}
