import { IAM_LIMITS } from '../../lib/rehearsal/limits/iam';
import { registry } from '../../lib/scenarios/registry';
import { jsonOf, templatesOf } from '../support/scenario';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Length of a policy without white space, with an ARN of usual length for what CloudFormation fills in. */
function lengthOf(policy: unknown): number {
  return JSON.stringify(policy, (_, value) => (isIntrinsic(value) ? 'x'.repeat(60) : value)).replaceAll(/\s/g, '').length;
}

function isIntrinsic(value: unknown): boolean {
  const [key, ...others] = value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
  return others.length === 0 && (key === 'Ref' || key?.startsWith('Fn::') === true);
}

test.each(Object.keys(registry))('%s keeps the limits of IAM', (id) => {
  for (const { Resources } of Object.values(jsonOf(templatesOf(id)))) {
    const resources = Object.entries(Resources as Readonly<Record<string, Resource>>);
    for (const [roleId, { Properties = {} }] of resources.filter(([, { Type }]) => Type === 'AWS::IAM::Role')) {
      const attached = resources.filter(
        ([, { Type, Properties: own }]) => Type === 'AWS::IAM::Policy' && JSON.stringify(own?.['Roles']).includes(`"${roleId}"`),
      );
      const inline = [
        ...attached.map(([, policy]) => policy.Properties?.['PolicyDocument']),
        ...((Properties['Policies'] as readonly unknown[] | undefined) ?? []),
      ];
      const found = {
        inline: inline.reduce((sum: number, policy) => sum + lengthOf(policy), 0),
        trust: lengthOf(Properties['AssumeRolePolicyDocument']),
        managed: ((Properties['ManagedPolicyArns'] as readonly unknown[] | undefined) ?? []).length,
      };
      expect([roleId, found.inline > IAM_LIMITS.inlinePolicyCharacters.value]).toEqual([roleId, false]);
      expect([roleId, found.trust > IAM_LIMITS.trustPolicyCharacters.value]).toEqual([roleId, false]);
      expect([roleId, found.managed > IAM_LIMITS.managedPoliciesOfRole.value]).toEqual([roleId, false]);
      if (typeof Properties['RoleName'] === 'string') expect(Properties['RoleName'].length).toBeLessThanOrEqual(IAM_LIMITS.roleNameCharacters.value);
    }
  }
});
