import { z } from 'zod';
import { forDataApi } from '../../../workloads/firehose-redshift/sql-text';
import { wholeNumber } from '../params';
import type { Deployed } from '../places';
import type { Parts, Query } from '../scenario';
import { ERRORS, MESSAGES } from './names';
import { type Config, type Contract, kit } from './settings';
import { refusingSql, sqlText } from './sql';
import { warehouseOf } from './warehouse';

type Sensors = Deployed<Config, Contract>;

const nothing = z.object({});
const most = z.object({ most: wholeNumber(1, 10_000).default(20).describe('rows at most') });

/** Questions in SQL by their names: what each is, and whether it takes a number of rows. */
const SAVED = {
  tables: ['rows of each table', nothing],
  count: ['readings that have arrived', nothing],
  'sensor-msg-detail': ['readings with their sensors and places, oldest first', most],
  'sensor-msg-count': ['readings of each sensor', nothing],
  'sensor-avg-temp': ['average of each sensor', nothing],
  'sensor-avg-temp-current': ['average of each sensor in the last half hour', nothing],
  'sensor-temp-stats': ['minimum, maximum, average and median of each sensor, and since when', nothing],
  latency: ['seconds from the reading to its row: least, mean, 95th percentile, most', nothing],
  'latency-histogram': ['readings by the seconds from the reading to its row, in steps of five', nothing],
  'load-errors': ['what Redshift could not load, newest first', most],
  connections: ['who has connected, newest first: Firehose comes from the range of its region', most],
} as const;

export type SavedQuery = keyof typeof SAVED;

function savedQuery(name: SavedQuery) {
  const [summary, params] = SAVED[name];
  return kit.query<z.ZodObject>({
    summary,
    params,
    async run({ contract, aws, task, params: values }) {
      const text = await sqlText(`queries/${name}`);
      const statement = refusingSql(`queries/${name}`, () => forDataApi(text, values as Readonly<Record<string, number>>));
      return aws.redshiftData.select(warehouseOf(contract), statement, task);
    },
  });
}

/** Saved questions about a deployed warehouse. */
export const queries = {
  ...(Object.fromEntries((Object.keys(SAVED) as SavedQuery[]).map((name) => [name, savedQuery(name)])) as Record<
    SavedQuery,
    Query<Config, Contract>
  >),

  objects: listing('what has been delivered into the bucket', MESSAGES),
  manifests: listing('manifests that Firehose has written, and those that it could not copy', `${MESSAGES}/manifests`, `${ERRORS}/manifests`),
  errors: listing('records that were refused, by object', ERRORS),
} satisfies Parts<Query>;

/** Rows of each table by its name. */
export async function tableRows({ contract, aws, task }: Sensors): Promise<Readonly<Record<string, number>>> {
  const { rows } = await aws.redshiftData.select(warehouseOf(contract), { sql: await sqlText('queries/tables') }, task);
  return Object.fromEntries(rows.map(([name, count]) => [String(name), Number(count)]));
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
