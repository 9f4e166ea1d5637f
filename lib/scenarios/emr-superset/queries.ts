import { readFile } from 'node:fs/promises';
import type { Table } from '../../contract/values';
import { workload } from '../../paths';
import { clusterSteps } from '../account-tables';
import type { Deployed } from '../places';
import type { Parts, Query } from '../scenario';
import { type Config, type Contract, kit } from './settings';

/** The queries of the charts, run by Athena without Superset. They are saved queries in Superset too. */
export const queries = {
  'top-items': kit.query({
    summary: 'the ten best-selling items',
    needs: ['account'],
    run: (context) => ask(context, 'top-items.sql'),
  }),
  'items-per-day': kit.query({
    summary: 'items sold on each day',
    needs: ['account'],
    run: (context) => ask(context, 'items-per-day.sql'),
  }),
  steps: kit.query({
    summary: 'steps of the cluster, newest first',
    needs: ['account'],
    run: ({ contract, aws }) => clusterSteps(aws, contract.cluster),
  }),
} satisfies Parts<Query>;

/** Text of a `.sql` file of this scenario. */
export function sqlFile(name: string): Promise<string> {
  return readFile(workload('emr-superset', 'sql', name), 'utf8');
}

async function ask({ contract, aws, task }: Deployed<Config, Contract>, file: string): Promise<Table> {
  const { workgroup, database } = contract;
  return aws.athena.query({ workgroup, database, sql: await sqlFile(file), values: {} }, task);
}
