import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { checked } from '../check';
import { ConfigError } from '../errors';
import { entryOf } from './entry';
import { ttlHours } from './params';
import type { Entry } from './registry';
import type { Scenario } from './scenario';

/** Scenario, stage and configuration. */
export interface ScenarioOptions {
  readonly scenario: string;
  /**
   * Name of this copy of the scenario: up to 12 lower-case letters, digits and single hyphens, a letter first, a letter or digit last.
   *
   * @default 'dev'
   */
  readonly stage?: string;
  /**
   * JSON file with configuration values.
   *
   * @default - none
   */
  readonly config?: string;
  /**
   * Configuration values as typed; they win over the file.
   *
   * @default - none
   */
  readonly set?: Readonly<Record<string, unknown>>;
  /**
   * Whether the scenario's example values replace missing required keys, because nothing is deployed.
   *
   * @default false
   */
  readonly examples?: boolean;
}

/** A scenario with its resolved configuration. */
export interface LoadedScenario {
  readonly entry: Entry;
  readonly scenario: Scenario;
  readonly stage: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly ttlHours: number };
}

/** Loads a scenario and checks its configuration. @throws ConfigError for an unknown scenario, key or value */
export async function loadScenario(options: ScenarioOptions): Promise<LoadedScenario> {
  const entry = entryOf(options.scenario);
  const { scenario } = await entry.load();
  const stage = checkedStage(options.stage ?? 'dev');
  const examples = options.examples ? scenario.example : {};
  const values = { ...examples, ...(options.config === undefined ? {} : await configFile(options.config)), ...options.set };
  const schema = configSchema(scenario).strict();
  const config = checked(schema, values, `configuration of ${scenario.id}`, `stagecraft config ${scenario.id}`) as LoadedScenario['config'];
  return { entry, scenario, stage, config };
}

/** The scenarios that have to be deployed before this one, in the same stage. */
export function requiredBy({ entry, stage }: Pick<LoadedScenario, 'entry' | 'stage'>): readonly ScenarioOptions[] {
  return (entry.requires ?? []).map((scenario) => ({ scenario, stage, examples: true }));
}

/** Schema of a scenario's configuration: its keys, and those of every stage. */
export function configSchema({ config }: Pick<Scenario, 'config'>): z.ZodObject {
  return config.safeExtend({ ttlHours });
}

function checkedStage(stage: string): string {
  if (stage.length <= 12 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(stage)) return stage;
  throw new ConfigError({
    problem: 'the stage name is not valid',
    got: `'${stage}'`,
    allowed: 'up to 12 lower-case letters, digits and single hyphens, a letter first, a letter or digit last',
    fix: 'choose another --stage',
  });
}

/** Values of a configuration file. @throws ConfigError when it cannot be read, or is not a JSON object */
export async function configFile(path: string): Promise<Record<string, unknown>> {
  const refuse = (problem: string, cause: unknown) =>
    new ConfigError({ problem, got: path, allowed: 'a JSON file with one object', fix: 'correct --config' }, { cause });
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw refuse('the configuration file cannot be read', cause);
  });
  try {
    const values: unknown = JSON.parse(text);
    if (values !== null && typeof values === 'object' && !Array.isArray(values)) return values as Record<string, unknown>;
  } catch (cause) {
    throw refuse(`the configuration file is not JSON: ${(cause as Error).message}`, cause);
  }
  throw refuse('the configuration file is not a JSON object', undefined);
}
