import type { Facts } from '../../contract/values';
import type { CheckReport, RehearsalResult, ReportInput, StepReport } from '../result';
import { accessSection } from './access';
import { accessCounts } from './access-rows';
import { type DrawnChart, drawCharts } from './charts';
import { STYLE } from './style';
import { Html, html, tablesSection } from './tables';
import { counted, shown, tally } from './words';

/** Width from which a chart fills a row. */
const WIDE = 760;

/** The report of a rehearsal: one HTML file that needs nothing beside itself. */
export async function reportPage({ result, tables, charts, changes }: ReportInput): Promise<string> {
  const drawn = await drawCharts(charts, tables);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${result.title} – rehearsal</title><style>${new Html(STYLE)}</style></head>
<body>${head(result)}
<main class="wrap">${summary(result)}
${chartsSection(drawn)}
${checksSection(result.checks)}
${stepsSection(result.steps)}
${accessSection(result)}
${tablesSection(tables)}
${changesSection(changes)}
</main>
<footer class="wrap">Written by <code>stagecraft rehearse ${result.scenario}</code>. Everything above comes from this machine; nothing ran in an AWS account.</footer>
</body></html>
`;
  return page.text;
}

function head({ title, article, story, started, engines, data, scenario, stage }: RehearsalResult): Html {
  const facts: [string, string][] = [
    ['Article', `${article.title} (${article.published})`],
    ['Scenario', stage === 'dev' ? scenario : `${scenario}, stage ${stage}`],
    ['Rehearsed', `${started.slice(0, 10)} ${started.slice(11, 16)} UTC`],
    ['Engines', engines.map(({ title: name, version, isDouble }) => `${name} ${version}${isDouble ? ' (no real server)' : ''}`).join('; ') || 'none'],
    ['Data', originOf(data)],
  ];
  return html`<header><div class="wrap"><p class="kind">Rehearsal report</p><h1>${title}</h1><p class="story">${story}</p>
<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div></header>`;
}

function originOf({ kind, folder, defaults }: RehearsalResult['data']): string {
  if (kind === 'none') return 'none';
  if (kind === 'generated') return defaults ? 'generated, with default parameters' : 'generated, with other parameters than the defaults';
  return kind === 'original' ? `the article's own sample, ${folder}` : folder;
}

function summary(result: RehearsalResult): Html {
  const { passed, steps, seconds } = result;
  const [checks, elsewhere] = apart(result.checks);
  const others = elsewhere.length === 0 ? '' : `${elsewhere.length} more about other data`;
  const slowest = [...steps].sort((a, b) => b.seconds - a.seconds)[0];
  const tile = (name: string, value: string, note: string, kind: string, word = false) =>
    html`<div class="card tile ${kind}"><span class="name">${name}</span><span class="value${word ? ' word' : ''}">${value}</span><span class="note">${note}</span></div>`;
  const done = (items: readonly { readonly state: string }[]) => `${items.filter(({ state }) => state === 'passed').length} of ${items.length}`;
  const kindOf = (items: readonly { readonly state: string }[]) => {
    if (items.some(({ state }) => state === 'failed')) return 'failed';
    return items.some(({ state }) => state === 'skipped') ? 'skipped' : 'passed';
  };
  return html`<section class="tiles" aria-label="Summary">
${tile('Outcome', passed ? 'Passed' : 'Failed', outcomeNote(result), passed ? 'passed' : 'failed', true)}
${tile('Steps passed', done(steps), tally(steps, ['failed', 'skipped', 'not run']) || 'every step ran', kindOf(steps))}
${tile('Checks passed', done(checks), [tally(checks, ['failed', 'skipped']) || 'every check held', others].filter(Boolean).join('; '), kindOf(checks))}
${tile('Time', `${seconds.toFixed(1)} s`, slowest ? `longest: ${slowest.title}, ${slowest.seconds.toFixed(1)} s` : '', '')}
</section>`;
}

/** Why it failed, or what a pass leaves open. */
function outcomeNote({ passed, steps, checks, access, requireAll }: RehearsalResult): string {
  const failed = [...steps, ...checks].some(({ state }) => state === 'failed');
  const skipped = steps.filter(({ state }) => state === 'skipped').length;
  const { denied, unassigned } = accessCounts(access);
  if (!passed && !failed && denied + unassigned > 0) return `${counted(denied + unassigned, 'call')} not allowed`;
  if (!passed && !failed) return `${counted(skipped, 'step')} skipped${requireAll ? ', which --require-all forbids' : ''}`;
  if (!passed) {
    const step = steps.find(({ state }) => state === 'failed');
    const wrong = checks.filter(({ state }) => state === 'failed').length;
    return step ? `in the step: ${step.title}` : `${counted(wrong, 'check')} did not hold`;
  }
  return skipped === 0 ? 'nothing was skipped' : `${counted(skipped, 'step')} skipped`;
}

function chartsSection(charts: readonly DrawnChart[]): Html {
  if (charts.length === 0) return html``;
  return html`<section aria-labelledby="charts"><h2 id="charts">Results</h2><div class="charts">${charts.map(figure)}</div></section>`;
}

function figure(chart: DrawnChart): Html {
  const caption = html`<figcaption><h3>${chart.title}</h3></figcaption>`;
  if ('missing' in chart) return html`<figure class="card">${caption}<div class="drawing"><p class="absent">${chart.missing}</p></div></figure>`;
  const wide = chart.width >= WIDE ? ' wide' : '';
  return html`<figure class="card${wide}">${caption}<div class="drawing"><div style="width:100%;max-width:${Math.round(chart.width * 1.15)}px">${new Html(chart.svg)}</div></div>
<p class="source">from ${chart.table}, ${counted(chart.rows, 'row')}</p></figure>`;
}

function state(name: string): Html {
  return html`<span class="state ${name.replace(' ', '-')}">${name}</span>`;
}

/** Checks that were asked, and those that are about other data. */
function apart(all: readonly CheckReport[]): [asked: readonly CheckReport[], elsewhere: readonly CheckReport[]] {
  return [all.filter(({ elsewhere }) => !elsewhere), all.filter(({ elsewhere }) => elsewhere)];
}

/** Words may take several lines; a number must not. */
function kindOf(value: CheckReport['got']): string {
  return typeof value === 'string' ? 'number words' : 'number';
}

function checksSection(all: readonly CheckReport[]): Html {
  if (all.length === 0) return html``;
  const [checks, elsewhere] = apart(all);
  return html`<section aria-labelledby="checks"><h2 id="checks">Checks</h2><div class="card scroll"><table><caption class="hidden">Checks with expected and found values</caption>
<thead><tr><th scope="col">State</th><th scope="col">What must hold</th><th scope="col" class="number">Expected</th><th scope="col" class="number">Found</th><th scope="col">Fact</th></tr></thead>
<tbody>${checks.map(
    (
      check,
    ) => html`<tr><td>${state(check.state)}</td><th scope="row">${check.description}${check.reason !== undefined && html`<p class="why">${check.reason}</p>`}</th>
<td class="${kindOf(check.expected)}">${shown(check.expected)}${check.tolerance !== undefined && check.expected !== undefined && ` ± ${check.tolerance}`}</td><td class="${kindOf(check.got)}">${shown(check.got)}</td><td class="code">${check.fact}</td></tr>`,
  )}</tbody></table></div>${notAsked(elsewhere)}</section>`;
}

function notAsked(checks: readonly CheckReport[]): Html {
  if (checks.length === 0) return html``;
  const reasons = [...new Set(checks.map(({ reason }) => reason))].join('; ');
  return html`<details><summary>${counted(checks.length, 'check')} not asked here: ${reasons}</summary><ul>${checks.map(({ description }) => html`<li>${description}</li>`)}</ul></details>`;
}

function stepsSection(steps: readonly StepReport[]): Html {
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0) || 1;
  let before = 0;
  const rows = steps.map((step) => {
    const [left, width] = [(before / total) * 100, (step.seconds / total) * 100];
    before += step.seconds;
    const bar = html`<div class="track" aria-hidden="true">${step.state !== 'not run' && html`<i style="left:${left.toFixed(2)}%;width:${width.toFixed(2)}%"></i>`}</div>`;
    return html`<tr><td>${state(step.state)}</td><th scope="row">${step.title}${notes(step)}</th><td class="number">${step.seconds.toFixed(2)}</td><td>${bar}</td><td>${facts(step.facts)}</td></tr>`;
  });
  return html`<section aria-labelledby="steps"><h2 id="steps">Steps</h2><div class="card scroll"><table><caption class="hidden">Steps in order, with seconds and facts</caption>
<thead><tr><th scope="col">State</th><th scope="col">Step</th><th scope="col" class="number">Seconds</th><th scope="col">When</th><th scope="col">Facts</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function notes({ missing, standIn, error }: StepReport): Html {
  return html`${missing.map(({ title, install, reason }) => html`<p class="why">${title} ${reason === undefined ? 'is missing' : `cannot be used: ${reason}`}; <code>${install}</code></p>`)}
${standIn !== undefined && html`<p class="why">instead: ${standIn}</p>`}
${error && html`<p class="why failed">${error.problem}${error.got !== undefined && html`<br>got ${error.got}`}${error.allowed !== undefined && html`<br>allowed ${error.allowed}`}<br>next: ${error.fix}</p>`}`;
}

function facts(values: Facts): Html {
  const entries = Object.entries(values);
  return entries.length === 0
    ? html``
    : html`<dl class="facts">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${shown(value)}</dd></div>`)}</dl>`;
}

function changesSection(changes: ReportInput['changes']): Html {
  if (changes.length === 0) return html``;
  return html`<section aria-labelledby="changes"><h2 id="changes">Changes against the article</h2><div class="card scroll"><table><caption class="hidden">What the article did, what is done here, and why</caption>
<thead><tr><th scope="col">The article</th><th scope="col">Here</th><th scope="col">Why</th></tr></thead>
<tbody>${changes.map(({ article, here, why }) => html`<tr><td>${article}</td><td>${here}</td><td>${why}</td></tr>`)}</tbody></table></div></section>`;
}
