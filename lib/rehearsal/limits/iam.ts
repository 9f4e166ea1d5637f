import type { Limit } from './limit';

const QUOTAS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';

/** Limits of IAM that no quota increase lifts, but for those that say so. */
export const IAM_LIMITS = {
  roleNameCharacters: { value: 64, unit: 'characters of a role name', source: QUOTAS },
  inlinePolicyCharacters: { value: 10_240, unit: 'characters of all inline policies of a role, without white space', source: QUOTAS },
  managedPolicyCharacters: { value: 6_144, unit: 'characters of a managed policy, without white space', source: QUOTAS },
  trustPolicyCharacters: { value: 2_048, unit: 'characters of the trust policy of a role, by default', source: QUOTAS },
  managedPoliciesOfRole: { value: 10, unit: 'managed policies of a role, by default', source: QUOTAS },
} as const satisfies Readonly<Record<string, Limit>>;
