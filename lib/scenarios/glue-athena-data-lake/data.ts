import { z } from 'zod';
import { defaults, generate, MOST_HUBS } from '../../../workloads/glue-athena-data-lake/generator';
import { seed, wholeNumber } from '../params';
import { kit } from './settings';

/** Raw files of the lake. */
export const data = kit.data({
  summary: 'readings, sensor mappings, locations and rates as raw JSON, CSV and XML',
  params: z.object({
    seed: seed(defaults.seed),
    firstDay: z.iso.date('a date such as 2019-12-21').default(defaults.firstDay).describe('first local day of the readings'),
    days: wholeNumber(1, 366).default(defaults.days).describe('days of readings'),
    hubs: wholeNumber(1, MOST_HUBS).default(defaults.hubs).describe('hubs that send readings'),
  }),

  async generate({ folder, params, task }) {
    return { ...(await generate(params, folder, { signal: task.signal, progress: (path) => task.progress(`writing ${path}`) })) };
  },

  async upload({ folder, contract, aws, task }) {
    return { bucket: contract.dataBucket, ...(await aws.s3.uploadFolder(folder, contract.dataBucket, task)) };
  },
});
