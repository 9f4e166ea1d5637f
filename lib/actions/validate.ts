import type { Refusal } from 'stagecraft-constructs/errors';
import { ConfigError } from '../errors';
import type { ValidationResult } from '../insight/validate';
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
}

export interface ValidateScenariosResult extends ValidationResult {
  readonly scenarios: readonly string[];
  readonly milliseconds: number;
}

/** Validates the templates of one scenario, or of all in one process. */
export async function validateScenarios(options: ValidateScenariosOptions): Promise<ValidateScenariosResult> {
  const start = performance.now();
  const scenarios = scenariosOf(options);
  const loaded = await Promise.all(scenarios.map((scenario) => loadScenario({ ...options, scenario, examples: true })));
  const env = await environmentOf(options);
  const { validate } = await import('../insight/validate');
  const result = await validate(loaded, { env });
  return { scenarios, ...result, milliseconds: Math.round(performance.now() - start) };
}

/** The error for a result with findings. */
export function refusalOf({ findings }: ValidateScenariosResult): Refusal {
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
