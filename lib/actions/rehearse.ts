import { join, resolve } from 'node:path';
import type { Refusal } from 'stagecraft-constructs/errors';
import { checked, isDefault } from '../check';
import type { StepTask } from '../contract/task';
import type { Facts } from '../contract/values';
import { JobError } from '../errors';
import type { ValidationResult } from '../insight/validate';
import { evaluate } from '../rehearsal/checks';
import { type DataSource, dataSource } from '../rehearsal/data-source';
import type { EngineModules } from '../rehearsal/engine-room';
import { lockFolder } from '../rehearsal/lock';
import type { StackTemplate } from '../rehearsal/rehearsal';
import type { DataOrigin, RehearsalResult } from '../rehearsal/result';
import { runSteps } from '../rehearsal/runner';
import { prepareFolders, writeOut } from '../rehearsal/workspace';
import { type LoadedScenario, loadScenario, requiredBy, type ScenarioOptions } from '../scenarios/load';
import { judgePods } from './cluster-policies';
import { accessFailureOf, hasDenials } from './denials';
import { writeCalls } from './recorded-calls';

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
  const named: ScenarioOptions = { scenario: options.scenario, stage: options.stage, config: options.config, set: options.set, examples: true };
  const loaded = await loadScenario(named);
  const { CdkWorker } = await import('./off-main-thread');
  if (!CdkWorker.isAvailable) return rehearseLoaded(loaded, options, surroundings, task);
  const worker = new CdkWorker(task.signal);
  const cdk: Cdk = {
    synthesize: (changes, outdir) => worker.synthesize(named, { changes, outdir }),
    async required() {
      const stacks = [];
      for (const scenario of requiredBy(loaded)) stacks.push(...(await worker.synthesize(scenario)));
      return stacks;
    },
    async validate() {
      const result = await worker.validate([named]);
      // The validator holds 400 MB, which the steps may need.
      await worker.close();
      return result;
    },
  };
  try {
    return await rehearseLoaded(loaded, options, surroundings, task, cdk);
  } finally {
    await worker.close();
  }
}

/** How a rehearsal synthesizes and validates. */
export interface Cdk {
  /** Synthesizes with other values of the configuration. */
  synthesize(changes: Readonly<Record<string, unknown>>, outdir?: string): Promise<readonly StackTemplate[]>;
  /** The stacks of the scenarios that this one requires, with their defaults. */
  required(): Promise<readonly StackTemplate[]>;
  validate(): Promise<ValidationResult>;
}

/** On the main thread. */
function onThisThread(loaded: LoadedScenario): Cdk {
  return {
    async synthesize(changes, outdir) {
      const { synthesize } = await import('../scenarios/synthesize');
      const { stacks } = await synthesize({ ...loaded, config: { ...loaded.config, ...changes } }, { outdir });
      return stacks.map(({ stackName, template }) => ({ stackName, template }));
    },
    async required() {
      const { synthesize } = await import('../scenarios/synthesize');
      const stacks = [];
      for (const scenario of requiredBy(loaded)) stacks.push(...(await synthesize(await loadScenario(scenario))).stacks);
      return stacks.map(({ stackName, template }) => ({ stackName, template }));
    },
    async validate() {
      const { validate } = await import('../insight/validate');
      return validate([loaded]);
    },
  };
}

/**
 * Rehearses a scenario that is loaded already.
 *
 * @throws ConfigError before anything is emptied, also when another rehearsal runs in the folder; JobError when it was interrupted or the disk is full
 */
export async function rehearseLoaded(
  loaded: LoadedScenario,
  options: Omit<RehearseOptions, keyof ScenarioOptions>,
  surroundings: Surroundings,
  task: StepTask,
  cdk: Cdk = onThisThread(loaded),
): Promise<RehearsalResult> {
  const { scenario } = loaded;
  const params = checked(scenario.rehearsal.params, options.params ?? {}, 'parameters of the rehearsal', `stagecraft explain ${scenario.id}`);
  const root = resolve(options.out ?? 'out', scenario.id);
  const source = await dataSource(scenario, options, root);
  const unlock = await lockFolder(root);
  try {
    return await rehearseIn(root, { loaded, params, source, cdk, requireAll: options.requireAll ?? false }, surroundings, task);
  } finally {
    await unlock();
  }
}

interface Prepared {
  readonly loaded: LoadedScenario;
  readonly params: Readonly<Record<string, unknown>>;
  readonly source: DataSource;
  readonly cdk: Cdk;
  readonly requireAll: boolean;
}

async function rehearseIn(
  root: string,
  { loaded, params, source, cdk, requireAll }: Prepared,
  { engines, started, now }: Surroundings,
  task: StepTask,
): Promise<RehearsalResult> {
  const begin = now();
  const { scenario, entry, stage, config } = loaded;
  const { rehearsal } = scenario;
  const folders = await prepareFolders(root, { withData: source.folder === undefined });
  const data: DataOrigin = {
    kind: source.kind,
    folder: source.folder ?? folders.data,
    defaults: source.defaults && isDefault(rehearsal.params, params),
  };

  const templates: StackTemplate[] = [];
  const all: StackTemplate[] = [];
  const { RehearsedAccess } = await import('./rehearsed-access');
  const rights = new RehearsedAccess(all, now);
  const outcome = await runSteps(
    {
      preparations: [
        { id: 'synthesize', title: 'Synthesize the stacks', run: () => synthesizeAll(cdk, join(folders.workspace, 'cdk.out'), templates, all) },
        { id: 'validate', title: 'Validate the templates', run: () => validateAll(cdk, scenario.id) },
        ...(scenario.clusters ? [{ id: 'policies', title: 'Judge the calls between pods by the policies', run: () => judgePods(loaded) }] : []),
        ...(source.prepare ? [source.prepare(data.folder)] : []),
      ],
      steps: rehearsal.steps,
      config,
      params,
      data: data.folder,
      workspace: folders.workspace,
      stage,
      templates: () => templates,
      templatesWith: (changes) => cdk.synthesize(changes),
      account: () => rights.account(),
      authorizerOf: (workload) => rights.authorizerOf(workload),
      engines,
      now,
    },
    task,
  );

  const { steps } = outcome;
  const checks = evaluate(rehearsal.checks, steps, data);
  // Here the templates and the calls meet: what the roles of the one allow of the other.
  const { calls, access } = await rights.report(outcome.calls);
  const result: RehearsalResult = {
    scenario: scenario.id,
    title: entry.title,
    article: scenario.article,
    story: scenario.story,
    stage,
    started: started.toISOString(),
    seconds: Math.round(now() - begin) / 1000,
    passed:
      steps.every(({ state }) => state === 'passed' || (state === 'skipped' && !requireAll)) &&
      checks.every(({ state }) => state !== 'failed') &&
      access.isAllowed,
    requireAll,
    data,
    params,
    engines: outcome.engines,
    steps,
    checks,
    calls,
    access,
    recording: outcome.recording,
    judging: rights.milliseconds,
    report: join(root, 'report.html'),
  };
  await writeCalls(root, { scenario: scenario.id, rehearsed: result.started, stage, config, calls });
  const { reportPage } = await import('../rehearsal/report/page');
  await writeOut(result.report, await reportPage({ result, tables: outcome.tables, charts: rehearsal.charts, changes: scenario.changes }));
  return result;
}

/** The error for a failed rehearsal; undefined for a passed one. */
export function failureOf({ scenario, passed, steps, checks, calls, access, report, requireAll }: RehearsalResult): Refusal | undefined {
  if (passed) return undefined;
  const refused = accessFailureOf(access, scenario);
  // A step may have failed since its workload was denied something.
  if (refused && hasDenials(access)) return refused;
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
  const unknown = calls.find(({ error }) => error !== undefined)?.error;
  if (unknown) return unknown;
  if (refused) return refused;
  const missing = steps.flatMap((step) => step.missing);
  const skipped = steps.filter(({ state }) => state === 'skipped').length;
  return {
    problem: skipped === 1 ? '1 step was skipped' : `${skipped} steps were skipped`,
    got: [...new Set(missing.map(({ title }) => `${title} missing`))].join(', '),
    allowed: requireAll ? 'none, because of --require-all' : undefined,
    fix: [...new Set(missing.map(({ install }) => install))].join('; '),
  };
}

async function synthesizeAll(cdk: Cdk, outdir: string, templates: StackTemplate[], all: StackTemplate[]): Promise<Facts> {
  const stacks = await cdk.synthesize({}, outdir);
  templates.push(...stacks);
  all.push(...(await cdk.required()), ...stacks);
  const resources = stacks.map(({ template }) => Object.keys((template as { Resources?: object }).Resources ?? {}).length);
  return { stacks: stacks.length, resources: resources.reduce((sum, count) => sum + count, 0) };
}

async function validateAll(cdk: Cdk, scenario: string): Promise<Facts> {
  const { templates, findings, acknowledged } = await cdk.validate();
  const [first] = findings;
  if (first) {
    throw new JobError({
      problem: `validation failed; ${findings.length === 1 ? '1 finding' : `${findings.length} findings, first`}: ${first.message}`,
      got: `${first.rule} in ${first.stack}${first.resource && `: ${first.resource}`}`,
      fix: `stagecraft validate ${scenario}`,
    });
  }
  return { templates, findings: 0, accepted: acknowledged.length };
}
