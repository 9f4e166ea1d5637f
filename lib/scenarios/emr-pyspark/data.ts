import { copyFile, link, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { defaults, generate } from '../../../workloads/emr-pyspark/generator';
import { type DataSet, OTHER_NAMES, RAW_FILES } from '../../../workloads/emr-pyspark/raw-files';
import { JobError } from '../../errors';
import { seed } from '../params';
import { kit } from './settings';

const SCALE = 'a number from 0.1 to 1000';

/** The raw CSV files: a bakery, films with their ratings, and stocks. */
export const data = kit.data({
  summary: 'sales of a bakery, films and their ratings, and prices of thirty stocks as 38 CSV files',
  params: z.object({
    seed: seed(defaults.seed),
    scale: z.coerce
      .number(SCALE)
      .min(0.1, SCALE)
      .max(1_000, SCALE)
      .default(defaults.scale)
      .describe('size of the data; 1 is 8 MB with 100,000 ratings, 50 is 210 MB with five million'),
  }),

  async generate({ folder, params: { seed, scale }, task }) {
    return { ...(await generate({ seed, scale }, folder, { signal: task.signal, progress: (path) => task.progress(`writing ${path}`) })) };
  },

  async upload({ folder, contract, aws, task }) {
    const raw = await rawDataIn(folder);
    const arranged = await mkdtemp(join(tmpdir(), 'raw-'));
    try {
      await arrange(raw, arranged);
      const summary = await aws.s3.uploadFolder(arranged, contract.bronzeBucket, task);
      return { bucket: contract.bronzeBucket, sets: raw.complete.join(', '), ...summary };
    } finally {
      await rm(arranged, { recursive: true, force: true });
    }
  },
});

/** Raw files of a folder: complete data sets, and the paths of their files. */
export interface RawData {
  readonly complete: readonly DataSet[];
  readonly absent: readonly DataSet[];
  /** Key in the raw bucket, and path of the file. */
  readonly files: ReadonlyMap<string, string>;
}

/** Finds the raw files. @throws JobError for an incomplete data set, or without any */
export async function rawDataIn(folder: string): Promise<RawData> {
  const files = new Map<string, string>();
  const complete: DataSet[] = [];
  const absent: DataSet[] = [];
  for (const [set, places] of Object.entries(RAW_FILES) as [DataSet, readonly string[]][]) {
    const missing: string[] = [];
    for (const place of places) {
      const path = await firstFile([place, ...(OTHER_NAMES[place] ?? [])].map((name) => join(folder, name)));
      if (path === undefined) missing.push(place);
      else files.set(place, path);
    }
    if (missing.length > 0 && missing.length < places.length) {
      throw refused(`the data set ${set} is not complete`, `no ${some(missing)} in ${folder}`);
    }
    (missing.length === 0 ? complete : absent).push(set);
  }
  if (complete.length === 0) throw refused('the folder has none of the data sets', folder);
  return { complete, absent, files };
}

/** Links the files into the layout of the raw bucket, or copies them if linking fails. */
export async function arrange({ files }: RawData, target: string): Promise<void> {
  for (const [place, path] of files) {
    const to = join(target, place);
    await mkdir(dirname(to), { recursive: true });
    // Hard links fail across file systems, and on some file systems.
    await link(path, to).catch(() => copyFile(path, to));
  }
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return path;
  }
  return undefined;
}

function refused(problem: string, got: string): JobError {
  return new JobError({
    problem,
    got,
    allowed: 'bakery/bakery.csv or BreadBasket_DMS.csv, seven tables in movie_ratings/, thirty stocks such as stocks/AAPL.csv',
    fix: 'lay the files out as the README of the scenario says',
  });
}

function some(names: readonly string[]): string {
  const few = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${few} and ${names.length - 3} more` : few;
}
