import { z } from 'zod';
import { forDataApi } from '../../../workloads/firehose-redshift/sql-text';
import { wholeNumber } from '../params';
import type { Deployed } from '../places';
import type { Parts, Query } from '../scenario';
import { type Config, type Contract, ERRORS, kit, MESSAGES } from './settings';
import { refusingSql, sqlText, warehouseOf } from './sql';

const most = z.object({ most: wholeNumber(1, 10_000).default(20).describe('maximum number of rows') });

/** A saved SQL query, and its parameters. */
interface Saved {
  readonly summary: string;
  /** @default - no parameters */
  readonly params?: typeof most;
}

/** Saved SQL queries by name. */
const SAVED = {
  tables: { summary: 'number of rows of each table' },
  count: { summary: 'number of readings that have arrived' },
  'sensor-msg-detail': { summary: 'readings with their sensors and places, oldest first', params: most },
  'sensor-msg-count': { summary: 'number of readings of each sensor' },
  'sensor-avg-temp': { summary: 'average temperature of each sensor' },
  'sensor-avg-temp-current': { summary: 'average temperature of each sensor in the last half hour' },
  'sensor-temp-stats': { summary: 'minimum, maximum, average and median of each sensor, with the time of the first reading' },
  latency: { summary: 'seconds from a reading to its row: minimum, mean, 95th percentile, maximum' },
  'latency-histogram': { summary: 'number of readings by seconds from a reading to its row, in steps of five' },
  'load-errors': { summary: 'load errors of Redshift, newest first', params: most },
  connections: { summary: 'connections, newest first: Firehose connects from the CIDR block of its region', params: most },
} satisfies Readonly<Record<string, Saved>>;

export type SavedQuery = keyof typeof SAVED;

/** Saved queries of a deployed warehouse. */
export const queries = {
  ...(Object.fromEntries(Object.entries(SAVED).map(([name, query]) => [name, savedQuery(name, query)])) as Record<
    SavedQuery,
    ReturnType<typeof savedQuery>
  >),

  objects: listing('objects that were delivered into the bucket', MESSAGES),
  manifests: listing('manifests that Firehose wrote, and those that it could not copy', `${MESSAGES}/manifests`, `${ERRORS}/manifests`),
  errors: listing('objects with rejected records', ERRORS),
} satisfies Parts<Query>;

/** Number of rows of each table by its name. */
export async function tableRows({ contract, aws, task }: Deployed<Config, Contract>): Promise<Readonly<Record<string, number>>> {
  const { rows } = await aws.redshiftData.select(warehouseOf(contract), { sql: await sqlText('queries/tables') }, task);
  return Object.fromEntries(rows.map(([name, count]) => [String(name), Number(count)]));
}

function savedQuery(name: string, { summary, params }: Saved) {
  return kit.query<'account', z.ZodObject>({
    summary,
    needs: ['account'],
    ...(params && { params }),
    async run({ contract, aws, task, params: values }) {
      const text = await sqlText(`queries/${name}`);
      const statement = refusingSql(`queries/${name}`, () => forDataApi(text, values as Readonly<Record<string, number>>));
      return aws.redshiftData.select(warehouseOf(contract), statement, task);
    },
  });
}

function listing(summary: string, ...folders: readonly string[]) {
  return kit.query({
    summary,
    needs: ['account'],
    async run({ contract, aws }) {
      const found = await Promise.all(folders.map((folder) => aws.s3.list(contract.dataBucket, `${folder}/`)));
      return { columns: ['key', 'bytes'], rows: found.flat().map(({ key, bytes }) => [key, bytes]) };
    },
  });
}
