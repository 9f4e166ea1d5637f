import { join, relative, resolve, sep } from 'node:path';
import { checked, isDefault } from '../check';
import { ConfigError } from '../errors';
import type { DataGenerator } from './rehearsal';
import type { DataOrigin } from './result';
import type { Preparation } from './runner';
import { givenFolder } from './workspace';

/** Where the input of a rehearsal comes from, decided before anything is written. */
export interface DataSource {
  readonly kind: DataOrigin['kind'];
  readonly defaults: boolean;
  /** Folder that was named; undefined when data is generated. */
  readonly folder?: string;
  prepare?(folder: string): Preparation;
}

export interface DataOptions {
  /** Folder that was named. */
  readonly data?: string;
  /** Whether it is the article's own sample. */
  readonly original?: boolean;
  /** Parameters of the generated data, as typed. */
  readonly dataParams?: Readonly<Record<string, string>>;
}

/** Decides between generated data and a folder. @throws ConfigError when flags contradict each other, or when the folder is missing or empty */
export async function dataSource(
  { id, data }: { readonly id: string; readonly data?: DataGenerator },
  options: DataOptions,
  root: string,
): Promise<DataSource> {
  const dataParams = options.dataParams ?? {};
  if (options.data === undefined) {
    if (options.original) {
      throw new ConfigError({
        problem: '--original describes the data of --data, and no --data is given',
        fix: 'add --data <folder of the original sample>',
      });
    }
    if (!data) {
      if (Object.keys(dataParams).length === 0) return { kind: 'none', defaults: true };
      throw new ConfigError({ problem: `${id} generates no data`, got: '--data-param', fix: 'leave --data-param out' });
    }
    const params = checked(data.params, dataParams, 'parameters of the data', `stagecraft explain ${id}`);
    return {
      kind: 'generated',
      defaults: isDefault(data.params, params),
      prepare: (folder) => ({ id: 'data', title: 'Generate the data', run: (task) => data.generate({ folder, params, task }) }),
    };
  }

  if (Object.keys(dataParams).length > 0) {
    throw new ConfigError({
      problem: 'parameters of generated data have no effect on a folder',
      got: '--data-param',
      fix: 'leave --data or --data-param out',
    });
  }
  const folder = resolve(options.data);
  const workspace = join(root, 'work');
  if (folder === workspace || folder.startsWith(workspace + sep) || root.startsWith(folder + sep)) {
    throw new ConfigError({
      problem: 'the data folder and the folder of the rehearsal lie in each other',
      got: relative(process.cwd(), folder) || '.',
      fix: 'move the data, or choose another folder with --out',
    });
  }
  const contents = await givenFolder(folder);
  return {
    kind: options.original ? 'original' : 'given',
    defaults: true,
    folder,
    prepare: () => ({ id: 'data', title: `Read the data in ${options.data}`, run: async () => ({ ...contents }) }),
  };
}
