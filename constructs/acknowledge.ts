import { Stack, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { renderText } from './intrinsics';

/**
 * Records, for cdk-nag, why a grant names `resource` with a wildcard.
 *
 * The acknowledgement holds for the grantee and this one resource. It is written when the tree is validated, because only then is the name under
 * which another stack's resource is imported known.
 */
export function acknowledgeWildcard(grantee: iam.IGrantable, resource: string, reason: string): void {
  const owner = grantee.grantPrincipal;
  if (!Construct.isConstruct(owner)) return;
  owner.node.addValidation({
    validate() {
      Validations.of(owner).acknowledge({ id: `AwsSolutions-IAM5[Resource::${asNagWritesIt(Stack.of(owner).resolve(resource))}]`, reason });
      return [];
    },
  });
}

/** A resolved value as cdk-nag writes it: references in angle brackets, the names of imports without. */
function asNagWritesIt(value: unknown): string {
  return renderText(value, {
    reference: (target) => target.exportName ?? `<${[target.logicalId, target.attribute].filter(Boolean).join('.')}>`,
    other: (expression) => JSON.stringify(expression),
  });
}
