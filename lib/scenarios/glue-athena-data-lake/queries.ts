import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { queries as saved } from '../../../workloads/glue-athena-data-lake/statements';
import { type SqlValues, type Table, tableOf } from '../../contract/values';
import { workload } from '../../paths';
import { catalogTables, folders } from '../account-tables';
import { wholeNumber } from '../params';
import type { Deployed } from '../places';
import type { Parts, Query } from '../scenario';
import { day, EXAMPLE, hub, localTime } from './params';
import { type Config, type Contract, kit } from './settings';

/** Saved queries of a deployed lake. */
export const queries = {
  tables: kit.query({
    summary: 'tables of the catalog, with their format and partitions',
    needs: ['account'],
    run: ({ contract, aws }) => catalogTables(aws, contract.database),
  }),

  objects: kit.query({
    summary: 'objects in the data bucket, by top-level folder',
    needs: ['account'],
    run: async ({ contract, aws }) => ({ columns: ['folder', 'objects', 'bytes'], rows: await folders(aws, contract.dataBucket) }),
  }),

  partitions: kit.query({
    summary: 'partitions of a table',
    needs: ['account'],
    params: z.object({
      table: z
        .string()
        .regex(/^[a-z0-9_]{1,255}$/, 'a table name, from the query tables')
        .default('smart_hub_locations_parquet')
        .describe('table of the catalog'),
    }),
    async run({ contract, aws, params }) {
      const partitions = await aws.glue.partitions(contract.database, params.table);
      return { columns: ['partition', 'location'], rows: partitions.map(({ values, location }) => [values.join(', '), location]) };
    },
  }),

  preview: kit.query({
    summary: 'ten rows of the compacted readings',
    needs: ['account'],
    run: (context) => ask(context, saved.preview.file, {}),
  }),

  'cost-by-device': kit.query({
    summary: 'cost of each device of a hub on a day, highest first',
    needs: ['account'],
    params: z.object({ hub: hub.describe('hub'), day: day.default(EXAMPLE.from).describe('local day') }),
    run: (context) => ask(context, saved.costByDevice.file, { loc_id: context.params.hub, date: context.params.day }),
  }),

  'hubs-by-postcode': kit.query({
    summary: 'number of hubs by postcode, highest first',
    needs: ['account'],
    params: z.object({
      states: z
        .string()
        .regex(/^[a-z]{2}(,[a-z]{2})*$/, 'two-letter states in lower case, separated by commas')
        .default('or,ca')
        .describe('states to include'),
    }),
    run: (context) => ask(context, saved.hubsByPostcode.file, { states: context.params.states }),
  }),

  'washer-half-hour': kit.query({
    summary: 'cost of a device every five minutes; by default the clothes washer from 08:45 to 09:15',
    needs: ['account'],
    params: z.object({
      hub: hub.describe('hub'),
      device: z.string().min(1, 'a device name, from cost-by-device').default(EXAMPLE.device).describe('device'),
      from: localTime.default('2019-12-21 08:45:00').describe('first local time'),
      to: localTime.default('2019-12-21 09:15:00').describe('last local time, included'),
    }),
    run(context) {
      const { hub, device, from, to } = context.params;
      return ask(context, saved.deviceCosts.file, { loc_id: hub, device, ts_from: from, ts_to: to });
    },
  }),

  history: kit.query({
    summary: "query history of the lake's Athena workgroups, newest first",
    needs: ['account'],
    params: z.object({
      count: wholeNumber(1, 500).default(20).describe('maximum number of queries'),
    }),
    async run({ contract, aws, params }) {
      const workgroups = [contract.workgroup, contract.functionWorkgroup];
      const histories = await Promise.all(workgroups.map((workgroup) => aws.athena.history(workgroup, params.count)));
      const newest = histories
        .flat()
        .sort((one, other) => (other.submitted?.getTime() ?? 0) - (one.submitted?.getTime() ?? 0))
        .slice(0, params.count);
      if (newest.length === 0) return { columns: ['submitted', 'state', 'seconds', 'MB', 'statement', 'reason'], rows: [] };
      return tableOf(
        newest.map(({ submitted, state, milliseconds, bytesScanned, sql, reason }) => ({
          submitted: submitted?.toISOString() ?? '',
          state,
          seconds: Math.round(milliseconds / 100) / 10,
          MB: Math.round(bytesScanned / 1e4) / 100,
          statement: beginningOf(sql),
          reason: reason ?? '',
        })),
      );
    },
  }),
} satisfies Parts<Query>;

async function ask({ contract, aws, task }: Deployed<Config, Contract>, file: string, values: SqlValues): Promise<Table> {
  const sql = await readFile(workload('glue-athena-data-lake', 'sql', file), 'utf8');
  const { workgroup, database } = contract;
  return aws.athena.query({ workgroup, database, sql, values }, task);
}

/** Truncated statement. */
function beginningOf(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
