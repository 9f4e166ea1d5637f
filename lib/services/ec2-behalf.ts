import type { DeployedResource } from '../contract/resources';
import { textAt } from './lookups';
import { arnOf } from './requests';
import { asked, usesOf, writingLogs } from './role-uses';
import type { BehalfContext, RoleUse } from './service';
import { agentUses } from './ssm-behalf';

const FLOW_LOGS = 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html';

/** What VPC flow logs do as the role that delivers them to CloudWatch Logs. */
export function flowLogUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const [role, group] = [properties['DeliverLogsPermissionArn'], textAt(properties, 'LogGroupName')];
  if (group === undefined) return [];
  const onGroup = arnOf(context, 'logs', `log-group:${group}:log-stream:`);
  const isThere = context.resources.some(({ type, physicalId }) => type === 'AWS::Logs::LogGroup' && physicalId === group);
  return usesOf(
    role,
    context,
    {
      description: 'writes the flow log',
      source: FLOW_LOGS,
      requests: [...writingLogs(group, context, { stream: 'eni-0-all', creates: !isThere }), ...asked(['logs:DescribeLogStreams'], onGroup)],
    },
    {
      // It is among the documented permissions; with a group of the templates there is nothing to find.
      description: 'looks for the log group',
      source: FLOW_LOGS,
      requests: asked(['logs:DescribeLogGroups']),
      isConditional: true,
    },
  );
}

/** What the agent of an instance does as the role of its profile. */
export function instanceUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  return agentUses(properties['IamInstanceProfile'], context);
}
