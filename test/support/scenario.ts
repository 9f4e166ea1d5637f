import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { accountOf } from '../../lib/access';
import { RehearsedAccess } from '../../lib/actions/rehearsed-access';
import type { AccessReport } from '../../lib/contract/access';
import type { Table } from '../../lib/contract/values';
import { CallRecorder } from '../../lib/rehearsal/calls';
import { evaluate } from '../../lib/rehearsal/checks';
import type { EngineModules } from '../../lib/rehearsal/engine-room';
import { engines } from '../../lib/rehearsal/engines';
import type { StackTemplate } from '../../lib/rehearsal/rehearsal';
import type { CallReport, CheckReport, DataOrigin, StepReport } from '../../lib/rehearsal/result';
import { runSteps } from '../../lib/rehearsal/runner';
import { registry } from '../../lib/scenarios/registry';
import type { Scenario } from '../../lib/scenarios/scenario';
import { ScenarioStage } from '../../lib/scenarios/stage';
import { root } from './files';
import { recordingSteps } from './steps';
import type { TemplateJson } from './summary/template';
import { recordingTask } from './task';

type Values = Readonly<Record<string, unknown>>;

/** Templates by the names of their stacks, in order of definition. */
export type Templates<StackName extends string = string> = Readonly<Record<StackName, Template>>;

/** One configuration in which a scenario has to synthesize and validate. */
export interface Variant {
  readonly name: string;
  readonly set: Values;
  /** @default 'dev' */
  readonly stage?: string;
  /** @default - no account and region */
  readonly env?: Environment;
}

const synthesized = new Map<string, Templates>();

/** The templates of a scenario; the same arguments are synthesized once a test file. */
export function templatesOf<StackName extends string = string>(id: string, set: Values = {}, stage = 'dev', env?: Environment): Templates<StackName> {
  const key = JSON.stringify([id, set, stage, env]);
  const templates = synthesized.get(key) ?? synthesize(id, set, stage, env);
  synthesized.set(key, templates);
  return templates as Templates<StackName>;
}

/** `templatesOf` for one scenario, typed with the names of its stacks. */
export function stacksOf<StackName extends string>(id: string) {
  return (set?: Values, stage?: string, env?: Environment) => templatesOf<StackName>(id, set, stage, env);
}

/** The templates of a scenario, synthesized now. */
export function synthesize(id: string, set: Values, stageName = 'dev', env?: Environment): Templates {
  const scenario = definitionOf(id);
  // Assets stay where they are: layers alone are sixty megabytes for each synthesis.
  const app = new App({ builtinCloudFormationValidation: false, context: { 'aws:cdk:disable-asset-staging': true } });
  const stage = new ScenarioStage(app, { scenario, stageName, env });
  const { build } = moduleOf<{ build(stage: ScenarioStage, config: unknown): void }>(id, 'stacks');
  build(stage, scenario.config.parse({ ...scenario.example, ...set }));
  return Object.fromEntries(stage.node.children.filter(Stack.isStack).map((stack) => [stack.node.id, Template.fromStack(stack)]));
}

/** The content of templates, by the names of their stacks. */
export function jsonOf(templates: Templates): Readonly<Record<string, TemplateJson>> {
  return Object.fromEntries(Object.entries(templates).map(([id, template]) => [id, template.toJSON() as TemplateJson]));
}

/** The variants that the scenario's tests name. */
export function variantsOf(id: string): readonly Variant[] {
  return (require(join(root, 'test/scenarios', id, 'variants')) as { variants: readonly Variant[] }).variants;
}

/** The scenario itself, at once: the registry loads it asynchronously, and tests are defined synchronously. */
export function definitionOf(id: string): Scenario {
  return moduleOf<{ scenario: Scenario }>(id, 'scenario').scenario;
}

function moduleOf<Module>(id: string, name: string): Module {
  return require(join(root, 'lib/scenarios', id, name)) as Module;
}

export interface RehearseOptions {
  /** @default - those of the scenario */
  readonly params?: Values;
  /** Engines that the machine lacks. @default - none */
  readonly without?: readonly (keyof EngineModules)[];
  /** Engines in place of the real ones. @default - none */
  readonly engines?: Partial<EngineModules>;
  /** Steps to run, by id. @default - all */
  readonly only?: readonly string[];
}

/** A finished run of a rehearsal's steps. */
export interface Rehearsed {
  readonly workspace: string;
  readonly steps: readonly StepReport[];
  readonly tables: ReadonlyMap<string, Table>;
  /** Calls of AWS by workload, with what IAM is asked. */
  readonly calls: readonly CallReport[];
  /** What the roles of the templates allow of it, and of what services do as them. */
  readonly access: AccessReport;
  step(id: string): StepReport;
  /** Results of the checks for data of this origin, with default parameters unless `defaults` is false. */
  results(kind: DataOrigin['kind'], defaults?: boolean): readonly CheckReport[];
  failures(kind: DataOrigin['kind'], defaults?: boolean): readonly CheckReport[];
}

/** The templates as a rehearsal gets them. */
export function stackTemplatesOf(id: string, set: Values = {}): readonly StackTemplate[] {
  return Object.entries(jsonOf(templatesOf(id, set))).map(([stackName, template]) => ({ stackName, template }));
}

/** The templates that an account has, by the names that the stacks have there: those of required scenarios, and those of the scenario. */
export function accountTemplatesOf(id: string, set: Values = {}): readonly StackTemplate[] {
  return [...(registry[id]?.requires ?? []), id].flatMap((scenario) =>
    stackTemplatesOf(scenario, { ...definitionOf(scenario).example, ...(scenario === id && set) }).map(({ stackName, template }) => ({
      stackName: `${scenario}-${stackName}`,
      template,
    })),
  );
}

/** What a step that calls a workload has beside its engines: a recorder, the account of the scenario's templates, and a task. */
export function workloadContext(id: string) {
  return { calls: new CallRecorder(), account: accountOf(accountTemplatesOf(id)), task: recordingTask() };
}

/** Runs the steps of a scenario's rehearsal on a folder of data. */
export async function rehearse(id: string, data: string, options: RehearseOptions = {}): Promise<Rehearsed> {
  const { config, example, rehearsal } = definitionOf(id);
  const { params = {}, without = [], only } = options;
  const missing = Object.fromEntries(without.map((engine) => [engine, { ...engines[engine], find: async () => undefined }]));
  const workspace = mkdtempSync(join(tmpdir(), 'work '));
  const rights = new RehearsedAccess(accountTemplatesOf(id), () => performance.now());
  const { steps, tables, calls } = await runSteps(
    {
      preparations: [],
      steps: Object.fromEntries(Object.entries(rehearsal.steps).filter(([step]) => only?.includes(step) ?? true)) as never,
      config: config.parse({ ...example }),
      params: rehearsal.params.parse(params),
      data,
      workspace,
      engines: { ...engines, ...missing, ...options.engines },
      templates: () => stackTemplatesOf(id, { ...example }),
      templatesWith: async (changes) => stackTemplatesOf(id, { ...example, ...changes }),
      authorizerOf: (workload) => rights.authorizerOf(workload),
      account: () => rights.account(),
      now: () => performance.now(),
    },
    recordingSteps(),
  );
  const results = (kind: DataOrigin['kind'], defaults = true) => evaluate(rehearsal.checks, steps, { kind, folder: data, defaults });
  return {
    workspace,
    steps,
    tables,
    ...(await rights.report(calls)),
    step: (step) => steps.find((candidate) => candidate.id === step)!,
    results,
    failures: (kind, defaults) => results(kind, defaults).filter(({ state }) => state === 'failed'),
  };
}
