import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../paths';
import type { LoadedScenario } from '../scenarios/load';
import { appSource, BUILD } from './app';
import { type ProjectOptions, readme } from './readme';
import { type Sources, sourcesOf } from './sources';

/** A plain CDK app with the stacks of a scenario: contents by path, with `/` between folders. */
export async function projectFiles(loaded: LoadedScenario, options: ProjectOptions): Promise<ReadonlyMap<string, string>> {
  const { files, packages } = await sourcesOf(loaded.scenario.id);
  const hasServices = [...files.keys()].some((path) => /^workloads\/[^/]+\/service\/main\.ts$/.test(path));
  const copied = ['tsconfig.base.json', ...(hasServices ? ['scripts/bundle-services.mjs'] : [])];
  return new Map([
    ['.gitignore', 'node_modules/\ndist/\ncdk.out/\n'],
    // A linked folder would bring its own aws-cdk-lib, whose classes are not those of the project.
    ...(options.constructs.startsWith('file:') ? ([['.npmrc', 'install-links=true\n']] as const) : []),
    ['README.md', await readme(loaded, options)],
    ['bin/app.ts', appSource(loaded, options.pinned)],
    ['cdk.json', json({ app: 'node dist/app.js', build: 'npm run --silent build', output: 'cdk.out' })],
    ['package.json', json(await manifest(packages, options))],
    ['scripts/build.mjs', BUILD],
    ['tsconfig.json', json(TSCONFIG)],
    ...(await Promise.all(copied.map(async (path) => [path, await readFile(join(packageRoot, path), 'utf8')] as const))),
    ...files,
  ]);
}

const TSCONFIG = {
  extends: './tsconfig.base.json',
  compilerOptions: { module: 'esnext', noEmit: true },
  include: ['bin/**/*.ts', 'lib/**/*.ts', 'workloads/**/*.ts'],
  exclude: ['workloads/*/ui'],
};

const TOOLS = ['@types/node', 'aws-cdk', 'esbuild', 'typescript'];

async function manifest(packages: Sources['packages'], { name, constructs }: ProjectOptions): Promise<object> {
  const own = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as Record<
    'dependencies' | 'devDependencies' | 'optionalDependencies',
    Record<string, string>
  >;
  const versions: Readonly<Record<string, string>> = {
    ...own.devDependencies,
    ...own.optionalDependencies,
    ...own.dependencies,
    'stagecraft-constructs': constructs,
  };
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((each) => (versions[each] === undefined ? [] : [[each, versions[each]]])).sort());
  const bundled = [...packages.workloads].filter((each) => !packages.lib.has(each));
  return {
    name,
    version: '0.1.0',
    private: true,
    type: 'commonjs',
    scripts: {
      build: 'node scripts/build.mjs',
      check: 'tsc --noEmit',
      // The stacks are in a stage, and `--all` means those outside of stages.
      synth: 'cdk synth --quiet "**"',
      deploy: 'cdk deploy "**"',
      destroy: 'cdk destroy "**"',
    },
    dependencies: pick(['aws-cdk-lib', 'constructs', 'stagecraft-constructs', ...packages.lib]),
    // Handlers and services are bundled: nobody needs their packages after the build.
    devDependencies: pick([...TOOLS, ...bundled, ...bundled.map((each) => `@types/${each}`)]),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
