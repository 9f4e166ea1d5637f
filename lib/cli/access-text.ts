import type { ClusterAccess, Suggestion } from '../access';
import { clusterAccessTable } from '../access';
import type { AccessReport, RoleReport } from '../contract/access';
import { type AccessRow, accessCounts, accessGroups, accessRows, orderedRoles, statementText } from '../rehearsal/report/access-rows';
import { counted } from '../rehearsal/report/words';
import { tableText } from './table';

const WORDS = { allowed: 'allowed by', denied: 'DENIED', conditional: 'denied, and needed in some cases only' } as const;

/** A line for each role: how much it did, and how much of it is denied. */
export function roleLines(access: AccessReport): string {
  const rows = orderedRoles(access)
    .filter(({ requests }) => requests.length > 0)
    .map((role) => {
      const lines = accessRows(role);
      const count = (state: AccessRow['state']) => lines.filter((each) => each.state === state).length;
      return [role.id, count('allowed'), count('denied'), role.unused.flatMap(({ actions }) => actions).length];
    });
  return rows.length === 0 ? '' : tableText({ columns: ['role', 'allowed', 'denied', 'unused'], rows });
}

/** What each role did, and which statements allow it. */
export function accessText(access: AccessReport): string {
  const { roles, requests, denied, unused } = accessCounts(access);
  return [
    ...orderedRoles(access).map(roleText),
    ...unknownTexts(access),
    `${counted(roles, 'role')}, ${counted(requests, 'request')}, ${denied === 0 ? 'none denied' : `${denied} denied`}; ${counted(unused, 'action')} never used`,
  ].join('\n\n');
}

/** Calls that cannot be judged, and what the templates do not tell. */
export function unknownTexts(access: AccessReport): readonly string[] {
  return [
    ...access.unassigned.map(({ call, reason }) => `${call}\n  cannot be judged: ${reason}`),
    ...(access.findings.length > 0 ? [findingsText(access)] : []),
  ];
}

function roleText(role: RoleReport): string {
  const groups = accessGroups(role).map(({ call, count, state, answer, rows }) => {
    const width = Math.max(...rows.map(({ action }) => action.length));
    return [
      `  ${call}${count === undefined ? '' : `, ${counted(count, 'time')}`}`,
      ...rows.map(({ action, resources }) => `    ${action.padEnd(width)}  ${resourcesText(resources)}`),
      `    ${WORDS[state]}: ${answer.join('; ')}`,
    ].join('\n');
  });
  const unused = role.unused.map(({ statement, actions }) => `  never used: ${actions.join(', ')} of ${statementText(statement)}`);
  return [role.id, ...(groups.length > 0 ? groups : ['  nothing uses it']), ...unused].join('\n');
}

/** The first resource without the beginning that all have, and how many more there are. */
function resourcesText([first = '', ...others]: readonly string[]): string {
  return `${first.replace(/^arn:[^:]+:/, '')}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

function findingsText({ findings }: AccessReport): string {
  return ['not known, so that it allows nothing, and may deny:', ...findings.map(({ where, what }) => `  ${where}: ${what}`)].join('\n');
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

/** What the policies of each installation in a cluster allow. */
export function clustersText(clusters: readonly ClusterAccess[]): readonly string[] {
  return clusters.map(({ name, report }) => {
    const calls = report.callers.flatMap((caller) => caller.calls);
    const denied = calls.filter(({ decision }) => !decision.isAllowed).length;
    const head = `calls between pods ${name}: ${counted(calls.length, 'call')}, ${denied === 0 ? 'none denied' : `${denied} denied`}; ${counted(report.denied, 'other connection')} denied`;
    return `${head}\n${tableText(clusterAccessTable(report))}`;
  });
}

/** The minimal policy of each role, and what it has too much or lacks. */
export function suggestionsText(suggestions: readonly Suggestion[]): string {
  if (suggestions.length === 0) return 'no role is used';
  return suggestions
    .map(({ id, policy, added, refused, removed }) =>
      [
        id,
        indented(JSON.stringify(policy, undefined, 2)),
        ...added.map((line) => `  + ${line}`),
        ...removed.map((line) => `  - ${line}`),
        ...refused.map((line) => `  ! ${line}`),
        ...(added.length + removed.length + refused.length === 0 ? ['  as it is'] : []),
      ].join('\n'),
    )
    .join('\n\n');
}
