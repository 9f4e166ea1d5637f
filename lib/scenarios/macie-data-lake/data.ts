import { z } from 'zod';
import { defaults, generate } from '../../../workloads/macie-data-lake/generator';
import { seed, wholeNumber } from '../params';
import { kit } from './settings';

/** Files of the lake. */
export const data = kit.data({
  summary: 'sixteen CSV files of invented patients, in the columns of Synthea',
  params: z.object({
    seed: seed(defaults.seed),
    patients: wholeNumber(1, 100_000).default(defaults.patients).describe('patients'),
  }),

  async generate({ folder, params, task }) {
    return { ...(await generate(params, folder, { signal: task.signal, progress: (file) => task.progress(`writing ${file}`) })) };
  },

  async upload({ folder, contract, aws, task }) {
    return { bucket: contract.dataBucket, ...(await aws.s3.uploadFolder(folder, contract.dataBucket, task, 'patient_data/')) };
  },
});
