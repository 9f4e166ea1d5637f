import type { Refusal } from 'stagecraft-constructs/errors';
import { denialsOf } from '../access/denials';
import type { AccessReport } from '../contract/access';
import { statementText } from '../rehearsal/report/access-rows';
import { counted } from '../rehearsal/report/words';

/** What to say about access that is not allowed: the first role, call and resource, and the statement that comes nearest; undefined when all is allowed. */
export function accessFailureOf({ isAllowed, roles, unassigned }: AccessReport, scenario: string): Refusal | undefined {
  if (isAllowed) return undefined;
  const denied = roles.flatMap((role) => denialsOf(role).map((request) => ({ role: role.id, ...request })));
  const fix = `stagecraft access ${scenario}`;
  const [first] = denied;
  if (!first || first.decision.isAllowed) {
    const [unknown] = unassigned;
    return { problem: `${counted(unassigned.length, 'call')} cannot be judged, first: ${unknown?.call}`, got: unknown?.reason, fix };
  }
  const { role, call, request, decision } = first;
  return {
    problem: `access is denied ${denied.length === 1 ? 'once' : `${denied.length} times`}, first: ${role} may not do ${request.action}, which '${call}' needs`,
    got: `${request.action} on ${request.resource}: ${decision.reason}`,
    allowed: decision.nearest === undefined ? 'no statement comes near' : `nearest: ${statementText(decision.nearest)}`,
    fix,
  };
}

/** Whether a role is denied what it needs. */
export function hasDenials({ roles }: AccessReport): boolean {
  return roles.some((role) => denialsOf(role).length > 0);
}
