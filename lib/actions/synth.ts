import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { closest } from '../check';
import { ConfigError } from '../errors';
import { type EnvironmentOptions, environmentOf } from '../scenarios/environment';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';
import { writing } from '../writing';

export interface SynthOptions extends ScenarioOptions, EnvironmentOptions {
  /**
   * Folder of the cloud assembly.
   *
   * @default 'cdk.out'
   */
  readonly out?: string;
  /**
   * Stack whose template to return, by its name or the last part of it.
   *
   * @default - none
   */
  readonly print?: string;
}

export interface SynthResult {
  readonly scenario: string;
  /** Folder of the cloud assembly. */
  readonly out: string;
  /** In order of deployment. */
  readonly templates: readonly TemplateSummary[];
  /** Template of the stack in `print`. */
  readonly template?: unknown;
}

export interface TemplateSummary {
  readonly stack: string;
  readonly path: string;
  readonly resources: number;
  readonly bytes: number;
}

/** Writes the cloud assembly of a scenario, without network or credentials. */
export async function synth(options: SynthOptions): Promise<SynthResult> {
  const loaded = await loadScenario(options);
  const env = await environmentOf(options);
  const out = resolve(options.out ?? 'cdk.out');
  const { synthesize } = await import('../scenarios/synthesize');

  const { stacks } = await writing(out, () => synthesize(loaded, { env, outdir: out }));
  const printed = options.print === undefined ? undefined : stackNamed(options.print, stacks);
  const templates = await Promise.all(
    stacks.map(async ({ stackName, template, templateFullPath }) => ({
      stack: stackName,
      path: templateFullPath,
      resources: Object.keys((template as { Resources?: object }).Resources ?? {}).length,
      bytes: (await readFile(templateFullPath)).byteLength,
    })),
  );
  return { scenario: loaded.scenario.id, out, templates, template: printed?.template };
}

function stackNamed<S extends { readonly stackName: string; readonly hierarchicalId: string }>(name: string, stacks: readonly S[]): S {
  const stack = stacks.find(({ stackName, hierarchicalId }) => name === stackName || name === hierarchicalId.split('/').at(-1));
  if (stack) return stack;
  const names = stacks.map(({ stackName }) => stackName);
  throw new ConfigError({
    problem: 'the scenario has no such stack',
    got: `'${name}'`,
    allowed: names.join(', '),
    fix: `correct --print${closest(name, names, (near) => `; did you mean '${near}'?`)}`,
  });
}
