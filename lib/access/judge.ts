import type {
  AccessReport,
  AccessRequest,
  Authorizer,
  JudgedRequest,
  RoleReport,
  StatementSource,
  UnusedStatement,
  Workload,
} from '../contract/access';
import { denialsOf } from './denials';
import type { Matcher, Policy, Statement } from './policies';
import { authorizerOf, type Role, rolesOf, type World } from './world';

/** A request that a workload sent, or that a service sent for it. */
export interface SentRequest {
  /** The workload that sent it, or the ARN of a role. */
  readonly by: Workload | string;
  /** Property of the workload that names the role, where it has several. @default - its only role */
  readonly use?: string;
  readonly request: AccessRequest;
  /** The call as a report shows it, such as `s3 GetObject lake/raw/a.csv`. */
  readonly call: string;
  /** How often it was sent. @default 1 */
  readonly count?: number;
  /** Recorded calls of which it is the first request. @default 0 */
  readonly calls?: number;
  /** Needed in some cases only: a denial is no failure. @default false */
  readonly isConditional?: boolean;
  /** Address of the documentation that says that a service sends it. @default - it was recorded */
  readonly source?: string;
}

/** Judges what was sent in a rehearsal: per role what is allowed by which statement, what is denied, and what was never needed. */
export function judge(world: World, sent: readonly SentRequest[]): AccessReport {
  const { byRole, unassigned } = assign(world, sent);
  const roles = [...new Set([...world.roles.keys(), ...byRole.keys()])].map((role): RoleReport => {
    const own = byRole.get(role) ?? [];
    const requests = judged(authorizerOf(world, role), own);
    const known = world.roles.get(role);
    return { role, id: known?.id ?? role, requests, calls: countsOf(own), unused: known ? unusedOf(known, requests) : [] };
  });
  const isAllowed = unassigned.length === 0 && roles.every((role) => denialsOf(role).length === 0);
  return { isAllowed, roles, unassigned, findings: world.findings };
}

/** Requests by the role that sends them. */
export function assign(world: World, sent: readonly SentRequest[]) {
  const byRole = new Map<string, SentRequest[]>();
  const unassigned: { call: string; reason: string }[] = [];
  for (const each of sent) {
    const roles = typeof each.by === 'string' ? [each.by] : [...new Set(rolesFor(world, each.by, each.use))];
    const [role, ...others] = roles;
    if (role === undefined || others.length > 0) unassigned.push({ call: each.call, reason: reasonFor(each, roles) });
    else if (byRole.has(role)) byRole.get(role)!.push(each);
    else byRole.set(role, [each]);
  }
  return { byRole, unassigned };
}

/** A copy of the world in which one action of a role is gone, from its policies and from what policies of resources allow it. */
export function withoutAction(world: World, role: string, action: string): World {
  const changed = world.roles.get(role);
  if (!changed) return world;
  const without = <Kind extends Policy>(policy: Kind): Kind => ({
    ...policy,
    statements: policy.statements.map((statement) =>
      statement.effect === 'Allow' ? { ...statement, without: { action, principal: role } } : statement,
    ),
  });
  const roles = new Map([...world.roles].map(([arn, each]) => [arn, { ...each, trust: without(each.trust) }] as const));
  roles.set(role, { ...roles.get(role)!, policies: changed.policies.map(without) });
  return { ...world, roles, resources: new Map([...world.resources].map(([arn, policy]) => [arn, without(policy)])) };
}

function rolesFor(world: World, workload: Workload, use: string | undefined): readonly string[] {
  const roles = rolesOf(world, workload);
  return roles.filter((each) => use === undefined || each.use === use).map(({ role }) => role);
}

function reasonFor({ by, use }: SentRequest, roles: readonly string[]): string {
  const { type, id } = by as Workload;
  const property = use === undefined ? '' : ` by ${use}`;
  return roles.length === 0
    ? `${type} ${id} has no role${property} in the templates`
    : `${type} ${id} has several roles${property}: ${roles.join(', ')}`;
}

function judged(authorize: Authorizer, sent: readonly SentRequest[]): readonly JudgedRequest[] {
  const found = new Map<string, SentRequest[]>();
  for (const each of sent) {
    const { action, resource, context } = each.request;
    const key = JSON.stringify([each.call, action, resource, context]);
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return [...found.values()].map((same) => {
    const [{ call, request }] = same as [SentRequest];
    const sources = [...new Set(same.flatMap(({ source }) => source ?? []))];
    return {
      ...{ call, request, count: same.reduce((sum, { count = 1 }) => sum + count, 0), decision: authorize(request) },
      ...(same.every(({ isConditional }) => isConditional) && { isConditional: true }),
      ...(sources.length > 0 && { sources }),
    };
  });
}

function countsOf(sent: readonly SentRequest[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { call, calls = 0 } of sent) if (calls > 0) counts[call] = (counts[call] ?? 0) + calls;
  return counts;
}

function unusedOf({ policies }: Role, requests: readonly JudgedRequest[]): readonly UnusedStatement[] {
  const needed = new Map<string, Set<string>>();
  for (const { decision, request } of requests) {
    if (!decision.isAllowed) continue;
    for (const source of decision.by) needed.set(keyOf(source), (needed.get(keyOf(source)) ?? new Set()).add(request.action));
  }
  // What AWS wrote is not for authors to narrow.
  const own = policies
    .flatMap(({ statements }) => statements)
    .filter(({ effect, source }) => effect === 'Allow' && !source.policy.startsWith('arn:'));
  return own.flatMap((statement) => {
    const actions = [...(needed.get(keyOf(statement.source)) ?? [])];
    const unused = actionsOf(statement, actions);
    return unused.length === 0 ? [] : [{ statement: statement.source, actions: unused, isWhole: actions.length === 0 }];
  });
}

/** Actions of a statement that are none of those that were needed. */
function actionsOf({ actions }: Statement, needed: readonly string[]): readonly string[] {
  if (actions.isNegated) return needed.length > 0 ? [] : [`every action but ${textsOf(actions).join(', ')}`];
  return actions.patterns.filter((pattern) => !needed.some((action) => pattern.matches(action, NO_KEYS))).map(({ text }) => text);
}

const NO_KEYS = new Map<string, readonly string[]>();

function textsOf({ patterns }: Matcher): readonly string[] {
  return patterns.map(({ text }) => text);
}

function keyOf({ policy, index, sid }: StatementSource): string {
  return `${policy} ${index} ${sid}`;
}
