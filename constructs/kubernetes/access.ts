import { Token } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { PropError } from '../errors';

/** Gives a role or user the rights of one policy in a cluster, or in some of its namespaces. EKS has one entry for each. @throws PropError */
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
      problem: 'the principal has access to the cluster already',
      got: `'${principal}'`,
      allowed: 'one entry for each role or user',
      fix: 'grant it the larger right alone',
    });
  }
  const { CLUSTER, NAMESPACE } = eks.AccessScopeType;
  const scoped = namespaces.length > 0 ? { accessScopeType: NAMESPACE, namespaces: [...namespaces] } : { accessScopeType: CLUSTER };
  return new eks.AccessEntry(scope, id, { cluster, principal, accessPolicies: [eks.AccessPolicy.fromAccessPolicyName(policy, scoped)] });
}
