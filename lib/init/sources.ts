import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import { packageRoot } from '../paths';

/** The sources of a scenario, ready for a project of their own. */
export interface Sources {
  /** Contents by path in the project, with `/` between folders. */
  readonly files: ReadonlyMap<string, string>;
  /** Packages that they import. */
  readonly packages: ReadonlySet<string>;
}

/**
 * The stacks of a scenario and the workloads that they deploy, with imports that hold in a project of their own.
 *
 * Follows imports from `stacks.ts`, from Lambda handlers and from services, and adds what is no TypeScript of every workload that the stacks
 * name: SQL, PySpark, definitions, pages.
 */
export async function sourcesOf(scenario: string): Promise<Sources> {
  const pending = [`lib/scenarios/${scenario}/stacks.ts`, ...(await workloadEntries(scenario))];
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const taken = new Set<string>();
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (taken.has(path)) continue;
    taken.add(path);
    const text = await readFile(join(packageRoot, path), 'utf8');
    const taking = path.endsWith('.ts') ? await moved(path, text, scenario) : { text, follow: [], packages: [] };
    files.set(homeOf(path, scenario), taking.text);
    pending.push(...taking.follow);
    if (path.startsWith('lib/')) for (const id of workloadsNamedIn(text)) pending.push(...(await workloadEntries(id)));
    for (const name of taking.packages) packages.add(name);
  }
  return { files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))), packages };
}

/** What of a workload nobody imports: handlers, services, and everything that is no TypeScript. */
async function workloadEntries(id: string): Promise<readonly string[]> {
  const isEntry = (path: string) => !path.endsWith('.ts') || /^workloads\/[^/]+\/(functions\/|service\/(main|documents)\.ts|ui\/)/.test(path);
  return (await filesBelow(`workloads/${id}`)).filter(isEntry);
}

/** Workloads whose files a source names by `lib/paths`. */
function workloadsNamedIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:workload|functionBundle|serviceBundle)\('([\w-]+)'/g)].flatMap(([, id]) => id ?? []);
}

/** Where a file of this package stands in the project. */
function homeOf(path: string, scenario: string): string {
  const own = `lib/scenarios/${scenario}/`;
  if (path.startsWith(own)) return `lib/${path.slice(own.length)}`;
  if (path.startsWith('lib/scenarios/')) return `lib/${path.slice('lib/scenarios/'.length)}`;
  if (/^(workloads|lib\/kubernetes)\//.test(path)) return path;
  throw new Error(
    `${path} cannot leave this package: stacks may import folders of scenarios, workloads, lib/kubernetes, lib/paths, lib/errors and the constructs`,
  );
}

interface Moved {
  readonly text: string;
  /** Files that it needs and that are copied too. */
  readonly follow: readonly string[];
  readonly packages: readonly string[];
}

/** A source with its imports and names changed to those of the project. */
async function moved(path: string, text: string, scenario: string): Promise<Moved> {
  const renamed = text
    .replace(/^import type \{ scenario \} from '.\/scenario';\n/m, '')
    .replace(/\bBuild<typeof scenario>/g, 'Build')
    .replace(/\bScenarioStage\b/g, 'AppStage')
    .replace(/\bscenarioStage\b/g, 'appStage')
    .replace(/^import \{ (\w+) \} from '(\.\.\/)+errors';$/m, "import { StagecraftError as $1 } from 'stagecraft-constructs/errors';");
  const home = posix.dirname(homeOf(path, scenario));
  const follow: string[] = [];
  const packages: string[] = [];
  const places = new Map<string, string>();
  for (const [, , specifier = ''] of renamed.matchAll(IMPORT)) {
    if (!specifier.startsWith('.')) {
      packages.push(...packageOf(specifier));
      continue;
    }
    const source = posix.join(posix.dirname(path), specifier);
    const made = generatedFor(source);
    const file = made ?? (await fileOf(source));
    if (made === undefined) follow.push(file, ...(await declarationsIn(posix.dirname(file))));
    if (file.endsWith('.sql')) follow.push(SQL_DECLARATION);
    places.set(specifier, specifierOf(home, made ?? homeOf(file, scenario)));
  }
  const result = renamed.replace(IMPORT, (_, before: string, specifier: string) => `${before}'${places.get(specifier) ?? specifier}'`);
  return { text: result, follow, packages };
}

/** Says what an imported SQL file is; it stands once, whoever imports one. */
const SQL_DECLARATION = 'workloads/athena/sql.d.ts';

const IMPORT = /(\bfrom |\bimport\(|^import )'([^']+)'/gm;

/** The file that a project has in a form of its own for this one. */
function generatedFor(source: string): string | undefined {
  const generated: Readonly<Record<string, string>> = {
    'lib/paths': 'lib/paths.ts',
    'lib/scenarios/stage': 'lib/stage.ts',
  };
  // Stacks that are taken from another scenario are built with the configuration of this one.
  return /^lib\/scenarios\/[^/]+\/settings$/.test(source) ? 'lib/settings.ts' : generated[source];
}

function specifierOf(folder: string, file: string): string {
  const path = posix.relative(folder, file.replace(/\.ts$/, ''));
  return path.startsWith('.') ? path : `./${path}`;
}

function packageOf(specifier: string): readonly string[] {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return [];
  return [specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')];
}

/** The file that an import means: a file with its ending, or a module. */
async function fileOf(path: string): Promise<string> {
  const siblings = await readdir(join(packageRoot, posix.dirname(path)));
  const name = posix.basename(path);
  if (siblings.includes(`${name}.ts`)) return `${path}.ts`;
  return posix.extname(name) !== '' && siblings.includes(name) ? path : `${path}/index.ts`;
}

/** Declarations that hold for a whole folder, such as those of imported SQL files. */
async function declarationsIn(folder: string): Promise<readonly string[]> {
  if (!folder.startsWith('workloads/')) return [];
  return (await readdir(join(packageRoot, folder))).filter((name) => name.endsWith('.d.ts')).map((name) => `${folder}/${name}`);
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const root = join(packageRoot, folder);
  if (!existsSync(root)) return [];
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/__pycache__|\.pyc$/.test(join(entry.parentPath, entry.name)))
    .map((entry) => posix.join(folder, relative(root, entry.parentPath).split(sep).join('/'), entry.name));
}
