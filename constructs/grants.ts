import { Annotations, type IResource, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge';
import { PropError } from './errors';
import { renderText } from './intrinsics';

/** Exact actions on exact resources. */
export interface GrantOptions {
  readonly grantee: iam.IGrantable;
  readonly actions: string[];
  readonly resourceArns: string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/**
 * Allows the actions by the grantee's policy and, where the grantee is in another account or is a service, by the policy of the resource.
 *
 * A role that this app cannot extend gets a warning with the statement that it needs; so does a resource whose policy belongs to somebody else.
 */
export function grantOnResource(resource: iam.IResourceWithPolicyV2 & IResource, options: GrantOptions): iam.Grant {
  return grantOnPolicy(resource, (statement) => resource.addToResourcePolicy(statement), options);
}

/** Does what `grantOnResource` does for a resource whose policy is written by `add`. */
export function grantOnPolicy(resource: IResource, add: iam.IResourceWithPolicyV2['addToResourcePolicy'], options: GrantOptions): iam.Grant {
  const addToResourcePolicy = (statement: iam.PolicyStatement) => {
    const result = add(statement);
    if (!result.statementAdded) {
      warn(resource, 'resource-not-extended', `The policy of ${resource.node.path} is not part of this app. It needs`, statement);
    }
    return result;
  };
  const grant = iam.Grant.addToPrincipalOrResource({ ...options, resource: { env: resource.env, addToResourcePolicy } });
  warnOfRole(resource, options);
  return grant;
}

/** Allows the use of a key, by its policy too where the grantee is in another account or is a service. */
export function grantOnKey(key: kms.IKey, grantee: iam.IGrantable, actions: readonly string[]): iam.Grant {
  const grant = key.grant(grantee, ...actions);
  const { grantPrincipal: principal } = grantee;
  if (Construct.isConstruct(principal) && isElsewhere(Stack.of(principal).account, key.env.account)) {
    acknowledgeWildcard(grantee, '*', 'The ARN of a key in another account is known when it is deployed; the policy of the key names this role');
  }
  warnOfRole(key, { grantee, actions: [...actions], resourceArns: [key.keyArn] });
  return grant;
}

/**
 * Allows actions of a service without resource policies, which only principals of the same account can be allowed.
 *
 * @throws PropError for a grantee of another account, and for one without a policy such as a service
 */
export function grantOnIdentity(scope: IConstruct, options: GrantOptions): iam.Grant {
  const { principalAccount } = options.grantee.grantPrincipal;
  const { account } = Stack.of(scope);
  if (isElsewhere(principalAccount, account)) {
    throw new PropError(scope, {
      problem: `${options.actions[0]} cannot be granted to another account`,
      got: `a principal of ${principalAccount}`,
      allowed: `principals of ${account}`,
      fix: 'grant it to a role of this account, and let the other account assume that role',
    });
  }
  return grantOnShared(scope, options);
}

/**
 * Allows actions on what another account reaches by a policy that is not CloudFormation's, such as that of the Glue catalog.
 *
 * @throws PropError for a grantee without a policy, such as a service
 */
export function grantOnShared(scope: IConstruct, options: GrantOptions): iam.Grant {
  const grant = iam.Grant.addToPrincipal(options);
  if (!grant.success) {
    throw new PropError(scope, {
      problem: `${options.actions[0]} can be granted to an identity only`,
      got: `${options.grantee.grantPrincipal}`,
      allowed: 'roles, users and groups',
      fix: 'grant it to the role that the service assumes',
    });
  }
  warnOfRole(scope, options);
  return grant;
}

/** Roles of other accounts and `withoutPolicyUpdates()` take statements and drop them. */
function warnOfRole(scope: IConstruct, { grantee, actions, resourceArns, conditions }: GrantOptions): void {
  const principal = grantee.grantPrincipal;
  const { PROPERTY_INJECTION_ID: kind } = principal.constructor as { readonly PROPERTY_INJECTION_ID?: string };
  if (kind !== 'aws-cdk-lib.aws-iam.ImmutableRole') return;
  const statement = new iam.PolicyStatement({ actions, resources: resourceArns, conditions });
  const name = renderText(Stack.of(scope).resolve((principal as iam.IRole).roleArn));
  warn(scope, 'role-not-extended', `The policies of ${name} are not part of this app. It needs`, statement);
}

function warn(scope: IConstruct, id: string, lack: string, statement: iam.PolicyStatement): void {
  const needed = renderText(Stack.of(scope).resolve(statement.toStatementJson()));
  Annotations.of(scope).addWarningV2(`stagecraft:${id}`, `${lack}: ${needed}`);
}

function isElsewhere(account: string | undefined, own: string): boolean {
  return account !== undefined && Token.compareStrings(account, own) === TokenComparison.DIFFERENT;
}
