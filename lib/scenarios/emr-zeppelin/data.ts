import { cp, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { defaults, generate } from '../../../workloads/emr-zeppelin/generator';
import { ConfigError, JobError } from '../../errors';
import { seed, wholeNumber } from '../params';
import { staged } from '../staged';
import { FOLDERS, kit } from './settings';

/** Files that the notes read, by data set, with their paths in the folder of the sources. */
const FILES = {
  bakery: ['bakery/BreadBasket_DMS.csv'],
  small: ['movielens/ml-latest-small/movies.csv', 'movielens/ml-latest-small/ratings.csv'],
  full: ['movielens/ml-latest/movies.csv', 'movielens/ml-latest/ratings.csv'],
} as const;

/** Part of the sources that may be absent. */
export type DataSet = keyof typeof FILES;

/** Sales of a bakery, and films with their ratings in two sizes. */
export const data = kit.data({
  summary: 'sales of a bakery, and films with their ratings in a small and a large set, as nine CSV files',
  params: z.object({
    seed: seed(defaults.seed),
    sales: wholeNumber(1, 10_000_000).default(defaults.sales).describe('rows of the bakery'),
    ratings: wholeNumber(100, 10_000_000).default(defaults.ratings).describe('ratings of the small set; the large one has four times as many'),
  }),

  async generate({ folder, params, task }) {
    return { ...(await generate(params, folder, { signal: task.signal, progress: (path) => task.progress(`writing ${path}`) })) };
  },

  async upload({ folder, contract, aws, task }) {
    const sets = await dataSetsIn(folder);
    // Only these files, in the folder from which the notes read them.
    const uploaded = await staged({ aws, task }, { bucket: contract.dataBucket }, async (arranged) => {
      for (const set of sets) await arrange(folder, set, join(arranged, FOLDERS.sources));
    });
    return { sets: sets.join(', '), ...uploaded };
  },
});

/**
 * Complete data sets in a folder.
 *
 * @throws ConfigError when there is none, JobError when a set is incomplete
 */
export async function dataSetsIn(folder: string): Promise<readonly DataSet[]> {
  const complete: DataSet[] = [];
  for (const [set, files] of Object.entries(FILES) as [DataSet, readonly string[]][]) {
    const there = await Promise.all(files.map((file) => isFile(join(folder, file))));
    if (there.every(Boolean)) complete.push(set);
    else if (there.some(Boolean)) {
      const missing = files.filter((_, at) => !there[at]);
      throw new JobError({ problem: `the set ${set} is not complete`, got: folder, allowed: missing.join(', '), fix: 'add the missing file' });
    }
  }
  if (complete.length > 0) return complete;
  throw new ConfigError({
    problem: 'the folder has none of the files that the notes read',
    got: folder,
    allowed: Object.values(FILES).flat().join(', '),
    fix: 'arrange the files in these folders, or generate data: stagecraft data generate emr-zeppelin',
  });
}

/** Copies the files of a data set to their paths below a folder. */
export async function arrange(from: string, set: DataSet, to: string): Promise<void> {
  for (const file of FILES[set]) {
    await mkdir(dirname(join(to, file)), { recursive: true });
    await cp(join(from, file), join(to, file));
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
