import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { defaults, generate } from '../../../workloads/emr-pyspark/generator';
import { seed } from '../params';
import { arrange, rawDataIn } from './raw-data';
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
