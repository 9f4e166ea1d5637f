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
