/**
 * Compiles TypeScript, and bundles each Lambda handler: those under `workloads/<id>/functions` to `dist/functions/<id>/<name>/index.js`,
 * those under `constructs/<domain>/handlers` to `constructs/dist/<domain>/handlers/<name>/index.js`,
 * and each service `workloads/<id>/service/main.ts`, with its page and Dockerfile, to `dist/services/<id>`. What most starts load is bundled too.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundlePackages } from './bundle-packages.mjs';
import { bundleServices } from './bundle-services.mjs';
import { bundleStart } from './bundle-start.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [tsc, '-b', root], { stdio: 'inherit' });
// npx marks the compiled command executable once, and not again after a rebuild.
chmodSync(join(root, 'dist/bin/stagecraft.js'), 0o755);

const bundling = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  loader: { '.sql': 'text' },
  logLevel: 'warning',
};
const handlers = handlersIn('workloads', 'functions', (id, name) => join(id, name, 'index'));
await build({ ...bundling, entryPoints: handlers, outdir: join(root, 'dist/functions') });
removeStale(join(root, 'dist/functions'), new Set(handlers.map(({ out }) => dirname(out))));

// Bundles of handlers in constructs are part of their package. The Lambda runtime includes the AWS SDK.
await build({
  ...bundling,
  entryPoints: handlersIn('constructs', 'handlers', (domain, name) => join(domain, 'handlers', name, 'index')),
  outdir: join(root, 'constructs/dist'),
  external: ['@aws-sdk/*'],
});

await bundlePackages(root, [await bundleStart(root)]);
await bundleServices(join(root, 'dist/services'));

/** Files that export a handler in this folder of any part, with the target of their bundle. */
function handlersIn(parts, folder, bundleOf) {
  return readdirSync(join(root, parts)).flatMap((part) => {
    const handlers = join(root, parts, part, folder);
    if (!existsSync(handlers)) return [];
    return readdirSync(handlers)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({ in: join(handlers, file), out: bundleOf(part, basename(file, '.ts')) }));
  });
}

/** Deletes bundles without a source. The others are overwritten in place, so that concurrent readers always find them. */
function removeStale(folder, current) {
  for (const id of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, id))) {
      if (!current.has(join(id, name))) rmSync(join(folder, id, name), { recursive: true });
    }
  }
}
