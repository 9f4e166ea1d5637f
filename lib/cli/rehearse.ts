import { relative } from 'node:path';
import { Command } from 'commander';
import type { CheckReport, RehearsalResult, StepReport } from '../rehearsal/result';
import type { Table } from '../table';
import { type ConfigurationFlags, pairs, withConfiguration } from './flags';
import type { Ui } from './ui';

interface Flags extends ConfigurationFlags {
  readonly data?: string;
  readonly original?: boolean;
  readonly param?: Readonly<Record<string, string>>;
  readonly dataParam?: Readonly<Record<string, string>>;
  readonly scale?: string;
  readonly requireAll?: boolean;
  readonly out: string;
  readonly open?: boolean;
}

/** `stagecraft rehearse <scenario>` */
export function rehearseCommand(ui: Ui): Command {
  const command = new Command('rehearse')
    .summary('run a scenario on this machine, without an account')
    .description(
      "Runs the scenario's own code on engines of this machine: synthesizes, validates, generates data, runs every step, compares the results with what must " +
        'hold, and writes a report with tables and charts. A step whose engine is missing is skipped, and its install command is shown.',
    )
    .argument('<scenario>', 'scenario, as `list` prints it');
  return withConfiguration(command)
    .option('--data <dir>', 'folder with raw files to use instead of generated ones; only read')
    .option('--original', "the folder of --data is the article's own sample, so that the article's results must come out")
    .option('--param <name=value>', 'parameter of the rehearsal; can be repeated', pairs)
    .option('--data-param <name=value>', 'parameter of the generated data; can be repeated', pairs)
    .option('--scale <factor>', 'size of the generated data, where it has one: the same as --data-param scale=<factor>')
    .option('--require-all', 'fail when a step is skipped')
    .option('--out <dir>', 'folder of everything that is written', 'out')
    .option('--open', 'open the report in the browser')
    .addHelpText('after', '\nExample:\n  stagecraft rehearse glue-athena-data-lake --open')
    .action(async (scenario: string, { param: params, dataParam, scale, open = false, ...flags }: Flags) => {
      const [{ failureOf, rehearse }, { engines }, { JobError }, { tableText }] = await Promise.all([
        import('../actions/rehearse'),
        import('../rehearsal/engines'),
        import('../errors'),
        import('./table'),
      ]);
      const dataParams = scale === undefined ? dataParam : { ...dataParam, scale };
      const surroundings = { engines, started: new Date(), now: () => performance.now() };
      const result = await ui.steps(`rehearse ${scenario}`, (task) => rehearse({ scenario, params, dataParams, ...flags }, surroundings, task));
      const opened = open && (await (await import('./browser')).openInBrowser(result.report));
      ui.result(result, (all) => text(all, { opened, tableText }));
      const failure = failureOf(result);
      if (failure) throw new JobError(failure);
    });
}

interface TextOptions {
  readonly opened: boolean;
  readonly tableText: (table: Table) => string;
}

function text(result: RehearsalResult, { opened, tableText }: TextOptions): string {
  const { steps, checks, seconds, report } = result;
  const asked = checks.filter(({ elsewhere }) => !elsewhere);
  const compared = checks.filter(({ state }) => state !== 'skipped');
  const path = relative(process.cwd(), report);
  const totals = [`${result.passed ? 'passed' : 'failed'} in ${seconds.toFixed(1)} s`, `steps: ${tally(steps)}`, `checks: ${tally(asked) || 'none'}`];
  return [
    tableText(stepsTable(steps)),
    ...(compared.length > 0 ? [tableText(checksTable(compared))] : []),
    ...[skippedChecks(checks)].filter(Boolean),
    ...installs(steps),
    [totals.join('; '), `report: ${path.startsWith('..') ? report : path}${opened ? ', opened in the browser' : ''}`].join('\n'),
  ].join('\n\n');
}

function stepsTable(steps: readonly StepReport[]): Table {
  const rows = steps.map((step) => [step.title, step.state, step.seconds.toFixed(1).padStart(5), mainFacts(step)]);
  return { columns: ['step', 'state', 'seconds', 'facts'], rows };
}

/** The first facts; the report has them all. */
function mainFacts({ facts, standIn }: StepReport): string {
  const words = Object.entries(facts)
    .slice(0, 3)
    .map(([name, value]) => `${name} ${shown(value)}`);
  return cut([...(standIn === undefined ? [] : [`instead: ${standIn}`]), ...words].join(', '), 64);
}

function checksTable(checks: readonly CheckReport[]): Table {
  const rows = checks.map(({ says, state, got, expected, tolerance, reason }) => [
    cut(says, 76),
    state,
    cut(reason ?? shown(got), 32),
    cut(expected === undefined ? '' : `${shown(expected)}${tolerance === undefined ? '' : ` ± ${tolerance}`}`, 32),
  ]);
  return { columns: ['check', 'state', 'got', 'expected'], rows };
}

/** Skipped checks by their reason: each of them is in the report. */
function skippedChecks(checks: readonly CheckReport[]): string {
  const reasons = new Map<string, number>();
  for (const { state, reason = '' } of checks) {
    if (state === 'skipped') reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => `${count} more ${count === 1 ? 'check' : 'checks'} skipped: ${reason}`).join('\n');
}

/** Text short enough for a terminal; the report has all of it. */
function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function shown(value: string | number | boolean | undefined): string {
  return typeof value === 'number' && Number.isFinite(value) ? String(Math.round(value * 1e6) / 1e6) : String(value ?? '');
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

function tally(items: readonly { readonly state: string }[]): string {
  return ['passed', 'failed', 'skipped', 'not run']
    .map((state) => [items.filter((item) => item.state === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(', ');
}
