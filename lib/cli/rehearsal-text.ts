import { relative } from 'node:path';
import type { Table, Value } from '../contract/values';
import { accessCounts, shareText } from '../rehearsal/report/access-rows';
import { plain, tally } from '../rehearsal/report/words';
import type { CheckReport, RehearsalResult, StepReport } from '../rehearsal/result';
import { roleLines } from './access-text';
import { tableText } from './table';

const STATES = ['passed', 'failed', 'skipped', 'not run'] as const;

/** The text of a rehearsal: steps and checks as tables, missing engines, totals, and the path of the report. */
export function rehearsalText(result: RehearsalResult, { opened }: { readonly opened: boolean }): string {
  const { steps, checks, seconds, report, access, recording, judging } = result;
  const asked = checks.filter(({ elsewhere }) => !elsewhere);
  const compared = checks.filter(({ state }) => state !== 'skipped');
  const path = relative(process.cwd(), report);
  const totals = [
    `${result.passed ? 'passed' : 'failed'} in ${seconds.toFixed(1)} s`,
    `steps: ${tally(steps, STATES)}`,
    `checks: ${tally(asked, STATES) || 'none'}`,
    ...(access.roles.length > 0
      ? [`access: ${accessWord(access)}, in ${(recording + judging).toFixed(0)} ms (${shareText(recording + judging, seconds)})`]
      : []),
  ];
  return [
    tableText(stepsTable(steps)),
    ...(compared.length > 0 ? [tableText(checksTable(compared))] : []),
    ...[skippedChecks(checks), roleLines(access)].filter(Boolean),
    ...doubles(result.engines),
    ...installs(steps),
    [totals.join('; '), `report: ${path.startsWith('..') ? report : path}${opened ? ', opened in the browser' : ''}`].join('\n'),
  ].join('\n\n');
}

function accessWord(access: RehearsalResult['access']): string {
  const { denied, unassigned } = accessCounts(access);
  return access.isAllowed ? 'allowed' : [`${denied} denied`, ...(unassigned > 0 ? [`${unassigned} not judged`] : [])].join(', ');
}

function stepsTable(steps: readonly StepReport[]): Table {
  const rows = steps.map((step) => [step.title, step.state, step.seconds.toFixed(1).padStart(5), mainFacts(step)]);
  return { columns: ['step', 'state', 'seconds', 'facts'], rows };
}

/** The first facts; the report has all. */
function mainFacts({ facts, standIn }: StepReport): string {
  const words = Object.entries(facts)
    .slice(0, 3)
    .map(([name, value]) => `${name} ${shown(value)}`);
  return cut([...(standIn === undefined ? [] : [`instead: ${standIn}`]), ...words].join(', '), 64);
}

function checksTable(checks: readonly CheckReport[]): Table {
  const rows = checks.map(({ description, state, got, expected, tolerance, reason }) => [
    cut(description, 76),
    state,
    cut(reason ?? shown(got), 32),
    cut(`${shown(expected)}${expected === undefined || tolerance === undefined ? '' : ` ± ${tolerance}`}`, 32),
  ]);
  return { columns: ['check', 'state', 'got', 'expected'], rows };
}

/** Skipped checks by reason; the report lists each. */
function skippedChecks(checks: readonly CheckReport[]): string {
  const reasons = new Map<string, number>();
  for (const { state, reason = '' } of checks) {
    if (state === 'skipped') reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => `${count} more ${count === 1 ? 'check' : 'checks'} skipped: ${reason}`).join('\n');
}

/** Truncated text; the report has the whole. */
function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Numbers without thousands separators, so that they can be copied. */
function shown(value: Value | undefined): string {
  return typeof value === 'number' ? plain(value) : String(value ?? '');
}

/** Servers of ours in the place of real ones. */
function doubles(engines: RehearsalResult['engines']): readonly string[] {
  const found = engines.filter(({ isDouble }) => isDouble);
  if (found.length === 0) return [];
  return [found.map(({ title, version }) => `${title}: ${version}, no real server`).join('\n')];
}

function installs(steps: readonly StepReport[]): readonly string[] {
  const missing = new Map(steps.flatMap((step) => step.missing).map((engine) => [engine.id, engine]));
  if (missing.size === 0) return [];
  return [
    [...missing.values()]
      .map(({ title, install, reason }) => `${title} ${reason === undefined ? 'is missing' : `cannot be used (${reason})`}: ${install}`)
      .join('\n'),
  ];
}
