import { z } from 'zod';
import { starTables } from '../../../workloads/firehose-redshift/star';
import type { Facts } from '../../contract/values';
import { JobError } from '../../errors';
import { wholeNumber } from '../params';
import type { Job, Parts } from '../scenario';
import { tableRows } from './queries';
import { ERRORS, kit, MESSAGES } from './settings';
import { makeSchema, statementsOf, warehouseOf } from './sql';
import { pausing, planOf, simulate, simulationParams, smokeTest, speed } from './stream';

/** Jobs of a deployed warehouse, in the order of the tour; `plan` needs no account. */
export const jobs = {
  schema: kit.job({
    summary: 'create the schema sensor with its tables, and what loads readings into it; drops the previous schema',
    needs: ['account'],
    run: (context) => makeSchema(context),
  }),

  load: kit.job({
    summary: 'copy the five tables of the star schema from the data bucket in one transaction',
    needs: ['account'],
    async run(context): Promise<Facts> {
      const { contract, aws, task } = context;
      for (const { name } of starTables) {
        const objects = await aws.s3.list(contract.dataBucket, `${name}/`);
        if (objects.length > 0) continue;
        const fix = 'stagecraft data generate firehose-redshift, then stagecraft data upload firehose-redshift';
        throw new JobError({ problem: `there is no data for the table ${name}`, got: `s3://${contract.dataBucket}/${name}/ is empty`, fix });
      }
      const urls = Object.fromEntries(starTables.map(({ name }) => [`${name}Url`, `s3://${contract.dataBucket}/${name}/`]));
      await aws.redshiftData.transaction(warehouseOf(contract), await statementsOf('load', { ...urls, role: contract.loadRole }), task);
      const { message, ...rows } = await tableRows(context);
      return rows;
    },
  }),

  views: kit.job({
    summary: 'create the six views of the schema, or replace them',
    needs: ['account'],
    async run({ contract, aws, task }): Promise<Facts> {
      const statements = await statementsOf('views');
      await aws.redshiftData.transaction(warehouseOf(contract), statements, task);
      return { views: statements.filter((statement) => statement.startsWith('CREATE VIEW')).length };
    },
  }),

  'smoke-test': kit.job({
    summary: 'send one reading of no sensor, wait for its row in the warehouse, and delete it',
    needs: ['account'],
    params: z.object({ patience: wholeNumber(1, 60).default(10).describe('minutes to wait for the row') }),
    run: ({ params, ...deployed }) => smokeTest(deployed, params.patience, Date.now),
  }),

  simulate: kit.job({
    summary: 'send the readings of six sensors in real time, or faster; Ctrl-C stops it and reports what was sent',
    needs: ['account'],
    params: simulationParams.extend({ speed }),
    run: ({ params, ...deployed }) =>
      simulate(deployed, params, { nowMs: Date.now(), clock: () => performance.now(), pause: pausing(deployed.task.signal) }),
  }),

  recopy: kit.job({
    summary: 'copy a buffer that Firehose could not copy, by its manifest; a buffer that was copied before is copied again',
    needs: ['account'],
    params: z.object({
      manifest: z
        .string()
        .regex(/^[\w\-./]+$/, 'the key of a manifest, as the query manifests prints it')
        .describe('key of the manifest'),
    }),
    async run({ contract, aws, task, params: { manifest } }): Promise<Facts> {
      const objects = await aws.s3.list(contract.dataBucket, manifest);
      if (!objects.some(({ key }) => key === manifest)) {
        throw new JobError({
          problem: 'there is no such manifest',
          got: manifest,
          allowed: `one below ${MESSAGES}/manifests/ or ${ERRORS}/manifests/`,
          fix: 'stagecraft query firehose-redshift manifests',
        });
      }
      const values = { manifestUrl: `s3://${contract.dataBucket}/${manifest}`, role: contract.loadRole };
      const [sql = ''] = await statementsOf('recopy', values);
      await aws.redshiftData.execute(warehouseOf(contract), { sql }, task);
      return { copied: manifest };
    },
  }),

  plan: kit.job({
    summary: 'number of readings of a simulation, and its duration; sends nothing',
    needs: [],
    params: simulationParams.extend({ speed }),
    async run({ params: { speed: times, ...simulation } }): Promise<Facts> {
      return planOf(simulation, times);
    },
  }),
} satisfies Parts<Job>;
