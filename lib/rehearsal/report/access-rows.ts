import type { AccessDecision, AccessReport, RoleReport, StatementSource } from '../../contract/access';

/** Requests of one call and action that the same statements answer. */
export interface AccessRow {
  readonly call: string;
  readonly action: string;
  readonly resources: readonly string[];
  /** `conditional`: denied, and needed in some cases only. */
  readonly state: 'allowed' | 'denied' | 'conditional';
  /** Statements that allow it, or the reason and the nearest statement. */
  readonly answer: readonly string[];
}

/** What a role did, a line each. */
export function accessRows({ requests }: Pick<RoleReport, 'requests'>): readonly AccessRow[] {
  const rows = new Map<string, AccessRow>();
  for (const { call, request, decision, isConditional = false } of requests) {
    const state = decision.isAllowed ? 'allowed' : isConditional ? 'conditional' : 'denied';
    const { action, resource } = request;
    const answer = answerText(decision);
    const key = JSON.stringify([call, action, state, answer]);
    const before = rows.get(key)?.resources ?? [];
    rows.set(key, { call, action, state, answer, resources: [...new Set([...before, resource])] });
  }
  return [...rows.values()];
}

/** Rows of one call that have the same answer. */
export interface AccessGroup extends Pick<AccessRow, 'call' | 'state' | 'answer'> {
  /** How often the call was made. @default - a service does it, as often as it needs */
  readonly count?: number;
  readonly rows: readonly AccessRow[];
}

/** What a role did, by call and answer. */
export function accessGroups(role: Pick<RoleReport, 'requests' | 'calls'>): readonly AccessGroup[] {
  const groups = new Map<string, AccessGroup>();
  for (const row of accessRows(role)) {
    const { call, state, answer } = row;
    const key = JSON.stringify([call, state, answer]);
    groups.set(key, { call, state, answer, count: role.calls[call], rows: [...(groups.get(key)?.rows ?? []), row] });
  }
  return [...groups.values()];
}

/** Roles in order: those with a denial first, then those that were used. */
export function orderedRoles({ roles }: AccessReport): readonly RoleReport[] {
  const weight = (role: RoleReport) => (accessRows(role).some(({ state }) => state === 'denied') ? 0 : role.requests.length > 0 ? 1 : 2);
  return [...roles].sort((one, other) => weight(one) - weight(other) || one.id.localeCompare(other.id));
}

/** A statement by its policy and its place there. */
export function statementText({ policy, index, sid }: StatementSource): string {
  return `${policy} statement ${index}${sid === undefined ? '' : ` (${sid})`}`;
}

/** Roles, requests and denials of a report. */
export function accessCounts({ roles, unassigned }: AccessReport) {
  const rows = roles.flatMap(accessRows);
  return {
    roles: roles.length,
    requests: rows.length,
    denied: rows.filter(({ state }) => state === 'denied').length,
    unassigned: unassigned.length,
    unused: roles.flatMap(({ unused }) => unused.flatMap(({ actions }) => actions)).length,
  };
}

/** Share of a rehearsal's time, such as `0.6 %`. */
export function shareText(milliseconds: number, seconds: number): string {
  return `${((milliseconds / Math.max(seconds * 1_000, 1)) * 100).toFixed(1)} %`;
}

function answerText(decision: AccessDecision): readonly string[] {
  if (decision.isAllowed) return [...new Set(decision.by.map(statementText))];
  return [decision.reason, decision.nearest === undefined ? 'no statement comes near' : `nearest: ${statementText(decision.nearest)}`];
}
