import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Location } from '../contract/resources';
import { ConfigError } from '../errors';

/** A stack of a cloud assembly. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: unknown;
  /** File of the template. */
  readonly path: string;
  /** Account and region, those that the app fixed. */
  readonly environment: Partial<Omit<Location, 'partition'>>;
}

/** The stacks of a cloud assembly that any CDK app synthesized, in order of deployment. @throws ConfigError for a folder that is none */
export function readAssembly(folder: string): readonly AssemblyStack[] {
  const path = resolve(folder);
  const refuse = (problem: string, cause?: unknown) =>
    new ConfigError(
      { problem, got: path, allowed: 'a cloud assembly, with manifest.json', fix: 'cdk synth --output cdk.out, then --app cdk.out' },
      { cause },
    );
  if (!existsSync(join(path, 'manifest.json'))) throw refuse('the folder is no cloud assembly');
  try {
    return new CloudAssembly(path).stacksRecursively.map(({ stackName: name, template, templateFullPath, environment: { account, region } }) => ({
      ...{ name, template: template as unknown, path: templateFullPath },
      environment: { account: known(account), region: known(region) },
    }));
  } catch (cause) {
    throw refuse(`the cloud assembly cannot be read: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`, cause);
  }
}

function known(value: string): string | undefined {
  return value.startsWith('unknown-') ? undefined : value;
}
