import { z } from 'zod';
import { tableOf } from '../../contract/values';
import { ConfigError } from '../../errors';
import { catalogTables, clusterSteps } from '../account-tables';
import type { Parts, Query } from '../scenario';
import { FOLDERS, kit } from './settings';

/** Instances of one type. */
export interface Instances {
  /** As in `m7g.2xlarge`. */
  readonly type: string;
  readonly count: number;
}

/** Saved queries of a deployed cluster. */
export const queries = {
  tables: kit.query({
    summary: 'tables that the crawlers have created',
    needs: ['account'],
    run: ({ contract, aws }) => catalogTables(aws, contract.database),
  }),
  notes: kit.query({
    summary: 'notes that Zeppelin stores in the data bucket',
    needs: ['account'],
    async run({ contract, aws }) {
      const objects = await aws.s3.list(contract.dataBucket, `${FOLDERS.notes}/`);
      return { columns: ['note', 'bytes'], rows: objects.map(({ key, bytes }) => [key.slice(key.indexOf('/') + 1), bytes]) };
    },
  }),
  'normalized-hours': kit.query({
    summary: 'normalized instance hours of EMR, for both sizes as configured',
    needs: ['account'],
    params: z.object({ hours: z.coerce.number('a number from 0').min(0, 'a number from 0').default(2).describe('hours for which the cluster runs') }),
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
    summary: 'steps of the cluster, newest first',
    needs: ['account'],
    run: ({ contract, aws }) => clusterSteps(aws, contract.cluster),
  }),
} satisfies Parts<Query>;

const SIZES: Readonly<Record<string, number>> = { nano: 0.25, micro: 0.5, small: 1, medium: 2, large: 4, xlarge: 8 };

/**
 * Normalized instance hours as the EMR console counts them: a small instance counts 1 an hour, and each size twice the size before; `2xlarge` counts 16.
 *
 * @throws ConfigError for an instance type without such a size
 */
export function normalizedHours(instances: readonly Instances[], hours: number): number {
  return instances.reduce((sum, { type, count }) => sum + factorOf(type) * count, 0) * hours;
}

function factorOf(type: string): number {
  const [, size = ''] = type.split('.');
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  const factor = times === undefined ? SIZES[size] : Number(times) * 8;
  if (factor !== undefined) return factor;
  throw new ConfigError({
    problem: 'the instance type has no size that EMR counts',
    got: type,
    allowed: `${Object.keys(SIZES).join(', ')}, 2xlarge and so on`,
    fix: 'choose another instance type',
  });
}
