/** Bundles each service `workloads/<id>/service/main.ts`, with its page and Dockerfile, to `<folder>/<id>`: `node scripts/bundle-services.mjs <folder>`. */
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Globals that CommonJS packages expect. */
const COMMONJS = [
  "import { createRequire as requireFrom } from 'node:module';",
  "import { dirname as folderOf } from 'node:path';",
  "import { fileURLToPath as pathOf } from 'node:url';",
  'const require = requireFrom(import.meta.url);',
  'const __filename = pathOf(import.meta.url);',
  'const __dirname = folderOf(__filename);',
].join('\n');

/** The services use one class of undici; the rest cannot be tree-shaken, and would cost each service ten megabytes. */
const poolOnly = {
  name: 'undici-pool',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: 'pool', namespace: 'undici' }));
    onLoad({ filter: /.*/, namespace: 'undici' }, () => ({
      contents: "export { default as Pool } from 'undici/lib/dispatcher/pool.js';",
      resolveDir: root,
    }));
  },
};

export async function bundleServices(folder) {
  const workloads = join(root, 'workloads');
  for (const id of readdirSync(workloads)) {
    const main = join(workloads, id, 'service/main.ts');
    if (!existsSync(main)) continue;
    const out = join(folder, id);
    rmSync(out, { recursive: true, force: true });
    const shared = { absWorkingDir: root, outdir: out, bundle: true, format: 'esm', logLevel: 'warning' };
    // Split, so that a process loads only what its role needs. Not minified: log lines name function and line of these files.
    const node = {
      platform: 'node',
      target: 'node20',
      splitting: true,
      minifySyntax: true,
      outExtension: { '.js': '.mjs' },
      banner: { js: COMMONJS },
    };
    // The MongoDB driver uses the AWS SDK only if it is installed.
    await build({
      ...shared,
      ...node,
      entryPoints: [main, join(workloads, id, 'service/documents.ts')].filter((file) => existsSync(file)),
      plugins: [poolOnly],
      external: ['@aws-sdk/*'],
    });
    cpSync(join(workloads, id, 'Dockerfile'), join(out, 'Dockerfile'));

    const ui = join(workloads, id, 'ui');
    if (!existsSync(ui)) continue;
    const entryPoints = ['index.html', 'page.css', 'page.ts'].map((file) => join(ui, file));
    await build({ ...shared, entryPoints, outdir: join(out, 'ui'), minify: true, target: 'es2022', loader: { '.html': 'copy' } });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleServices(resolve(process.argv[2] ?? join(root, 'dist/services')));
