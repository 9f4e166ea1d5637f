/**
 * Compiles TypeScript, and bundles each Lambda handler under `workloads/<id>/functions` to `dist/functions/<id>/<name>/index.js`
 * and each service `workloads/<id>/service/main.ts`, with its page and Dockerfile, to `dist/services/<id>`. What most starts load is bundled too.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundlePackages } from './bundle-packages.mjs';
import { bundleServices } from './bundle-services.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [tsc, '-b', root], { stdio: 'inherit' });

const workloads = join(root, 'workloads');
const handlers = readdirSync(workloads).flatMap((id) => {
  const folder = join(workloads, id, 'functions');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ in: join(folder, file), out: join(id, basename(file, '.ts'), 'index') }));
});
await build({
  entryPoints: handlers,
  outdir: join(root, 'dist/functions'),
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  loader: { '.sql': 'text' },
  logLevel: 'warning',
});
removeStale(join(root, 'dist/functions'), new Set(handlers.map(({ out }) => dirname(out))));

await bundlePackages(root);
await bundleServices(join(root, 'dist/services'));

/** Takes away the bundles whose source is gone. The others are overwritten in place, so that whoever reads them meanwhile finds them. */
function removeStale(folder, current) {
  for (const id of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, id))) {
      if (!current.has(join(id, name))) rmSync(join(folder, id, name), { recursive: true });
    }
  }
}
