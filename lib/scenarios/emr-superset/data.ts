import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bakeryLines } from '../../../workloads/emr-pyspark/data/bakery';
import { writeLines } from '../../../workloads/files/write-lines';
import { JobError } from '../../errors';
import { seed, wholeNumber } from '../params';
import { staged } from '../staged';
import { kit, TABLE } from './settings';

/** Paths of the file in a folder: in the folder of the table, as emr-pyspark has it, and with the name of the public file. */
const PLACES = ['bakery/bakery.csv', 'bakery.csv', 'BreadBasket_DMS.csv'] as const;

/** Sales of a bakery, the same as in emr-pyspark. */
export const data = kit.data({
  summary: 'sales of a bakery as a CSV file, one item a row',
  params: z.object({
    seed: seed(1),
    rows: wholeNumber(1, 10_000_000).default(21_000).describe('items that were sold, and corrections of the till'),
  }),

  async generate({ folder, params: { seed, rows }, task }) {
    task.progress('writing bakery.csv');
    await writeLines(join(folder, PLACES[0]), bakeryLines(rows, seed), task.signal);
    return { files: 1, rows };
  },

  async upload({ folder, contract, aws, task }) {
    const file = await bakeryIn(folder);
    // Only this file, with its own name: every other file below the folder would become rows of the table.
    return staged({ aws, task }, { bucket: contract.dataBucket }, async (arranged) => {
      await mkdir(join(arranged, TABLE));
      await copyFile(file, join(arranged, PLACES[0]));
    });
  },
});

/** The file with the sales in a folder, generated or public. @throws JobError when there is none */
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
