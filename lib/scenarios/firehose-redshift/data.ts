import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { generate, STAR } from '../../../workloads/firehose-redshift/generator';
import { starTables } from '../../../workloads/firehose-redshift/star';
import { ConfigError } from '../../errors';
import { kit } from './settings';
import { simulationParams } from './stream';

/** The star schema, and a recorded stream. */
export const data = kit.data({
  summary: 'five tables of the star schema as CSV, and the readings of a simulation as GZIP JSON',
  params: simulationParams,

  async generate({ folder, params, task }) {
    return { ...(await generate(params, folder, { signal: task.signal, progress: (file) => task.progress(`writing ${file}`) })) };
  },

  async upload({ folder, contract, aws, task }) {
    const star = join(folder, STAR);
    for (const { name } of starTables) {
      const file = join(star, name, `${name}.csv`);
      await access(file).catch((cause) => {
        const fix = 'stagecraft data generate firehose-redshift, or name a folder with that layout';
        throw new ConfigError({ problem: `there is no table ${name} in the folder`, got: file, fix }, { cause });
      });
    }
    // Without the recorded stream: a deployed warehouse gets its readings from the simulator.
    return { bucket: contract.dataBucket, ...(await aws.s3.uploadFolder(star, contract.dataBucket, task, '')) };
  },
});
