import { Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge';
import { PropError } from '../errors';
import { grantOnIdentity } from '../grants';
import { EMR_CLEANUP_ROLE, grantServiceLinkedRole, SPOT_ROLE } from '../service-linked-roles';

/** What a grantee may do on EMR. */
export interface TransientClustersGrant {
  /** Tag that the grantee has to give its clusters, and by which they are its own; a key without a value allows nothing. */
  readonly tag: { readonly key: string; readonly value: string };
  /** ARN of the role of EMR itself. */
  readonly serviceRoleArn: string;
  /** ARN of the role of the machines; the name of its instance profile is what clusters are made with. */
  readonly jobFlowRoleArn: string;
}

/**
 * Allows creating clusters, and running steps on clusters of the grantee, which a tag distinguishes from others.
 *
 * Both roles can be passed to their services only. The grantee may set only this tag, so that it cannot claim other clusters. It may list the clusters of the
 * account, to find its own, and create the two service-linked roles that the first cluster of an account needs.
 *
 * @unproven A26 whether RunJobFlow knows the tag of the new cluster when it authorizes its policy was not tried; the guide's statement has no condition (EMR guide,
 * "Permissions to use auto-termination")
 */
export function grantTransientClusters(scope: IConstruct, grantee: iam.IGrantable, { tag, ...roles }: TransientClustersGrant): iam.Grant {
  if (!Token.isUnresolved(tag.value) && (tag.key === '' || tag.value === '')) {
    throw new PropError(scope, {
      problem: 'the tag of the clusters is empty',
      got: `'${tag.key}' = '${tag.value}'`,
      allowed: 'a key and a value',
      fix: 'name a tag that no other clusters have',
    });
  }
  const clusters = Stack.of(scope).formatArn({ service: 'elasticmapreduce', resource: 'cluster', resourceName: '*' });
  const allow = (actions: string[], resource: string, conditions: Record<string, Record<string, string>>) =>
    grantOnIdentity(scope, { grantee, actions, resourceArns: [resource], conditions });
  const pass = (roleArn: string, service: string) => allow(['iam:PassRole'], roleArn, { StringEquals: { 'iam:PassedToService': service } });

  acknowledgeWildcard(
    grantee,
    '*',
    'RunJobFlow and ListClusters know no resources; the cluster does not exist yet, and a condition asks for its tag',
  );
  acknowledgeWildcard(grantee, clusters, 'EMR assigns the id of each cluster when it is created; a condition requires the tag');
  return allow(['elasticmapreduce:RunJobFlow'], '*', { StringEquals: { [`elasticmapreduce:RequestTag/${tag.key}`]: tag.value } })
    .combine(grantOnIdentity(scope, { grantee, actions: ['elasticmapreduce:ListClusters'], resourceArns: ['*'] }))
    .combine(grantOnIdentity(scope, { grantee, actions: ['elasticmapreduce:PutAutoTerminationPolicy'], resourceArns: [clusters] }))
    .combine(allow(['elasticmapreduce:AddTags'], clusters, { StringEquals: { [`elasticmapreduce:RequestTag/${tag.key}`]: tag.value } }))
    .combine(
      allow(
        [
          'elasticmapreduce:AddJobFlowSteps',
          'elasticmapreduce:DescribeCluster',
          'elasticmapreduce:DescribeStep',
          'elasticmapreduce:ListSteps',
          'elasticmapreduce:TerminateJobFlows',
        ],
        clusters,
        { StringEquals: { [`elasticmapreduce:ResourceTag/${tag.key}`]: tag.value } },
      ),
    )
    .combine(pass(roles.serviceRoleArn, 'elasticmapreduce.amazonaws.com'))
    .combine(pass(roles.jobFlowRoleArn, 'ec2.amazonaws.com'))
    .combine(grantServiceLinkedRole(scope, grantee, EMR_CLEANUP_ROLE))
    .combine(grantServiceLinkedRole(scope, grantee, SPOT_ROLE));
}
