import { basename, dirname, join } from 'node:path';
import { transformSync } from '@swc/core';
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Chart, Testing } from 'cdk8s';
import { repositoryFiles, root, textOf } from './files';

/** What an example finds there already. */
interface Surroundings {
  readonly stack: Stack;
  readonly analyst: iam.Role;
  /** Kubernetes objects. */
  readonly chart: Chart;
  /** Folder with a bundled handler. */
  readonly bundle: string;
  /** Metadata of an identity provider, as a file. */
  readonly metadata: string;
  /** A PySpark program. */
  readonly program: string;
}

/** Files that examples take. */
export interface ExampleFiles {
  /** Folder with a bundled handler. */
  readonly bundle: string;
  /** A PySpark program. */
  readonly program: string;
}

/** Folders of constructs that have a README. */
export const domains = repositoryFiles('constructs/*/README.md').map((file) => basename(dirname(file)));

export function readmeOf(domain: string): string {
  return textOf(`constructs/${domain}/README.md`);
}

/** Runs each example of a README in a new stack. @param load - gives each module that an example imports */
export function runExamples(
  domain: string,
  files: ExampleFiles,
  load: (name: string) => unknown = (name) => require(name),
): { stack: Stack; chart: Chart } {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Readme');
  const analyst = new iam.Role(stack, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() });
  const chart = new Chart(Testing.app(), 'readme', { disableResourceNameHashes: true });
  const module: { exports: { examples?(surroundings: Surroundings): void } } = { exports: {} };
  new Function('module', 'exports', 'require', compiled(domain))(module, module.exports, load);
  module.exports.examples?.({ stack, analyst, chart, metadata: METADATA, ...files });
  return { stack, chart };
}

const METADATA = join(root, 'workloads/quicksight-auth0/example/metadata.xml');

const code = new Map<string, string>();

function compiled(domain: string): string {
  const known = code.get(domain);
  if (known !== undefined) return known;
  const made = transformSync(exampleFile(domain), { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }).code;
  code.set(domain, made);
  return made;
}

/** A module whose one function does what the README shows, with everything in scope that the README uses without importing it. */
export function exampleFile(domain: string): string {
  const blocks = [...readmeOf(domain).matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
  const lines = blocks.join('\n').split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const body = lines.filter((line) => !line.startsWith('import '));
  const domainImports = domains.map((domain) => `import { ${namesIn(domain).join(', ')} } from 'stagecraft-constructs/${domain}';`);
  return [
    "import { Duration, RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';",
    "import * as iam from 'aws-cdk-lib/aws-iam';",
    "import * as sfn from 'aws-cdk-lib/aws-stepfunctions';",
    "import type { Chart } from 'cdk8s';",
    ...domainImports,
    ...imports,
    'type Given = { stack: Stack; analyst: iam.Role; chart: Chart; bundle: string; metadata: string; program: string };',
    'export function examples({ stack, analyst, chart, bundle, metadata, program }: Given): void {',
    ...body,
    '}',
  ].join('\n');
}

/** Everything that a domain exports; types are marked. */
function namesIn(domain: string): string[] {
  const values = Object.keys(require(`stagecraft-constructs/${domain}`) as object);
  const files = [...textOf(`constructs/${domain}/index.ts`).matchAll(/export \* from '\.\/([\w-]+)'/g)].map(([, file]) => file);
  const types = files.flatMap((file) => [...textOf(`constructs/${domain}/${file}.ts`).matchAll(/^export (?:interface|type) (\w+)/gm)]);
  return [...values, ...types.map(([, name]) => `type ${name}`)];
}
