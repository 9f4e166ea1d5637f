import { resolveIntrinsics, unknownsIn } from 'stagecraft-constructs/intrinsics';
import type { Iam, TrustStatement } from '../../../../workloads/quicksight-auth0/local/aws-sign-in';
import type { StackTemplate } from '../../../rehearsal/rehearsal';

/** Account of the rehearsal; nobody's. */
export const ACCOUNT = '111122223333';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The IAM side of the sign-in, out of the synthesized template. */
export interface SynthesizedIam extends Iam {
  /** Actions that each role may do, by its ARN. */
  readonly actions: Readonly<Record<string, readonly string[]>>;
}

/** Reads providers and roles out of a template, with references written out as ARNs. @throws Error for a value that it does not understand */
function iamIn(template: { readonly Resources: Readonly<Record<string, Resource>> }): SynthesizedIam {
  const all = Object.entries(template.Resources);
  const ofType = (type: string) => all.filter(([, resource]) => resource.Type === type).map(([id, { Properties }]) => ({ id, Properties }));
  const nameOf = (id: string) => String(template.Resources[id]?.Properties['Name'] ?? template.Resources[id]?.Properties['RoleName']);
  const arn = (kind: string, id: string) => `arn:aws:iam::${ACCOUNT}:${kind}/${nameOf(id)}`;
  const providers = ofType('AWS::IAM::SAMLProvider');
  const ref = (id: string) => (providers.some((provider) => provider.id === id) ? arn('saml-provider', id) : undefined);
  const resolve = (value: unknown) => {
    const resolved = resolveIntrinsics(value, { ref });
    const [unknown] = unknownsIn(resolved);
    if (unknown) throw new Error(`${JSON.stringify(unknown)} is not understood here`);
    return resolved;
  };
  const policyOf = ({ Properties }: { readonly Properties: Resource['Properties'] }) => {
    const [reference] = (Properties['ManagedPolicyArns'] ?? []) as { readonly Ref: string }[];
    const document = template.Resources[reference?.Ref ?? '']?.Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] };
    return document.Statement.flatMap(({ Action }) => Action);
  };
  const roles = ofType('AWS::IAM::Role');
  return {
    providers: Object.fromEntries(providers.map(({ id, Properties }) => [arn('saml-provider', id), String(Properties['SamlMetadataDocument'])])),
    roles: Object.fromEntries(
      roles.map(({ id, Properties }) => {
        const { Statement } = Properties['AssumeRolePolicyDocument'] as { Statement: unknown };
        return [arn('role', id), resolve(Statement) as TrustStatement[]];
      }),
    ),
    actions: Object.fromEntries(roles.map(({ id, Properties }) => [arn('role', id), policyOf({ Properties })])),
  };
}

/** The IAM side of a sign-in stack, with this metadata in the place of the operator's: the identity provider of a rehearsal has its own certificate. */
export function iamOf([stack]: readonly StackTemplate[], metadata: string): SynthesizedIam {
  const iam = iamIn(stack?.template as Parameters<typeof iamIn>[0]);
  return { ...iam, providers: Object.fromEntries(Object.keys(iam.providers).map((arn) => [arn, metadata])) };
}
