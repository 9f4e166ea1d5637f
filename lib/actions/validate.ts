import type { Environment } from 'aws-cdk-lib';
import type { Refusal } from 'stagecraft-constructs/errors';
import { ConfigError, JobError } from '../errors';
import type { TemplateFile, ValidationResult } from '../insight/validate';
import { type EnvironmentOptions, environmentOf } from '../scenarios/environment';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';
import { registry } from '../scenarios/registry';

export interface ValidateScenariosOptions extends Omit<ScenarioOptions, 'scenario'>, EnvironmentOptions {
  /**
   * Scenario to check.
   *
   * @default - none; then `all` has to be set
   */
  readonly scenario?: string;
  /**
   * Whether to check every scenario.
   *
   * @default false
   */
  readonly all?: boolean;
  /**
   * Folder of a cloud assembly of any CDK app, whose templates are checked instead.
   *
   * @default - none
   */
  readonly app?: string;
}

export interface ValidateScenariosResult extends ValidationResult {
  readonly scenarios: readonly string[];
  readonly milliseconds: number;
  /** What was not checked since it needs the constructs of an app. @default - everything was checked */
  readonly leftOut?: string;
}

/** Checks the templates of one scenario, or of all in one process, off the main thread. @throws the reason of the signal when it is interrupted */
export async function validateScenarios(options: ValidateScenariosOptions, signal?: AbortSignal): Promise<ValidateScenariosResult> {
  const start = performance.now();
  if (options.app !== undefined) return validateAssembly(options.app, options, signal);
  const scenarios = scenariosOf(options);
  const { stage, config, set } = options;
  const named = scenarios.map((scenario): ScenarioOptions => ({ scenario, stage, config, set, examples: true }));
  const result = await validateNamed(named, await environmentOf(options), signal);
  return { scenarios, ...result, milliseconds: Math.round(performance.now() - start) };
}

/** Checks the templates of an app that is synthesized already. @throws ConfigError for a folder that is no cloud assembly */
async function validateAssembly(
  app: string,
  options: ValidateScenariosOptions,
  signal = new AbortController().signal,
): Promise<ValidateScenariosResult> {
  const start = performance.now();
  const { scenario, all = false, stage = 'dev', config, set, account, region } = options;
  if (all || stage !== 'dev' || [scenario, config, set, account, region].some((value) => value !== undefined)) {
    throw new ConfigError({
      problem: '--app conflicts with scenarios, their configuration and their environment',
      got: app,
      fix: 'omit one of them',
    });
  }
  const { readAssembly, nestedStacks } = await import('./assembly');
  const stacks = readAssembly(app);
  const nested = nestedStacks(stacks);
  const files = [...stacks, ...nested.stacks].map(({ name, path, environment }) => ({ name, path, environment }));
  const result = await validatedFiles(files, signal);
  const leftOut = [
    'the rules of cdk-nag, which need the constructs, and the versions that Stagecraft pins',
    ...(nested.missing.length > 0 ? [`nested stacks whose templates the assembly does not have: ${nested.missing.join(', ')}`] : []),
  ].join('; ');
  return { scenarios: files.map(({ name }) => name), ...result, milliseconds: Math.round(performance.now() - start), leftOut };
}

async function validatedFiles(files: readonly TemplateFile[], signal: AbortSignal): Promise<ValidationResult> {
  const { CdkWorker } = await import('./off-main-thread');
  if (!CdkWorker.isAvailable) return (await import('../insight/validate')).validateFiles(files);
  const worker = new CdkWorker(signal);
  try {
    return await worker.validateFiles(files);
  } finally {
    await worker.close();
  }
}

/** Checks the templates of these scenarios, off the main thread where its program is compiled. @param changes values that replace those of the configurations */
export async function validateNamed(
  scenarios: readonly ScenarioOptions[],
  env: Environment | undefined,
  signal: AbortSignal = new AbortController().signal,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<ValidationResult> {
  const { CdkWorker } = await import('./off-main-thread');
  if (!CdkWorker.isAvailable) {
    const { validate } = await import('../insight/validate');
    const loaded = await Promise.all(scenarios.map(loadScenario));
    return validate(
      loaded.map((one) => ({ ...one, config: { ...one.config, ...changes } })),
      { env },
    );
  }
  const worker = new CdkWorker(signal);
  try {
    return await worker.validate(scenarios, { changes, env });
  } finally {
    await worker.close();
  }
}

/** Checks the templates of one scenario as they would be deployed, with the configuration that is settled. @throws JobError with the findings */
export async function requireValid(
  { scenario, stage, config, set }: ScenarioOptions,
  { settled, env, signal }: { readonly settled: Readonly<Record<string, unknown>>; readonly env: Environment; readonly signal: AbortSignal },
): Promise<void> {
  const result = await validateNamed([{ scenario, stage, config, set }], env, signal, settled);
  if (result.findings.length === 0) return;
  const shown = result.findings
    .slice(0, SHOWN)
    .map(({ rule, stack, resource, message }) => `${rule} ${stack}${resource && `: ${resource}`}: ${message}`);
  const more = result.findings.length > SHOWN ? [`${result.findings.length - SHOWN} more`] : [];
  const { problem } = refusalOf(result);
  throw new JobError({
    problem,
    got: [...shown, ...more].join('; '),
    fix: `correct the configuration; stagecraft validate ${scenario} lists all of them`,
  });
}

/** Findings that an error names before it counts the rest. */
const SHOWN = 3;

/** What to say about a result with findings. */
export function refusalOf({ findings }: Pick<ValidateScenariosResult, 'findings'>): Refusal {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return {
    problem: `validation found ${errors} ${errors === 1 ? 'error' : 'errors'} and ${findings.length - errors} warnings`,
    allowed: 'none, except acknowledged ones',
    fix: 'correct the constructs in the findings, or acknowledge a finding at its construct: Validations.of(construct).acknowledge({ id, reason })',
  };
}

function scenariosOf({ scenario, all = false, config, set }: ValidateScenariosOptions): readonly string[] {
  if (scenario !== undefined && !all) return [scenario];
  const every = Object.keys(registry);
  if (scenario !== undefined || !all) {
    throw new ConfigError({
      problem: all ? '--all conflicts with a scenario' : 'no scenario is given',
      allowed: `one of ${every.join(', ')}, or --all`,
      fix: 'stagecraft validate --all',
    });
  }
  if (config !== undefined || set !== undefined) {
    throw new ConfigError({
      problem: 'configuration belongs to one scenario',
      got: '--all',
      fix: 'name the scenario, or omit --config and --set',
    });
  }
  return every;
}
