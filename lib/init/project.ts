import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../paths';
import type { LoadedScenario } from '../scenarios/load';
import { stageId } from '../scenarios/names';
import { readme } from './readme';
import { settingsSource } from './settings';
import { sourcesOf } from './sources';
import { APP, BUILD, PATHS, STAGE } from './template';

export interface ProjectOptions {
  /** Name of the npm package. */
  readonly name: string;
  /**
   * Where npm finds `stagecraft-constructs`: a version, a folder, an archive.
   *
   * @default - the version that this package uses
   */
  readonly constructs?: string;
}

/** A plain CDK app with the stacks of a scenario: contents by path, with `/` between folders. */
export async function projectFiles(loaded: LoadedScenario, options: ProjectOptions): Promise<ReadonlyMap<string, string>> {
  const { files, packages } = await sourcesOf(loaded.scenario.id);
  const id = stageId(loaded.scenario.id, loaded.stage);
  const hasServices = [...files.keys()].some((path) => /^workloads\/[^/]+\/service\/main\.ts$/.test(path));
  return new Map([
    ['.gitignore', 'node_modules/\ndist/\ncdk.out/\n'],
    ['README.md', await readme(loaded, options.name)],
    ['bin/app.ts', APP.replace('STAGE_ID', id)],
    ['cdk.json', json({ app: 'node dist/app.js', build: 'npm run --silent build', output: 'cdk.out' })],
    ['lib/paths.ts', PATHS],
    ['lib/settings.ts', settingsSource(loaded)],
    ['lib/stage.ts', STAGE],
    ['package.json', json(await manifest(packages, options))],
    ['scripts/build.mjs', BUILD],
    [
      'tsconfig.json',
      json({ compilerOptions: COMPILER_OPTIONS, include: ['bin/**/*.ts', 'lib/**/*.ts', 'workloads/**/*.ts'], exclude: ['workloads/*/ui'] }),
    ],
    ...(hasServices ? ([['scripts/bundle-services.mjs', await readFile(join(packageRoot, 'scripts/bundle-services.mjs'), 'utf8')]] as const) : []),
    ...files,
  ]);
}

const TOOLS = ['@types/node', 'esbuild', 'typescript'];

async function manifest(packages: ReadonlySet<string>, { name, constructs }: ProjectOptions): Promise<object> {
  const own = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as Record<
    'dependencies' | 'devDependencies' | 'optionalDependencies',
    Record<string, string>
  >;
  const versions = { ...own.devDependencies, ...own.optionalDependencies, ...own.dependencies };
  const pick = (names: readonly string[]) => Object.fromEntries([...names].sort().map((each) => [each, versions[each] ?? '*']));
  const atSynthesis = ['aws-cdk-lib', 'constructs', 'stagecraft-constructs'];
  const inHandlers = [...packages].filter((each) => !atSynthesis.includes(each));
  const theirTypes = inHandlers.map((each) => `@types/${each}`).filter((each) => each in own.devDependencies);
  return {
    name,
    version: '0.1.0',
    private: true,
    type: 'commonjs',
    scripts: {
      build: 'node scripts/build.mjs',
      check: 'tsc --noEmit',
      synth: 'cdk synth --quiet',
      deploy: 'cdk deploy --all',
      destroy: 'cdk destroy --all',
    },
    dependencies: { ...pick(atSynthesis), ...(constructs !== undefined && { 'stagecraft-constructs': constructs }) },
    devDependencies: pick([...TOOLS, 'aws-cdk', ...inHandlers, ...theirTypes]),
  };
}

const COMPILER_OPTIONS = {
  target: 'es2022',
  lib: ['es2023'],
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  noUncheckedIndexedAccess: true,
  esModuleInterop: true,
  isolatedModules: true,
  skipLibCheck: true,
  types: ['node'],
  noEmit: true,
};

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
