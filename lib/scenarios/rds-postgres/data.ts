import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defaults, generate } from '../../../workloads/rds-postgres/generator';
import { inputIn } from '../../../workloads/rds-postgres/input';
import type { TableInput } from '../../../workloads/rds-postgres/table-input';
import { JobError, StagecraftError } from '../../errors';
import { seed } from '../params';
import { staged } from '../staged';
import { DATA_PREFIX, kit } from './settings';

const SCALE = 'a number from 0.01 to 3';

/** The rental shop. */
export const data = kit.data({
  summary: 'a film rental shop in the shape and size of Pagila: a file for each of 15 tables',
  params: z.object({
    seed: seed(defaults.seed),
    scale: z.coerce.number(SCALE).min(0.01, SCALE).max(3, SCALE).default(defaults.scale).describe('size; 1 has 46,273 rows, as the classic data has'),
  }),

  async generate({ folder, params, task }) {
    return { ...(await generate(params, folder, { signal: task.signal, progress: (path) => task.progress(`writing ${path}`) })) };
  },

  async upload({ folder, contract, aws, task }) {
    const input = await readInput(folder);
    const rows = input.reduce((sum, { lines }) => sum + lines.length, 0);
    if ((await readdir(folder)).some((name) => name.endsWith('.tsv'))) {
      return { bucket: contract.dataBucket, rows, ...(await aws.s3.uploadFolder(folder, contract.dataBucket, task, DATA_PREFIX)) };
    }
    // A dump is split into tables here, where there is disk space; the function copies tables.
    const uploaded = await staged({ aws, task }, { bucket: contract.dataBucket, prefix: DATA_PREFIX }, async (arranged) => {
      for (const { table, columns, lines } of input) {
        await writeFile(join(arranged, `${table}.tsv`), `${columns.join('\t')}\n${lines.map((line) => `${line}\n`).join('')}`);
      }
    });
    return { rows, ...uploaded };
  },
});

/** The tables in a folder of generated data, or in a dump of Pagila. @throws JobError when they cannot be loaded */
export function readInput(folder: string): Promise<readonly TableInput[]> {
  return refusing('the data cannot be loaded', 'name a folder with generated data or with Pagila 2.0', () => inputIn(folder));
}

/** Runs code of the workloads, whose errors are plain, and turns an error into a refusal. */
export async function refusing<Result>(problem: string, fix: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    // By shape: an error of PostgreSQL in this process may belong to another realm.
    const { name, message } = cause as Partial<Error>;
    if (StagecraftError.is(cause) || message === undefined || name === 'AbortError') throw cause;
    throw new JobError({ problem, got: message, fix }, { cause });
  }
}
