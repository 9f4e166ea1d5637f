import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '../errors';
import { projectFiles } from '../init/project';
import { packageRoot } from '../paths';
import { loadScenario, type ScenarioOptions } from '../scenarios/load';
import { makeFolder, writing } from '../writing';
import { showConfig } from './config';

export interface InitOptions extends ScenarioOptions {
  /** Folder of the new project; absent or empty. */
  readonly dir: string;
  /**
   * npm version or path of `stagecraft-constructs`.
   *
   * @default - the version of this command line
   */
  readonly constructs?: string;
}

export interface InitResult {
  readonly scenario: string;
  readonly dir: string;
  /** Paths relative to the folder. */
  readonly files: readonly string[];
}

/** Writes a plain CDK app with the stacks of a scenario, independent of this package from then on. @throws ConfigError when the folder is not empty */
export async function init(options: InitOptions): Promise<InitResult> {
  const loaded = await loadScenario(options);
  const dir = resolve(options.dir);
  const present = (await readdir(dir).catch(() => [])).filter((name) => name !== '.git');
  if (present.length > 0) {
    throw new ConfigError({
      problem: 'the folder is not empty',
      got: `${dir}, with ${present.slice(0, 3).join(', ')}${present.length > 3 ? ' and more' : ''}`,
      allowed: 'a new or empty folder',
      fix: `stagecraft init <another folder> --scenario ${loaded.scenario.id}`,
    });
  }
  const { keys } = await showConfig(options);
  const pinned = Object.fromEntries(keys.filter(({ from }) => from !== 'default').map(({ name, value }) => [name, value]));
  const constructs = options.constructs ?? (await constructsFor(dir));
  const example = await loadScenario({ ...options, examples: true });
  const files = await projectFiles(loaded, { name: packageName(dir), constructs, pinned, example });
  await writing(dir, async () => {
    for (const [path, text] of files) {
      const file = join(dir, path);
      await makeFolder(dirname(file));
      await writeFile(file, text);
    }
  });
  return { scenario: loaded.scenario.id, dir, files: [...files.keys()] };
}

function packageName(dir: string): string {
  const name = basename(dir)
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return name === '' ? 'cdk-app' : name;
}

/** A published command line depends on a published version of the constructs; a checkout has them in a folder, whose version may be on no registry. */
async function constructsFor(dir: string): Promise<string> {
  const folder = join(packageRoot, 'constructs');
  if (existsSync(folder)) return `file:${relative(dir, folder).split(sep).join('/')}`;
  const { dependencies } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  return dependencies['stagecraft-constructs']!;
}
