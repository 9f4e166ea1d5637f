import type { EC2Client } from '@aws-sdk/client-ec2';
import {
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { isNamed } from './errors';
import { everyPage } from './pages';

/** Verbs for security groups, rules and interfaces that EMR leaves in a VPC. */
export interface EmrTraceVerbs {
  /**
   * Ids of security groups that EMR created in a VPC, and of rules that it added to groups of a stack.
   *
   * Rules of a stack have a description, rules of EMR have none. Empty when there is no such VPC.
   */
  emrTraces(vpcId: string): Promise<readonly string[]>;
  /** Removes them: first the rules, because the groups refer to one another. @returns their number */
  removeEmrTraces(vpcId: string): Promise<number>;
  /** Ids of detached network interfaces of a VPC. */
  unusedInterfaces(vpcId: string): Promise<readonly string[]>;
}

/** Tag of the groups that EMR may change. */
const EMR_TAG = 'for-use-with-amazon-emr-managed-policies';
/** Name prefix of the groups that EMR creates. */
const MADE_BY_EMR = 'ElasticMapReduce-';

/** A rule that can be revoked. */
type Rule = SecurityGroupRule & { readonly SecurityGroupRuleId: string };

export function emrTraceVerbs(client: EC2Client): EmrTraceVerbs {
  const findLeft = async (vpcId: string): Promise<{ readonly groups: readonly string[]; readonly rules: readonly Rule[] }> => {
    const all = await everyPage(async (token) => {
      const { SecurityGroups: items, NextToken: next } = await client.send(
        new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], NextToken: token }),
      );
      return { items, next };
    });
    const made = all.filter(({ GroupName }) => GroupName?.startsWith(MADE_BY_EMR));
    const touched = idsOf(all.filter((group) => made.includes(group) || isForEmr(group)));
    if (touched.length === 0) return { groups: [], rules: [] };
    const rules = await everyPage(async (token) => {
      const { SecurityGroupRules: items, NextToken: next } = await client.send(
        new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: touched }], NextToken: token }),
      );
      return { items, next };
    });
    const isTheirs = (rule: SecurityGroupRule) => made.some(({ GroupId }) => GroupId === rule.GroupId) || isAdded(rule);
    return { groups: idsOf(made), rules: rules.filter(hasId).filter(isTheirs) };
  };

  return {
    async emrTraces(vpcId) {
      const { groups, rules } = await findLeft(vpcId);
      return [...rules.map(({ SecurityGroupRuleId: id }) => id), ...groups];
    },
    async removeEmrTraces(vpcId) {
      const { groups, rules } = await findLeft(vpcId);
      for (const { GroupId, SecurityGroupRuleId: id, IsEgress: isEgress } of rules) {
        const input = { GroupId, SecurityGroupRuleIds: [id] };
        const revoked = isEgress
          ? client.send(new RevokeSecurityGroupEgressCommand(input))
          : client.send(new RevokeSecurityGroupIngressCommand(input));
        await revoked.catch(goneAlready('InvalidSecurityGroupRuleId.NotFound', 'InvalidGroup.NotFound'));
      }
      for (const GroupId of groups) await client.send(new DeleteSecurityGroupCommand({ GroupId })).catch(goneAlready('InvalidGroup.NotFound'));
      return groups.length + rules.length;
    },
    async unusedInterfaces(vpcId) {
      const interfaces = await everyPage(async (token) => {
        const { NetworkInterfaces: items, NextToken: next } = await client.send(
          new DescribeNetworkInterfacesCommand({
            Filters: [
              { Name: 'vpc-id', Values: [vpcId] },
              { Name: 'status', Values: ['available'] },
            ],
            NextToken: token,
          }),
        );
        return { items, next };
      });
      return interfaces.map(({ NetworkInterfaceId: id }) => id).filter((id) => id !== undefined);
    },
  };
}

function idsOf(groups: readonly SecurityGroup[]): string[] {
  return groups.map(({ GroupId: id }) => id).filter((id) => id !== undefined);
}

function hasId(rule: SecurityGroupRule): rule is Rule {
  return rule.SecurityGroupRuleId !== undefined;
}

function isForEmr({ Tags }: SecurityGroup): boolean {
  return (Tags ?? []).some(({ Key }) => Key === EMR_TAG);
}

/** A rule between groups without a description. The default egress rule names addresses instead of a group. */
function isAdded({ Description, ReferencedGroupInfo }: SecurityGroupRule): boolean {
  return !Description && ReferencedGroupInfo !== undefined;
}

function goneAlready(...names: string[]): (error: unknown) => undefined {
  return (error) => {
    if (isNamed(error, ...names)) return undefined;
    throw error;
  };
}
