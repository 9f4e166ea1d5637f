import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { grantOnIdentity } from './grants';

/** A role that a service creates once in an account, at its first use, by a principal that may create it. */
export interface ServiceLinkedRole {
  readonly name: string;
  /** Principal of the service, such as `spot.amazonaws.com`. */
  readonly service: string;
}

/** The role by which EC2 launches Spot Instances. */
export const SPOT_ROLE: ServiceLinkedRole = { name: 'AWSServiceRoleForEC2Spot', service: 'spot.amazonaws.com' };

/** The role by which EMR terminates instances that a cluster left. */
export const EMR_CLEANUP_ROLE: ServiceLinkedRole = { name: 'AWSServiceRoleForEMRCleanup', service: 'elasticmapreduce.amazonaws.com' };

/**
 * Allows the grantee to create this one service-linked role, as the first use of the service in an account does.
 *
 * @unproven A3 that EMR asks EC2 with its service role, and RunJobFlow with the caller's, was read and not tried (EC2 guide, "Service-linked role for Spot Instance requests")
 */
export function grantServiceLinkedRole(scope: IConstruct, grantee: iam.IGrantable, { name, service }: ServiceLinkedRole): iam.Grant {
  const resourceName = `aws-service-role/${service}/${name}`;
  return grantOnIdentity(scope, {
    grantee,
    actions: ['iam:CreateServiceLinkedRole'],
    resourceArns: [Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName })],
    conditions: { StringEquals: { 'iam:AWSServiceName': service } },
  });
}
