import { z } from 'zod';
import { tableOf } from '../../contract/table';
import { catalogTables, clusterSteps } from '../account-tables';
import type { Parts, Query } from '../scenario';
import { normalizedHours } from './normalized-hours';
import { FOLDERS } from './places';
import { type Config, type Contract, kit } from './settings';

const nothing = z.object({});

/** Saved questions about a deployed cluster. */
export const queries = {
  tables: kit.query({
    summary: 'tables that the crawlers have found',
    needs: ['account'],
    run: ({ contract, aws }) => catalogTables(aws, contract.database),
  }),
  notes: kit.query({
    summary: 'notes that Zeppelin keeps in the data bucket',
    needs: ['account'],
    async run({ contract, aws }) {
      const objects = await aws.s3.list(contract.dataBucket, `${FOLDERS.notes}/`);
      return { columns: ['note', 'bytes'], rows: objects.map(({ key, bytes }) => [key.slice(key.indexOf('/') + 1), bytes]) };
    },
  }),
  'normalized-hours': kit.query({
    summary: 'hours of work as EMR counts them, for both sizes as they are configured',
    needs: ['account'],
    params: z.object({ hours: z.coerce.number('a number from 0').min(0, 'a number from 0').default(2).describe('hours that the cluster is there') }),
    async run({ config, params: { hours } }) {
      const primary = { type: config.primaryType, count: 1 };
      const sizes = { single: [primary], multi: [primary, { type: config.coreType, count: config.coreCount }] };
      return tableOf(
        Object.entries(sizes).map(([size, instances]) => ({
          size,
          instances: instances.map(({ type, count }) => `${count} x ${type}`).join(', '),
          hours,
          'normalized hours': normalizedHours(instances, hours),
        })),
      );
    },
  }),
  steps: kit.query({
    summary: 'the steps of the cluster, newest first',
    needs: ['account'],
    run: ({ contract, aws }) => clusterSteps(aws, contract.cluster),
  }),
} satisfies Parts<Query>;
