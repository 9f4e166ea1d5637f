import type { JudgedRequest, RoleReport } from '../contract/access';

/** Requests of a role that are denied and always needed. */
export function denialsOf({ requests }: RoleReport): readonly JudgedRequest[] {
  return requests.filter(({ decision, isConditional = false }) => !decision.isAllowed && !isConditional);
}
