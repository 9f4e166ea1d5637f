import type { AccessReport, RoleReport } from '../../contract/access';
import type { RehearsalResult } from '../result';
import { type AccessGroup, accessCounts, accessGroups, orderedRoles, shareText, statementText } from './access-rows';
import { type Html, html } from './tables';
import { counted } from './words';

/** Words of a state in the table. */
const WORDS = { allowed: ['allowed', 'passed'], denied: ['denied', 'failed'], conditional: ['denied, and seldom needed', 'skipped'] } as const;

/** What each role did, which statements allow it, and what was never used. */
export function accessSection({ access, recording, judging, seconds }: Pick<RehearsalResult, 'access' | 'recording' | 'judging' | 'seconds'>): Html {
  if (access.roles.length === 0 && access.unassigned.length === 0) return html``;
  const used = orderedRoles(access).filter(({ requests }) => requests.length > 0);
  const { requests, denied } = accessCounts(access);
  return html`<section aria-labelledby="access"><h2 id="access">Access</h2>
<p class="lead">Calls of the workloads and what services do as the roles that they are given, judged by the policies of the templates: ${counted(requests, 'request')} of ${counted(used.length, 'role')}, ${denied === 0 ? 'none denied' : `${denied} denied`}.</p>
${unassigned(access)}
${
  used.length > 0 &&
  html`<div class="card scroll access" tabindex="0" role="region" aria-label="Access"><table><caption class="hidden">Calls of each role with the statements that allow them</caption>
<thead><tr><th scope="col">Call</th><th scope="col">Request</th><th scope="col" class="number">Times</th><th scope="col">Answer</th></tr></thead>
<tbody>${used.map(roleRows)}</tbody></table></div>`
}
${neverUsed(access)}
${findings(access)}
<p class="source">Recording took ${recording.toFixed(0)} ms, judging ${judging.toFixed(0)} ms: ${shareText(recording + judging, seconds)} of the time</p></section>`;
}

function roleRows(role: RoleReport): Html {
  return html`<tr><th scope="rowgroup" colspan="4" class="role">${parts(role.id)}</th></tr>${accessGroups(role).map(row)}`;
}

function row({ call, count, state, answer, rows }: AccessGroup): Html {
  const [word, kind] = WORDS[state];
  const requests = rows.map(({ action, resources: [first = '', ...others] }) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return html`<li><b>${parts(action)}</b>${first !== '*' && html` ${parts(first)}${more}`}</li>`;
  });
  return html`<tr><td>${parts(call)}</td><td class="code"><ul class="requests">${requests}</ul></td><td class="number">${count}</td>
<td><span class="state ${kind}">${word}</span>${answer.map((line) => html`<p class="why">${parts(line)}</p>`)}</td></tr>`;
}

function unassigned({ unassigned: calls }: AccessReport): Html {
  return html`${calls.map(({ call, reason }) => html`<p class="why failed">${call}: ${reason}</p>`)}`;
}

function neverUsed(access: AccessReport): Html {
  const { unused } = accessCounts(access);
  if (unused === 0) return html``;
  const items = access.roles.flatMap((role) =>
    role.unused.map(({ statement, actions }) => html`<li>${parts(statementText(statement))}: <span class="code">${actions.join(', ')}</span></li>`),
  );
  return html`<details><summary>${counted(unused, 'action')} that nothing here used</summary><ul>${items}</ul></details>`;
}

function findings({ findings: all }: AccessReport): Html {
  if (all.length === 0) return html``;
  const items = all.map(({ where, what }) => html`<li>${parts(where)}: ${parts(what)}</li>`);
  return html`<details><summary>${counted(all.length, 'part')} of the policies that is not known, and allows nothing</summary><ul>${items}</ul></details>`;
}

/** Text that may break after each slash and colon. */
function parts(text: string): Html {
  return html`${text.split(/(?<=[/:])/).map((part, index) => html`${index > 0 && html`<wbr>`}${part}`)}`;
}
