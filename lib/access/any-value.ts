import type { AccessDecision, AccessRequest } from '../contract/access';
import { PolicyError } from '../errors';
import { expressionsIn, isNotKnown, withKnown } from '../services/not-known';
import { type Caller, decide, type ResourcePolicy } from './evaluate';
import type { Policy, Statement } from './policies';

/** A value that no policy names: what allows it allows every value. */
const ANY_VALUE = '7f3c91d2-any-value-that-no-policy-has-e08b55a1';

/** Whether parts of a request are not known. */
export function hasUnknownParts({ resource, context = {} }: AccessRequest): boolean {
  return [resource, ...Object.values(context).flat()].some(isNotKnown);
}

/** What IAM answers whatever the parts are that are not known: statements have to allow every value, and none may deny any. */
export function decideForAny(caller: Caller, request: AccessRequest, resource: ResourcePolicy | undefined): AccessDecision {
  const { context = {} } = request;
  const unknown = [...new Set([request.resource, ...Object.values(context).flat()].flatMap(expressionsIn))];
  const read = <Kind extends Policy>(policy: Kind): Kind => ({
    ...policy,
    statements: policy.statements.flatMap((statement) => forAny(statement, request, unknown)),
  });
  const decision = decide(
    {
      ...caller,
      policies: caller.policies.map(read),
      ...(caller.boundary && { boundary: read(caller.boundary) }),
      ...(caller.sessionPolicies && { sessionPolicies: caller.sessionPolicies.map(read) }),
    },
    {
      ...request,
      resource: withKnown(request.resource, ANY_VALUE),
      context: Object.fromEntries(Object.entries(context).map(([key, value]) => [key, anyOf(value)])),
    },
    resource && read(resource),
  );
  if (decision.isAllowed) return decision;
  const isExplicit = decision.reason === 'a statement denies it' || decision.reason.startsWith('a policy cannot be evaluated');
  return isExplicit ? decision : { ...decision, reason: `${decision.reason} for every value of ${unknown.join(', ')}, which is not known` };
}

/** Whether a text with parts that are not known may be one that a pattern of a policy takes. */
export function couldMatch(pattern: string, text: string): boolean {
  // A variable of a policy may have any value.
  return overlap(pattern.replace(/\$\{[^}]*\}/g, '*'), withKnown(text, '*'));
}

/** A statement as it counts whatever the values are: an Allow that depends on them is left out, a Deny that does cannot be evaluated. */
function forAny(statement: Statement, { resource, context = {} }: AccessRequest, unknown: readonly string[]): readonly Statement[] {
  const { effect, resources, conditions } = statement;
  const open = new Set(Object.entries(context).flatMap(([key, value]) => ([value].flat().some(isNotKnown) ? [key.toLowerCase()] : [])));
  const isOpen = ({ key }: { readonly key: string }) => open.has(key.toLowerCase());
  const couldName = resources?.patterns.some(({ text }) => couldMatch(text, resource)) ?? false;
  const namesAll = resources?.patterns.some((pattern) => pattern.matches(withKnown(resource, ANY_VALUE), new Map())) ?? false;
  const depends = isNotKnown(resource) && couldName && !namesAll;
  if (effect === 'Allow') {
    const isNegated = conditions.some((condition) => isOpen(condition) && condition.operator.includes('Not'));
    return isNegated || (resources?.isNegated === true && depends) ? [] : [statement];
  }
  if (statement.error !== undefined || (!depends && !conditions.some(isOpen))) return [statement];
  const { resources: _, ...rest } = statement;
  return [
    {
      ...rest,
      ...(depends || resources === undefined ? {} : { resources }),
      conditions: conditions.filter((condition) => !isOpen(condition)),
      error: mayDeny(statement, unknown),
    },
  ];
}

/** Why a statement that denies cannot be evaluated: what it would have to name is not known. */
export function mayDeny({ source: { policy, index, sid } }: Statement, unknown: readonly string[]): PolicyError {
  return new PolicyError(policy, sid === undefined ? String(index) : `${index} (${sid})`, {
    problem: 'a statement may deny it',
    got: `the value of ${unknown.join(', ')}, which is not known`,
    fix: 'write the name out, or narrow the statement',
  });
}

function anyOf(value: string | readonly string[]): string | readonly string[] {
  return typeof value === 'string' ? withKnown(value, ANY_VALUE) : value.map((each) => withKnown(each, ANY_VALUE));
}

/** Whether two patterns with `*` and `?` have a text in common. */
function overlap(one: string, other: string): boolean {
  // Row by row: whether the rest of the one and the rest of the other have a text in common.
  let below: readonly boolean[] = [];
  for (let i = one.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = other.length; j >= 0; j--) {
      const [a, b] = [one[i], other[j]];
      if (a === undefined && b === undefined) row[j] = true;
      else if (a === '*') row[j] = below[j] === true || (b !== undefined && row[j + 1] === true);
      else if (b === '*') row[j] = row[j + 1] === true || (a !== undefined && below[j] === true);
      else row[j] = a !== undefined && b !== undefined && (a === b || a === '?' || b === '?') && below[j + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}
