import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defaults, generate } from '../../../workloads/rds-postgres/generator';
import { inputIn } from '../../../workloads/rds-postgres/input';
import { makeTemporaryFolder } from '../../temporary';
import { seed } from '../params';
import { DATA_PREFIX } from './jobs';
import { refusing } from './refusing';
import { kit } from './settings';

const SCALE = 'a number from 0.01 to 3';

/** The rental shop. */
export const data = kit.data({
  summary: 'a rental shop of the shape and size of Pagila: a file for each of 15 tables',
  params: z.object({
    seed: seed(defaults.seed),
    scale: z.coerce.number(SCALE).min(0.01, SCALE).max(3, SCALE).default(defaults.scale).describe('size; 1 has 46,273 rows, as the classic data has'),
  }),

  async generate({ folder, params, task }) {
    return { ...(await generate(params, folder, { signal: task.signal, progress: (path) => task.progress(`writing ${path}`) })) };
  },

  async upload({ folder, contract, aws, task }) {
    const input = await refusing('the data cannot be loaded', 'name a folder with the generated data or with Pagila 2.0', () => inputIn(folder));
    const rows = input.reduce((sum, { lines }) => sum + lines.length, 0);
    if ((await readdir(folder)).some((name) => name.endsWith('.tsv'))) {
      return { bucket: contract.dataBucket, rows, ...(await aws.s3.uploadFolder(folder, contract.dataBucket, task, DATA_PREFIX)) };
    }
    // A dump is taken apart here, where there is room; the function copies tables.
    const scratch = makeTemporaryFolder();
    try {
      for (const { table, columns, lines } of input) {
        await writeFile(join(scratch, `${table}.tsv`), `${columns.join('\t')}\n${lines.map((line) => `${line}\n`).join('')}`);
      }
      return { bucket: contract.dataBucket, rows, ...(await aws.s3.uploadFolder(scratch, contract.dataBucket, task, DATA_PREFIX)) };
    } finally {
      await rm(scratch, { recursive: true });
    }
  },
});
