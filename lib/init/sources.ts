import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import { packageRoot } from '../paths';

/** The sources of a scenario with the imports of a separate project. */
export interface Sources {
  /** Contents by path in the project, with `/` between folders. */
  readonly files: ReadonlyMap<string, string>;
  /** The files of this package that they are made from. */
  readonly origins: readonly string[];
  /** Packages that each part imports. */
  readonly packages: { readonly lib: ReadonlySet<string>; readonly workloads: ReadonlySet<string> };
}

/**
 * The stacks of a scenario with its settings, and the workloads that they deploy.
 *
 * Follows imports from `stacks.ts`, from Lambda handlers and from services, and adds every file of a deployed workload that is not TypeScript:
 * SQL, PySpark, definitions, pages.
 */
export async function sourcesOf(scenario: string): Promise<Sources> {
  const pending = [`lib/scenarios/${scenario}/stacks.ts`, `lib/scenarios/${scenario}/settings.ts`, ...(await workloadEntries(scenario))];
  const origins = new Map<string, string>();
  const files = new Map<string, string>();
  const packages = { lib: new Set<string>(), workloads: new Set<string>() };
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const home = homeOf(path, scenario);
    const origin = origins.get(home);
    if (origin === path) continue;
    if (origin !== undefined) throw new Error(`${path} and ${origin} would both become ${home}: rename one of them`);
    origins.set(home, path);
    const source = await readFile(join(packageRoot, path), 'utf8');
    if (!path.endsWith('.ts')) {
      files.set(home, source);
      continue;
    }
    const { text, follow, external } = await moved(path, changed(source), scenario);
    files.set(home, text);
    pending.push(...follow);
    const isWorkload = path.startsWith('workloads/');
    if (!isWorkload) for (const id of workloadsNamedIn(source)) pending.push(...(await workloadEntries(id)));
    for (const name of external) packages[isWorkload ? 'workloads' : 'lib'].add(name);
  }
  return { files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))), origins: [...origins.values()].sort(), packages };
}

/** The files of a workload that nothing imports: handlers, services, and everything that is not TypeScript. */
async function workloadEntries(id: string): Promise<readonly string[]> {
  const isEntry = (path: string) => !path.endsWith('.ts') || /^workloads\/[^/]+\/(functions\/|service\/(main|documents)\.ts|ui\/)/.test(path);
  return (await filesBelow(`workloads/${id}`)).filter(isEntry);
}

/** Workloads whose files a source names by `lib/paths`. */
function workloadsNamedIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:workload|functionBundle|serviceBundle)\('([\w-]+)'/g)].flatMap(([, id]) => id ?? []);
}

/** Where a file of this package is in the project: files of the scenario, and those that scenarios share, are in `lib`; the others keep their path. */
function homeOf(path: string, scenario: string): string {
  const own = `lib/scenarios/${scenario}/`;
  if (path.startsWith(own)) return `lib/${path.slice(own.length)}`;
  if (path.startsWith('lib/scenarios/')) return `lib/${path.slice('lib/scenarios/'.length)}`;
  if (/^(workloads|lib\/(kubernetes|contract))\/|^lib\/(errors|paths)\.ts$/.test(path)) return path;
  throw new Error(
    `${path} cannot become part of a project: stacks and settings may import lib/scenarios, lib/kubernetes, lib/contract, lib/errors, lib/paths, ` +
      'workloads and the constructs',
  );
}

/** A source without what only the command line uses: jobs and queries with their kit, and the scenario's definition. */
function changed(text: string): string {
  return text
    .replace(/^import \{ scenarioKit \} from '[^']+';\n/m, '')
    .replace(/^export const kit = scenarioKit\([^;]*\);\n/m, '')
    .replace(/^import type \{ scenario \} from '\.\/scenario';$/m, "import type * as scenario from './settings';")
    .replace(/\bScenarioStage/g, 'AppStage');
}

interface Moved {
  readonly text: string;
  /** Files that it imports and that are copied too. */
  readonly follow: readonly string[];
  readonly external: readonly string[];
}

/** Imports and exports in the layout that the formatter enforces. */
const IMPORT = /(^(?:(?:import|export) [^'\n]* from |\} from |import )|\b(?:import|require)\()'([^']+)'/gm;

/** A source whose relative imports hold in the project. */
async function moved(path: string, text: string, scenario: string): Promise<Moved> {
  const folder = posix.dirname(path);
  const home = posix.dirname(homeOf(path, scenario));
  const follow: string[] = [];
  const external: string[] = [];
  const places = new Map<string, string>();
  for (const [, , specifier = ''] of text.matchAll(IMPORT)) {
    if (!specifier.startsWith('.')) {
      external.push(...packageOf(specifier));
      continue;
    }
    const file = await fileOf(posix.join(folder, specifier));
    follow.push(file);
    if (file.endsWith('.sql')) follow.push(SQL_DECLARATION);
    places.set(specifier, specifierOf(home, homeOf(file, scenario)));
  }
  return {
    text: text.replace(IMPORT, (_, before: string, specifier: string) => `${before}'${places.get(specifier) ?? specifier}'`),
    follow,
    external,
  };
}

/** Declares imports of SQL files, for every workload. */
const SQL_DECLARATION = 'workloads/athena/sql.d.ts';

function specifierOf(folder: string, file: string): string {
  const path = posix.relative(folder, file.replace(/(\/index)?\.ts$/, ''));
  return path.startsWith('.') ? path : `./${path}`;
}

function packageOf(specifier: string): readonly string[] {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return [];
  return [specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')];
}

/** The file that an import means: a file with its extension, or a module. */
async function fileOf(path: string): Promise<string> {
  const siblings = await readdir(join(packageRoot, posix.dirname(path)));
  const name = posix.basename(path);
  if (siblings.includes(`${name}.ts`)) return `${path}.ts`;
  return posix.extname(name) !== '' && siblings.includes(name) ? path : `${path}/index.ts`;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const root = join(packageRoot, folder);
  if (!existsSync(root)) return [];
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/__pycache__|\.pyc$/.test(join(entry.parentPath, entry.name)))
    .map((entry) => posix.join(folder, relative(root, entry.parentPath).split(sep).join('/'), entry.name));
}
