import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { bakeryLines } from '../../../workloads/emr-pyspark/data/bakery';
import { writeLines } from '../../../workloads/files/write-lines';
import { JobError } from '../../errors';
import { seed, wholeNumber } from '../params';
import { kit } from './settings';
import { TABLE } from './table';

/** Names under which the file may lie in a folder: the table's own folder, that of emr-pyspark, and the one of the public file. */
const PLACES = ['bakery/bakery.csv', 'bakery.csv', 'BreadBasket_DMS.csv'] as const;

/** Sales of a bakery, the same as those of emr-pyspark. */
export const data = kit.data({
  summary: 'sales of a bakery as a CSV file, one item a row',
  params: z.object({
    seed: seed(1),
    rows: wholeNumber(1, 10_000_000).default(21_000).describe('items that were sold, or corrected by the till'),
  }),

  async generate({ folder, params: { seed, rows }, task }) {
    task.progress('writing bakery.csv');
    await writeLines(join(folder, PLACES[0]), bakeryLines(rows, seed), task.signal);
    return { files: 1, rows };
  },

  async upload({ folder, contract, aws, task }) {
    const file = await bakeryIn(folder);
    // Only this file, and under its own name: whatever else lies in the folder would become rows of the table.
    const alone = await mkdtemp(join(tmpdir(), 'bakery-'));
    try {
      await mkdir(join(alone, TABLE));
      await copyFile(file, join(alone, PLACES[0]));
      return { bucket: contract.dataBucket, ...(await aws.s3.uploadFolder(alone, contract.dataBucket, task)) };
    } finally {
      await rm(alone, { recursive: true, force: true });
    }
  },
});

/** The sales in a folder: generated ones, or those of the public file. @throws JobError when there are none */
export async function bakeryIn(folder: string): Promise<string> {
  for (const place of PLACES) {
    const file = join(folder, place);
    if (await isFile(file)) return file;
  }
  throw new JobError({
    problem: 'the folder has no sales of a bakery',
    got: folder,
    allowed: PLACES.join(', or '),
    fix: 'name the folder of the file, or generate data: stagecraft data generate emr-superset',
  });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
