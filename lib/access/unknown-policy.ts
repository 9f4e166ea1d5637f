import { Unknown } from 'stagecraft-constructs/intrinsics';
import { PolicyError } from '../errors';
import { type Policy, type PolicyKind, parsePolicy, type Statement } from './policies';

/** A policy whose content is not known: it allows nothing, and may deny everything. */
export function unknownPolicy(source: string, problem: string, got: unknown, fix: string): Policy {
  const error = new PolicyError(source, 'all', { problem, got: got === undefined ? undefined : JSON.stringify(got), fix });
  const statement: Statement = {
    source: { policy: source, index: 0 },
    effect: 'Deny',
    actions: { patterns: [], isNegated: true },
    conditions: [],
    error,
  };
  return { statements: [statement], errors: [error] };
}

/** Reads a policy document; one that an intrinsic stands for, or that is missing, is not known. */
export function policyIn(document: unknown, source: string, kind: PolicyKind): Policy {
  if (Unknown.is(document)) return unknownPolicy(source, 'an intrinsic in place of the policy is not resolved', document, 'give its value');
  if (document === null || document === undefined)
    return unknownPolicy(source, 'the policy document is missing', document, 'write a JSON policy, or remove the policy');
  return parsePolicy(document, source, kind);
}

/** A policy of which it is not known whether it exists: what it allows does not count, and what it denies may be denied. */
export function underCondition({ statements, errors }: Policy, condition: string): Policy {
  const denying = statements.filter(({ effect }) => effect === 'Deny');
  return {
    errors,
    statements: denying.map((statement) => ({ ...statement, error: statement.error ?? notKnown(statement, condition) })),
  };
}

function notKnown({ source: { policy, index, sid } }: Statement, condition: string): PolicyError {
  return new PolicyError(policy, sid === undefined ? String(index) : `${index} (${sid})`, {
    problem: 'it is not known whether a policy that denies this exists',
    got: `the condition ${condition}`,
    fix: 'give the parameters that the condition compares a default',
  });
}
