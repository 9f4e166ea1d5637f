import { copyFile, link, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DataSet, OTHER_NAMES, RAW_FILES } from '../../../workloads/emr-pyspark/raw-files';
import { JobError } from '../../errors';

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
