import { closest } from '../check';
import { ConfigError } from '../errors';
import { entryOf } from '../scenarios/entry';
import { environmentOf } from '../scenarios/environment';
import { loadScenario } from '../scenarios/load';
import { registry } from '../scenarios/registry';
import { writing } from '../writing';

/**
 * Synthesizes the scenario of the CDK context into the output folder of the CDK CLI.
 *
 * Context keys are `scenario`, `stage`, `account`, `region` and the keys of the scenario's configuration. Without `account` and
 * `region` the templates are environment-agnostic, so that `cdk synth` gives the same bytes with and without credentials.
 *
 * @throws ConfigError for a missing or unknown scenario and for invalid values
 */
export async function synthesizeFromContext(): Promise<void> {
  const { App } = await import('aws-cdk-lib');
  const { scenario, stage, account, region, ...others } = new App({ autoSynth: false }).node.getAllContext() as Record<string, unknown>;
  if (scenario === undefined) {
    const [first] = Object.keys(registry);
    throw new ConfigError({
      problem: 'no scenario is given',
      allowed: Object.keys(registry).join(', '),
      fix: `add one to the command: npx cdk synth -c scenario=${first}`,
    });
  }
  const entry = entryOf(String(scenario));
  const keys = Object.keys((await entry.load()).scenario.config.shape);
  const set = Object.fromEntries(Object.entries(others).filter(([key]) => keys.includes(key) || isMisspelt(key, keys)));
  const loaded = await loadScenario({ scenario: String(scenario), stage: text(stage), set });
  const env = await environmentOf({ account: text(account), region: text(region) });

  const { synthesize } = await import('../scenarios/synthesize');
  const outdir = process.env['CDK_OUTDIR'] ?? 'cdk.out';
  await writing(outdir, () => synthesize(loaded, { env, outdir }));
}

/** Whether a context key belongs to the configuration; other keys are for the CDK or other apps. */
function isMisspelt(key: string, keys: readonly string[]): boolean {
  return /^[A-Za-z]+$/.test(key) && closest(key, keys, (near) => near) !== '';
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}
