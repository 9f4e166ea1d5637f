import type { CallReport, RehearsalResult } from '../result';
import { type Html, html } from './tables';
import { counted } from './words';

/** Calls of AWS by workload, each with what IAM is asked for it. */
export function callsSection({ calls, recording }: Pick<RehearsalResult, 'calls' | 'recording'>): Html {
  if (calls.length === 0) return html``;
  const total = calls.reduce((sum, { count }) => sum + count, 0);
  return html`<section aria-labelledby="calls"><h2 id="calls">Calls of AWS</h2><div class="card scroll"><table><caption class="hidden">Calls of AWS with their IAM requests</caption>
<thead><tr><th scope="col">Workload</th><th scope="col">Call</th><th scope="col" class="number">Times</th><th scope="col">IAM requests</th></tr></thead>
<tbody>${calls.map(row)}</tbody></table></div>
<p class="source">${counted(total, 'call')}; recording took ${recording.toFixed(1)} ms</p></section>`;
}

function row({ workload, service, operation, count, requests, error }: CallReport): Html {
  const asked = requests.map(({ action, resource }) => `${action} ${resource}`).join('\n');
  return html`<tr><th scope="row">${workload.id}<p class="why">${workload.type}</p></th><td class="code">${service} ${operation}</td><td class="number">${count}</td>
<td class="code">${error === undefined ? asked || 'none' : error.problem}</td></tr>`;
}
