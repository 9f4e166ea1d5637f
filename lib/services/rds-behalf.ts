import type { DeployedResource } from '../contract/resources';
import { arnOf } from './requests';
import { asked, usesOf, writingLogs } from './role-uses';
import type { BehalfContext, RoleUse } from './service';

const MONITORING = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html';

/** What RDS does as the role of Enhanced Monitoring. What the roles of features such as `s3Import` are used for, SQL says. */
export function monitoringUses({ properties = {} }: DeployedResource, context: BehalfContext): readonly RoleUse[] {
  const group = 'RDSOSMetrics';
  return usesOf(properties['MonitoringRoleArn'], context, {
    description: 'writes the metrics of Enhanced Monitoring',
    source: MONITORING,
    requests: [
      ...writingLogs(group, context, { stream: 'db-0', creates: true }),
      ...asked(['logs:PutRetentionPolicy'], arnOf(context, 'logs', `log-group:${group}:log-stream:`)),
      ...asked(['logs:DescribeLogStreams', 'logs:GetLogEvents'], arnOf(context, 'logs', `log-group:${group}:log-stream:db-0`)),
    ],
  });
}
