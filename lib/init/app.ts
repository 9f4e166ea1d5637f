import type { LoadedScenario } from '../scenarios/load';

/** `bin/app.ts` of a project: the stage with its stacks, and the values that replace defaults of `lib/settings.ts`. */
export function appSource({ scenario, stage }: Pick<LoadedScenario, 'scenario' | 'stage'>, pinned: Readonly<Record<string, unknown>>): string {
  const { ttlHours, ...values } = pinned;
  const lines = Object.entries(values).map(([name, value]) => `  ${name}: ${literal(value)},\n`);
  return `import { App } from 'aws-cdk-lib';
import { StagecraftError } from 'stagecraft-constructs/errors';
import { config, contract } from '../lib/settings';
import { build } from '../lib/stacks';
import { AppStage } from '../lib/stage';

/** Keys, descriptions and defaults are in lib/settings.ts; a key here replaces its default. */
const values = config.parse({${lines.length > 0 ? `\n${lines.join('')}` : ''}});

/** Each stage name is a separate copy of the stacks: two of them can be deployed to one account and region. */
const stageName = ${literal(stage)};

try {
  const stage = new AppStage(new App(), { scenario: { id: ${literal(scenario.id)}, contract }, stageName${ttlHours === undefined ? '' : `, ttlHours: ${literal(ttlHours)}`} });
  build(stage, values);
} catch (error) {
  if (!StagecraftError.is(error)) throw error;
  console.error(error.message);
  process.exit(error.exitCode);
}
`;
}

function literal(value: unknown): string {
  const text = JSON.stringify(value);
  return typeof value === 'string' && !/['"\\]/.test(value) ? `'${text.slice(1, -1)}'` : text;
}

/** `scripts/build.mjs` of a project. */
export const BUILD = `/**
 * Bundles the app to \`dist/app.js\`, each Lambda handler under \`workloads/<id>/functions\` to \`dist/functions/<id>/<name>/index.js\`,
 * and each service \`workloads/<id>/service/main.ts\`, where there is one, to \`dist/services/<id>\`.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['bin/app.ts'],
  outfile: 'dist/app.js',
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});

const workloads = existsSync('workloads') ? readdirSync('workloads') : [];
const handlers = workloads.flatMap((id) => {
  const folder = join('workloads', id, 'functions');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return files.map((file) => ({ in: join(folder, file), out: join(id, basename(file, '.ts'), 'index') }));
});
await build({
  entryPoints: handlers,
  outdir: 'dist/functions',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  loader: { '.sql': 'text' },
  logLevel: 'warning',
});
if (existsSync('scripts/bundle-services.mjs')) await (await import('./bundle-services.mjs')).bundleServices('dist/services');
`;
