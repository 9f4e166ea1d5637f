import { setTimeout as sleep } from 'node:timers/promises';
import type { Refusal } from 'stagecraft-constructs/errors';
import type { Authorizer, Workload } from '../contract/access';
import type { StepTask, Task } from '../contract/task';
import type { Facts, Table } from '../contract/values';
import { JobError, StagecraftError } from '../errors';
import { writing } from '../writing';
import { CallRecorder, type RecordedCall } from './calls';
import { split } from './checks';
import { EngineUnavailable } from './engine';
import { type EngineModules, EngineRoom } from './engine-room';
import type { RehearsedAccount, StackTemplate, Step, StepContext } from './rehearsal';
import type { MissingEngine, StepReport, UsedEngine } from './result';
import { isDiskError } from './workspace';

/** A step that every rehearsal has before the scenario's own. */
export interface Preparation {
  readonly id: string;
  readonly title: string;
  run(task: Task): Promise<Facts>;
}

export interface RunStepsOptions {
  readonly preparations: readonly Preparation[];
  readonly steps: Readonly<Record<string, Step<never>>>;
  readonly config: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data: string;
  readonly workspace: string;
  /** Stage of the run. @default 'dev' */
  readonly stage?: string;
  /** The templates of the run, asked for when a step begins. @default - none */
  readonly templates?: () => readonly StackTemplate[];
  /** Synthesizes the stacks with other configuration values. @default - no step may ask for it */
  readonly templatesWith?: (changes: Readonly<Record<string, unknown>>) => Promise<readonly StackTemplate[]>;
  /** The account of the templates. @default - no step may ask for it */
  readonly account?: () => RehearsedAccount;
  /** Judges requests by the role that a workload has in the templates. @default - no step may ask for it */
  readonly authorizerOf?: (workload: Workload) => Promise<Authorizer>;
  readonly engines: EngineModules;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /**
   * Milliseconds that an interrupted step has to end before the engines are closed.
   *
   * @default 3000
   */
  readonly grace?: number;
}

export interface RunStepsResult {
  readonly steps: readonly StepReport[];
  readonly engines: readonly UsedEngine[];
  readonly tables: ReadonlyMap<string, Table>;
  /** Calls of AWS that the workloads made. */
  readonly calls: readonly RecordedCall[];
  /** Milliseconds that recording them took. */
  readonly recording: number;
}

interface PlannedStep {
  readonly id: string;
  readonly title: string;
  run(): Promise<Outcome>;
}

type Outcome = Pick<StepReport, 'state' | 'facts'> & Partial<Pick<StepReport, 'missing' | 'standIn' | 'error'>>;

/**
 * Runs the steps one after the other. After one that fails, the others are not run.
 *
 * @throws JobError when it was interrupted, or when the disk is full
 */
export async function runSteps(options: RunStepsOptions, task: StepTask): Promise<RunStepsResult> {
  const room = new EngineRoom(options.engines, options.workspace, task);
  const reports: StepReport[] = [];
  const tables = new Map<string, Table>();
  const calls = new CallRecorder(options.now);
  const planned = [
    ...options.preparations.map(({ id, title, run }) => ({
      id,
      title,
      run: async () => ({ state: 'passed', facts: await run(task) }) satisfies Outcome,
    })),
    ...Object.entries(options.steps).map(([id, step]) => ({
      id,
      title: step.title,
      run: () => runStep(step, room, contextOf(options, reports, tables, calls, task)),
    })),
  ];
  refuseSameIds(planned);
  task.plan(planned.map(({ title }) => title));
  try {
    for (const step of planned) {
      reports.push(reports.some(({ state }) => state === 'failed') ? notRun(step) : await runOne(step, options, task));
    }
  } finally {
    await room.close();
  }
  return { steps: reports, engines: room.used(), tables, calls: calls.recorded, recording: calls.milliseconds };
}

async function runOne({ id, title, run }: PlannedStep, { now, workspace, grace = 3_000 }: RunStepsOptions, task: StepTask): Promise<StepReport> {
  const begin = now();
  task.start();
  const outcome = await interruptible(run(), title, task.signal, grace).catch((error: unknown): Outcome | Promise<Outcome> => {
    if (task.signal.aborted) throw error;
    if (isDiskError(error)) return writing(workspace, () => Promise.reject(error));
    return error instanceof SkippedBefore
      ? { state: 'skipped', facts: {}, missing: error.missing }
      : { state: 'failed', facts: {}, error: refusalOf(error) };
  });
  const report = { id, title, seconds: seconds(now() - begin), missing: [], ...outcome };
  task.end(report.state as 'passed' | 'skipped' | 'failed', noteOf(report));
  return report;
}

/** Runs a step, or its stand-in. @returns its facts, or the engine that turns out to be unusable */
async function doing(
  { run, optional = [] }: Pick<Step<never>, 'run' | 'optional'>,
  room: EngineRoom,
  context: StepContext<never>,
): Promise<{ readonly facts: Facts } | { readonly missing: readonly MissingEngine[] }> {
  try {
    const engines = { ...(await room.provideSome(optional)), ...context.engines };
    return { facts: await run({ ...context, engines }) };
  } catch (error) {
    if (!(error instanceof EngineUnavailable) || error.engine === undefined) throw error;
    return { missing: [room.missing(error.engine, error.message)] };
  }
}

/** Runs a step, or what stands in for it when an engine is missing. */
async function runStep(step: Step<never>, room: EngineRoom, context: Omit<StepContext<never>, 'engines'>): Promise<Outcome> {
  const provided = await room.provide(step.needs);
  const done = 'engines' in provided ? await doing(step, room, { ...context, engines: provided.engines }) : provided;
  if ('facts' in done) return { state: 'passed', facts: done.facts };

  const skipped = { state: 'skipped', facts: {}, missing: done.missing } satisfies Outcome;
  if (!step.standIn) return skipped;
  const instead = await room.provide(step.standIn.needs);
  if ('missing' in instead) return { ...skipped, missing: [...done.missing, ...instead.missing] };
  const stoodIn = await doing(step.standIn, room, { ...context, engines: instead.engines });
  if ('missing' in stoodIn) return { ...skipped, missing: [...done.missing, ...stoodIn.missing] };
  return { ...skipped, standIn: step.standIn.title, facts: stoodIn.facts };
}

function contextOf(
  { config, params, data, workspace, stage = 'dev', templates = () => [], templatesWith, account, authorizerOf }: RunStepsOptions,
  reports: readonly StepReport[],
  tables: Map<string, Table>,
  calls: CallRecorder,
  task: Task,
): Omit<StepContext<never>, 'engines'> {
  return {
    config: config as never,
    params,
    data,
    workspace,
    stage,
    templates: templates(),
    calls,
    account: accountOf(account),
    authorizerOf: async (workload) => {
      if (!authorizerOf) throw new Error('nothing judges requests here');
      return authorizerOf(workload);
    },
    templatesWith: async (changes) => {
      if (!templatesWith) throw new Error('nothing synthesizes variants here');
      return templatesWith(changes);
    },
    task,
    publish: (name, table) => void tables.set(name, table),
    fact(name) {
      const [id, fact] = split(name);
      const report = reports.find((candidate) => candidate.id === id);
      const value = report && Object.hasOwn(report.facts, fact) ? report.facts[fact] : undefined;
      if (value !== undefined) return value;
      if (report?.state === 'skipped') throw new SkippedBefore(report.missing);
      throw new Error(`no step before this one has returned the fact ${name}`);
    },
  };
}

/** The account, resolved when a step first asks for it. */
function accountOf(resolve: RunStepsOptions['account']): RehearsedAccount {
  const account = () => {
    if (!resolve) throw new Error('nothing resolves the templates here');
    return resolve();
  };
  return {
    get location() {
      return account().location;
    },
    get resources() {
      return account().resources;
    },
    get values() {
      return account().values;
    },
    environmentOf: (workload) => account().environmentOf(workload),
  };
}

/** A step needs what one that was skipped would have returned. */
class SkippedBefore extends Error {
  constructor(public readonly missing: readonly MissingEngine[]) {
    super('a step before this one was skipped');
  }
}

/** Waits for work that Ctrl-C may interrupt. Engines stay open for a step that is about to end. */
async function interruptible<T>(work: Promise<T>, title: string, signal: AbortSignal, grace: number): Promise<T> {
  const settled = work.then(
    () => {},
    () => {},
  );
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await Promise.race([settled, aborted]);
  signal.removeEventListener('abort', stop);
  if (!signal.aborted) return work;
  const timer = new AbortController();
  await Promise.race([settled, sleep(grace, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
  throw new JobError({
    problem: 'the rehearsal was interrupted',
    got: `Ctrl-C during '${title}'`,
    fix: 'repeat the command; it starts afresh',
  });
}

function refusalOf(error: unknown): Refusal {
  if (StagecraftError.is(error)) return error.refusal;
  return { problem: error instanceof Error ? error.message : String(error), fix: 'correct what the step ran, and repeat the rehearsal' };
}

function noteOf({ state, seconds, missing, standIn, error }: StepReport): string {
  if (state === 'failed') return error?.problem ?? '';
  if (state !== 'skipped') return `${seconds.toFixed(1)} s`;
  const names = missing.map(({ title, reason }) => (reason === undefined ? title : `${title}: ${reason}`)).join(', ');
  return `${names} missing${standIn === undefined ? '' : `; instead: ${standIn}`}`;
}

function notRun({ id, title }: PlannedStep): StepReport {
  return { id, title, state: 'not run', seconds: 0, facts: {}, missing: [] };
}

function refuseSameIds(planned: readonly PlannedStep[]): void {
  const ids = planned.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new Error(`two steps of the rehearsal have the id ${twice}; those of every rehearsal are taken`);
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}
