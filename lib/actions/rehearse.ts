import { join, resolve } from 'node:path';
import type { Refusal } from 'stagecraft-constructs/errors';
import { checked, isDefault } from '../check';
import type { Facts } from '../contract/facts';
import type { StepTask } from '../contract/task';
import { JobError } from '../errors';
import { evaluate } from '../rehearsal/checks';
import { dataSource } from '../rehearsal/data-source';
import type { EngineModules } from '../rehearsal/engine-room';
import type { StackTemplate } from '../rehearsal/rehearsal';
import type { DataOrigin, RehearsalResult } from '../rehearsal/result';
import { runSteps } from '../rehearsal/runner';
import { prepareFolders, writeOut } from '../rehearsal/workspace';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';

/** Scenario and data of a rehearsal. */
export interface RehearseOptions extends ScenarioOptions {
  /**
   * Folder with raw files in the layout of the scenario; read-only.
   *
   * @default - data is generated
   */
  readonly data?: string;
  /**
   * Whether `data` is the article's sample, whose published results are then checked.
   *
   * @default false
   */
  readonly original?: boolean;
  /**
   * Parameters of the rehearsal, as typed.
   *
   * @default - the scenario's defaults
   */
  readonly params?: Readonly<Record<string, string>>;
  /**
   * Parameters of the generated data, as typed.
   *
   * @default - the scenario's defaults
   */
  readonly dataParams?: Readonly<Record<string, string>>;
  /**
   * Whether a skipped step fails the rehearsal.
   *
   * @default false
   */
  readonly requireAll?: boolean;
  /**
   * Output folder, with one folder per scenario.
   *
   * @default 'out'
   */
  readonly out?: string;
}

/** Dependencies of a rehearsal. */
export interface Surroundings {
  readonly engines: EngineModules;
  /** Start time. */
  readonly started: Date;
  /** Monotonic clock in milliseconds. */
  now(): number;
}

/** Rehearses a scenario on this machine and writes a report. */
export async function rehearse(options: RehearseOptions, surroundings: Surroundings, task: StepTask): Promise<RehearsalResult> {
  return rehearseLoaded(await loadScenario({ ...options, examples: true }), options, surroundings, task);
}

/** Rehearses a loaded scenario. @throws ConfigError before anything is written, JobError when it was interrupted or the disk is full */
export async function rehearseLoaded(
  loaded: LoadedScenario,
  options: Omit<RehearseOptions, keyof ScenarioOptions>,
  { engines, started, now }: Surroundings,
  task: StepTask,
): Promise<RehearsalResult> {
  const begin = now();
  const { scenario, entry, stage, config } = loaded;
  const { rehearsal } = scenario;
  const params = checked(rehearsal.params, options.params ?? {}, 'parameters of the rehearsal', `stagecraft explain ${scenario.id}`);
  const root = resolve(options.out ?? 'out', scenario.id);
  const source = await dataSource(scenario, options, root);
  const folders = await prepareFolders(root, { withData: source.folder === undefined });
  const data: DataOrigin = {
    kind: source.kind,
    folder: source.folder ?? folders.data,
    defaults: source.defaults && isDefault(rehearsal.params, params),
  };

  const templates: StackTemplate[] = [];
  const outcome = await runSteps(
    {
      preparations: [
        { id: 'synthesize', title: 'Synthesize the stacks', run: () => synthesizeAll(loaded, join(folders.workspace, 'cdk.out'), templates) },
        { id: 'validate', title: 'Validate the templates', run: () => validateAll(loaded) },
        ...(source.prepare ? [source.prepare(data.folder)] : []),
      ],
      steps: rehearsal.steps,
      config,
      params,
      data: data.folder,
      workspace: folders.workspace,
      templates: () => templates,
      engines,
      now,
    },
    task,
  );

  const { steps } = outcome;
  const checks = evaluate(rehearsal.checks, steps, data);
  const requireAll = options.requireAll ?? false;
  const result: RehearsalResult = {
    scenario: scenario.id,
    title: entry.title,
    article: scenario.article,
    story: scenario.story,
    stage,
    started: started.toISOString(),
    seconds: Math.round(now() - begin) / 1000,
    passed: steps.every(({ state }) => state === 'passed' || (state === 'skipped' && !requireAll)) && checks.every(({ state }) => state !== 'failed'),
    requireAll,
    data,
    params,
    engines: outcome.engines,
    steps,
    checks,
    report: join(root, 'report.html'),
  };
  const { reportPage } = await import('../rehearsal/report/page');
  await writeOut(result.report, await reportPage({ result, tables: outcome.tables, charts: rehearsal.charts, changes: scenario.changes }));
  return result;
}

/** The error for a failed rehearsal; undefined for a passed one. */
export function failureOf({ passed, steps, checks, report, requireAll }: RehearsalResult): Refusal | undefined {
  if (passed) return undefined;
  const failed = steps.find(({ state }) => state === 'failed');
  if (failed) {
    return {
      problem: `the step '${failed.title}' failed: ${failed.error?.problem ?? 'no reason given'}`,
      got: failed.error?.got,
      allowed: failed.error?.allowed,
      fix: failed.error?.fix ?? `read ${report}`,
    };
  }
  const wrong = checks.filter(({ state }) => state === 'failed');
  const [first] = wrong;
  if (first) {
    return {
      problem: `${wrong.length} of ${checks.length} checks failed, first: ${first.description}`,
      got: `${first.fact} = ${first.got ?? first.reason}`,
      allowed: first.expected === undefined ? undefined : `${first.expected}${first.tolerance === undefined ? '' : ` ± ${first.tolerance}`}`,
      fix: `read ${report}`,
    };
  }
  const missing = steps.flatMap((step) => step.missing);
  const skipped = steps.filter(({ state }) => state === 'skipped').length;
  return {
    problem: skipped === 1 ? '1 step was skipped' : `${skipped} steps were skipped`,
    got: [...new Set(missing.map(({ title }) => `${title} missing`))].join(', '),
    allowed: requireAll ? 'none, because of --require-all' : undefined,
    fix: [...new Set(missing.map(({ install }) => install))].join('; '),
  };
}

async function synthesizeAll(loaded: LoadedScenario, outdir: string, templates: StackTemplate[]): Promise<Facts> {
  const { synthesize } = await import('../scenarios/synthesize');
  const { stacks } = await synthesize(loaded, { outdir });
  templates.push(...stacks.map(({ stackName, template }) => ({ stackName, template })));
  const resources = stacks.map(({ template }) => Object.keys((template as { Resources?: object }).Resources ?? {}).length);
  return { stacks: stacks.length, resources: resources.reduce((sum, count) => sum + count, 0) };
}

async function validateAll(loaded: LoadedScenario): Promise<Facts> {
  const { validate } = await import('../insight/validate');
  const { templates, findings, acknowledged } = await validate([loaded]);
  const [first] = findings;
  if (first) {
    throw new JobError({
      problem: `validation failed; ${findings.length === 1 ? '1 finding' : `${findings.length} findings, first`}: ${first.message}`,
      got: `${first.rule} in ${first.stack}${first.resource && `: ${first.resource}`}`,
      fix: `stagecraft validate ${loaded.scenario.id}`,
    });
  }
  return { templates, findings: 0, accepted: acknowledged.length };
}
