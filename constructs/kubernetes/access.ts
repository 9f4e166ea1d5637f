import { Token } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { PropError } from '../errors';

/** Creates the EKS access entry of an IAM principal, with one access policy for the cluster or for some namespaces. @throws PropError on a second entry */
export function addAccess(
  scope: Construct,
  cluster: eks.ICluster,
  principal: string,
  policy: string,
  namespaces: readonly string[] = [],
): eks.AccessEntry {
  const id = `Access-${Token.isUnresolved(principal) ? scope.node.children.length : principal.replace(/[^\w-]+/g, '-')}`;
  if (scope.node.tryFindChild(id)) {
    throw new PropError(scope, {
      problem: 'the principal already has an access entry in the cluster',
      got: `'${principal}'`,
      allowed: 'one access entry per IAM role or user',
      fix: 'grant only the broader access',
    });
  }
  const { CLUSTER, NAMESPACE } = eks.AccessScopeType;
  const scoped = namespaces.length > 0 ? { accessScopeType: NAMESPACE, namespaces: [...namespaces] } : { accessScopeType: CLUSTER };
  return new eks.AccessEntry(scope, id, { cluster, principal, accessPolicies: [eks.AccessPolicy.fromAccessPolicyName(policy, scoped)] });
}
