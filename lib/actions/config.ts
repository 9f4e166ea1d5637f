import { jsonSchemaOf, type Key, keysOf } from '../keys';
import { configFile, configSchema, loadScenario, type ScenarioOptions } from '../scenarios/load';

/** A key with its value and the source of the value. */
export interface ConfiguredKey extends Key {
  readonly value: unknown;
  readonly from: 'default' | 'file' | '--set';
}

export interface ShowConfigResult {
  readonly scenario: string;
  readonly stage: string;
  /** Path of the file, if given. */
  readonly file?: string;
  readonly keys: readonly ConfiguredKey[];
  /** JSON Schema of the configuration file. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Resolves the configuration of a scenario as `synth` and `deploy` do. @throws ConfigError for an unknown key or a value that is not allowed */
export async function showConfig(options: ScenarioOptions): Promise<ShowConfigResult> {
  const { scenario, stage, config } = await loadScenario(options);
  const inFile = options.config === undefined ? {} : await configFile(options.config);
  const set = options.set ?? {};
  const schema = configSchema(scenario);
  const from = (name: string) => {
    if (Object.hasOwn(set, name)) return '--set';
    return Object.hasOwn(inFile, name) ? 'file' : 'default';
  };
  return {
    scenario: scenario.id,
    stage,
    ...(options.config !== undefined && { file: options.config }),
    keys: keysOf(schema).map((key) => ({ ...key, value: config[key.name], from: from(key.name) })),
    schema: jsonSchemaOf(schema),
  };
}
