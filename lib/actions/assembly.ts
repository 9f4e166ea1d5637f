import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Location } from '../contract/resources';
import { ConfigError } from '../errors';

/** A stack of a cloud assembly. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
  /** File of the template. */
  readonly path: string;
  /** Account and region, those that the app fixed. */
  readonly environment: Partial<Omit<Location, 'partition'>>;
}

interface Template {
  /** @default - the stack is empty, and never deployed */
  readonly Resources?: Readonly<Record<string, unknown>>;
}

interface NestedStacks {
  /** Nested stacks by the name of the parent and their logical ids, `<stack>/<logical id>`; each after its parent. */
  readonly stacks: readonly AssemblyStack[];
  /** Those whose templates the assembly does not have. */
  readonly missing: readonly string[];
}

/** The stacks of a cloud assembly that any CDK app synthesized, in order of deployment. @throws ConfigError for a folder that is none, or that has no resources */
export function readAssembly(folder: string): readonly AssemblyStack[] {
  const path = resolve(folder);
  const manifest = join(path, 'manifest.json');
  if (!existsSync(manifest)) throw refusal('the folder is no cloud assembly', path);
  if (!isRecord(jsonOf(manifest))) throw refusal('the manifest of the cloud assembly is no JSON object', manifest);
  const stacks = artifactsIn(path).map(
    ({ stackName: name, templateFullPath, environment: { account, region } }): AssemblyStack => ({
      ...{ name, template: templateOf(templateFullPath), path: templateFullPath },
      environment: { account: known(account), region: known(region) },
    }),
  );
  if (stacks.length === 0) throw refusal('the cloud assembly has no stacks', path);
  // An app may have an empty stack, which `cdk deploy` skips.
  if (!stacks.some(hasResources)) throw refusal('no template has Resources', stacks.map((stack) => stack.path).join(', '));
  return stacks;
}

/** The nested stacks of stacks, and those within them. */
export function nestedStacks(stacks: readonly AssemblyStack[]): NestedStacks {
  const found: AssemblyStack[] = [];
  const missing: string[] = [];
  for (const parent of stacks) {
    for (const [logicalId, resource] of Object.entries(parent.template.Resources ?? {})) {
      if (!isRecord(resource) || resource['Type'] !== 'AWS::CloudFormation::Stack') continue;
      const name = `${parent.name}/${logicalId}`;
      const path = nestedPath(dirname(parent.path), resource);
      if (path === undefined || !existsSync(path)) {
        missing.push(name);
        continue;
      }
      const stack = { name, path, template: templateOf(path), environment: parent.environment };
      const below = nestedStacks([stack]);
      found.push(stack, ...below.stacks);
      missing.push(...below.missing);
    }
  }
  return { stacks: found, missing };
}

/** The file of a nested stack: the toolkit's metadata name it, otherwise the asset whose key is in the address of the template. */
function nestedPath(folder: string, { Metadata: metadata, Properties: properties }: Readonly<Record<string, unknown>>): string | undefined {
  const named = isRecord(metadata) ? metadata['aws:asset:path'] : undefined;
  if (typeof named === 'string') return resolve(folder, named);
  const address = JSON.stringify(isRecord(properties) ? (properties['TemplateURL'] ?? '') : '');
  for (const manifest of readdirSync(folder).filter((name) => name.endsWith('.assets.json'))) {
    const { files = {} } = jsonOf(join(folder, manifest)) as { readonly files?: Readonly<Record<string, FileAsset>> };
    const asset = Object.values(files).find(({ destinations }) =>
      Object.values(destinations).some(({ objectKey }) => address.includes(`/${objectKey}`)),
    );
    if (asset?.source.path !== undefined) return resolve(folder, asset.source.path);
  }
  return undefined;
}

interface FileAsset {
  readonly source: { readonly path?: string };
  readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
}

function artifactsIn(path: string) {
  try {
    return new CloudAssembly(path).stacksRecursively;
  } catch (cause) {
    // The library takes the form of manifests for granted.
    const why = cause instanceof Error && !(cause instanceof TypeError) ? cause.message.split('\n')[0] : 'a manifest is not as `cdk synth` writes it';
    throw refusal(`the cloud assembly cannot be read: ${why}`, path, cause);
  }
}

function templateOf(path: string): Template {
  if (!existsSync(path)) throw refusal('the cloud assembly has no such template', path);
  const template = jsonOf(path);
  if (!isRecord(template)) throw refusal('the template is no JSON object', path);
  if ('Resources' in template && !isRecord(template['Resources'])) throw refusal('the Resources of the template are no JSON object', path);
  return template;
}

function hasResources({ template }: AssemblyStack): boolean {
  return Object.keys(template.Resources ?? {}).length > 0;
}

/** What a file has. @throws ConfigError that names the file, for one that is no JSON */
function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw refusal(`a file of the cloud assembly cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, path, cause);
  }
}

function refusal(problem: string, got: string, cause?: unknown): ConfigError {
  const fix = 'cdk synth --output cdk.out, then --app cdk.out';
  return new ConfigError({ problem, got, allowed: 'a cloud assembly, with manifest.json and templates in JSON', fix }, { cause });
}

function known(value: string): string | undefined {
  return value.startsWith('unknown-') ? undefined : value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
