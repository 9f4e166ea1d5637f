import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DeployerNeeds, deployerNeeds } from '../access';
import { type EnvironmentOptions, environmentOf } from '../scenarios/environment';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';

export interface AccessDeployerOptions extends ScenarioOptions, EnvironmentOptions {}

/** What a person or a role of CI needs to deploy and destroy a scenario, without network or credentials. */
export async function accessDeployer(options: AccessDeployerOptions): Promise<DeployerNeeds> {
  const loaded = await loadScenario({ ...options, examples: options.examples ?? true });
  const env = await environmentOf(options);
  const { synthesize } = await import('../scenarios/synthesize');
  const { assembly, stacks } = await synthesize(loaded, { env });
  const templates = stacks.map(({ stackName, template }) => ({ name: stackName, template: template as unknown }));
  const { account, region } = env ?? {};
  return deployerNeeds(loaded, templates, {
    hasImages: publishesImages(assembly.directory),
    ...(account !== undefined && region !== undefined && { location: { partition: partitionOf(region), account, region } }),
  });
}

function partitionOf(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Whether an asset manifest of the assembly has a container image. */
function publishesImages(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.assets.json'))
    .some((name) => {
      const { dockerImages = {} } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { readonly dockerImages?: object };
      return Object.keys(dockerImages).length > 0;
    });
}
