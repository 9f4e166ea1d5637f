import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';

/** Source of the bundle of each package that most starts load. Zod alone has a hundred files, most of them unused locales. */
const BUNDLES = {
  zod: "export * from 'zod'; export * as mini from 'zod/mini';",
  'cli-table3': "module.exports = require('cli-table3');",
};

/** Bundle file by required name. Both entry points of Zod are in one bundle, because they share their core. */
const FILES = { zod: 'zod.js', 'zod/mini': 'zod-mini.js', 'cli-table3': 'cli-table3.js' };

/** Excludes Zod's locales; English is loaded by another path. */
const withoutLanguages = {
  name: 'without-languages',
  setup(hooks) {
    hooks.onResolve({ filter: /\/locales\/index\.js$/ }, ({ path }) => ({ path, namespace: 'none' }));
    hooks.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export {}' }));
  },
};

/**
 * Bundles packages that most starts load into one file each below `dist/packages`, and redirects the compiled files to them: a start resolves,
 * reads and compiles three files instead of 120. The sources import the packages by name, for types, tests and readers.
 *
 * @param others further results of esbuild, whose packages are distributed too
 */
export async function bundlePackages(root, others) {
  const dist = join(root, 'dist');
  const folder = join(dist, 'packages');
  const bundles = await Promise.all(Object.entries(BUNDLES).map(([name, contents]) => bundle(root, contents, join(folder, FILES[name]))));
  writeFileSync(join(folder, 'LICENSES.txt'), licencesOf(root, [...bundles, ...others]));
  writeFileSync(join(folder, FILES['zod/mini']), "module.exports = require('./zod.js').mini;\n");

  for (const part of ['bin', 'lib', 'workloads']) {
    for (const file of readdirSync(join(dist, part), { recursive: true })) {
      if (file.endsWith('.js')) pointAt(folder, join(dist, part, file));
    }
  }
}

function bundle(root, contents, outfile) {
  return build({
    stdin: { contents, resolveDir: root },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    plugins: [withoutLanguages],
    legalComments: 'none',
    metafile: true,
    absWorkingDir: root,
    logLevel: 'warning',
  });
}

/** Licences of all packages in a bundle, which require to be distributed with it. */
function licencesOf(root, bundles) {
  const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = new Set(inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []));
  return [...packages]
    .sort()
    .map((folder) => licenceOf(join(root, folder)))
    .join('\n');
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version}, ${license}\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8')}`;
}

function pointAt(folder, file) {
  const compiled = readFileSync(file, 'utf8');
  const pointed = compiled.replaceAll(/require\("([^".][^"]*)"\)/g, (call, name) => {
    if (!Object.hasOwn(FILES, name)) return call;
    return `require("${relative(dirname(file), join(folder, FILES[name])).split(sep).join('/')}")`;
  });
  if (pointed !== compiled) writeFileSync(file, pointed);
}
