import { Stack, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

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
      Validations.of(owner).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flat(Stack.of(owner).resolve(resource))}]`, reason });
      return [];
    },
  });
}

/** A resolved value as cdk-nag writes it: intrinsic functions in angle brackets. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, argument] = Object.entries(value as Record<string, unknown>)[0] ?? [];
  if (name === 'Fn::Join') {
    const [delimiter, parts] = argument as [string, unknown[]];
    return parts.map(flat).join(delimiter);
  }
  if (name === 'Fn::ImportValue') return flat(argument);
  return name === 'Fn::GetAtt' ? `<${(argument as string[]).join('.')}>` : `<${String(argument)}>`;
}
