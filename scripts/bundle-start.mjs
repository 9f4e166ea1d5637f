import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the command line with its commands, the list of scenarios and commander into the compiled `lib/cli/main.js`: a start reads one file
 * instead of forty. What a command loads when it runs (`import()`) stays a separate file.
 *
 * Names are kept, so that the stack traces of `--debug` can be read.
 *
 * @returns the result of esbuild, whose metafile tells the packages in the bundle
 */
export async function bundleStart(root) {
  const outfile = join(root, 'dist/lib/cli/main.js');
  const result = await build({
    entryPoints: [join(root, 'lib/cli/main.ts')],
    outfile,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    plugins: [externalWhenDynamic(root, outfile), withoutChildProcess],
    legalComments: 'none',
    metafile: true,
    absWorkingDir: root,
    logLevel: 'warning',
  });
  // A second copy of these classes would not be an `instanceof` the first.
  if (Object.hasOwn(result.metafile.inputs, 'lib/errors.ts')) throw new Error('lib/errors.ts is in the bundle of the start: load it by import()');
  return result;
}

/** Leaves `import('./file')` to run time, relative to the bundle: compiled files lie as the sources do. */
function externalWhenDynamic(root, outfile) {
  return {
    name: 'external-when-dynamic',
    setup(hooks) {
      hooks.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const compiled = join(root, 'dist', relative(root, join(resolveDir, path)));
        const from = relative(dirname(outfile), compiled).split(sep).join('/');
        return { path: from.startsWith('.') ? from : `./${from}`, external: true };
      });
    },
  };
}

/** Commander loads `child_process`, and with it the network modules, for commands that are separate programs. There are none here. */
const withoutChildProcess = {
  name: 'without-child-process',
  setup(hooks) {
    hooks.onLoad({ filter: /commander[\\/]lib[\\/]command\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const later = source.replace(/^const childProcess = require\('node:child_process'\);$/m, '');
      if (later === source) throw new Error(`${path} loads child_process in another way than expected`);
      return { contents: later.replaceAll('childProcess.', "require('node:child_process').") };
    });
  },
};
