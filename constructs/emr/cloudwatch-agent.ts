import type * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcard } from '../acknowledge';
import { grantOnIdentity } from '../grants';
import type { IEmrRoles } from './emr-roles';

/** Namespace of the metrics of the CloudWatch agent. */
const NAMESPACE = 'CWAgent';

/**
 * Allows the CloudWatch agent on the nodes to publish its metrics. It writes no logs: EMR copies those to S3.
 *
 * @unproven A20 that the agent of EMR keeps to this namespace was read and not tried (EMR release guide, "Amazon CloudWatch agent"; CloudWatchAgentServerPolicy)
 */
export function grantCloudWatchAgent(roles: IEmrRoles): iam.Grant {
  acknowledgeWildcard(
    roles,
    '*',
    'Metrics know no resources, a condition names their namespace; the agent reads tags and volumes of the instance that it runs on',
  );
  return grantOnIdentity(roles, {
    grantee: roles,
    actions: ['cloudwatch:PutMetricData'],
    resourceArns: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
  }).combine(grantOnIdentity(roles, { grantee: roles, actions: ['ec2:DescribeTags', 'ec2:DescribeVolumes'], resourceArns: ['*'] }));
}
