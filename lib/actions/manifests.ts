import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type LoadedScenario, loadScenario, type ScenarioOptions } from '../scenarios/load';
import type { Manifest, Scenario } from '../scenarios/scenario';
import { makeFolder, writing } from '../writing';

export interface ManifestsOptions extends ScenarioOptions {
  /**
   * Output folder, one file per manifest.
   *
   * @default - none
   */
  readonly out?: string;
}

export interface ManifestsResult {
  readonly scenario: string;
  /** In order of application; empty for a scenario without Kubernetes. */
  readonly manifests: readonly Manifest[];
  /** Written files, if `out` is given. */
  readonly files: readonly string[];
}

/** The Kubernetes manifests of a scenario. */
export async function manifests(options: ManifestsOptions): Promise<ManifestsResult> {
  const { scenario, config, stage } = await loadScenario(options);
  const made = (await scenario.manifests?.({ config, stage })) ?? (await ofCluster(scenario, config, stage));
  return { scenario: scenario.id, manifests: made, files: options.out === undefined ? [] : await written(made, resolve(options.out)) };
}

/** The installation of `deploy --cluster`, as files. */
async function ofCluster(scenario: Scenario, config: LoadedScenario['config'], stage: string): Promise<readonly Manifest[]> {
  if (!scenario.installation) return [];
  const { manifestsOf } = await import('../kubernetes/installation');
  return manifestsOf(await scenario.installation({ config, stage }));
}

async function written(made: readonly Manifest[], folder: string): Promise<readonly string[]> {
  if (made.length === 0) return [];
  return writing(folder, async () => {
    await makeFolder(folder);
    return Promise.all(
      made.map(async ({ name, yaml }) => {
        const file = join(folder, `${name}.yaml`);
        await writeFile(file, yaml);
        return file;
      }),
    );
  });
}
