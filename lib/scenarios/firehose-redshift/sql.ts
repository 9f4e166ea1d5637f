import { readFile } from 'node:fs/promises';
import { SqlTextRefused, statementsIn, type Written, written } from '../../../workloads/firehose-redshift/sql-text';
import type { Warehouse } from '../../aws/redshift-data';
import { JobError } from '../../errors';
import { workload } from '../../paths';
import type { Deployed } from '../places';
import { type Config, type Contract, published } from './settings';

/** The deployed warehouse, as the Data API names it. */
export function warehouseOf({ workgroup, cluster, adminSecret, databaseName: database }: Deployed<Config, Contract>['contract']): Warehouse {
  if (cluster === undefined) return { database, workgroup: published(workgroup, 'warehouse') };
  return { database, cluster, secret: published(adminSecret, 'secret of the administrator') };
}

/** Text of a file below `workloads/firehose-redshift/sql`, without its ending. */
export function sqlText(name: string): Promise<string> {
  return readFile(workload('firehose-redshift', 'sql', ...`${name}.sql`.split('/')), 'utf8');
}

/** The statements of a file, with the values that are part of their text. @throws JobError when a value is missing */
export async function statementsOf(name: string, values: Readonly<Record<string, Written>> = {}): Promise<readonly string[]> {
  const text = await sqlText(name);
  return refusingSql(name, () => statementsIn(written(text, values)));
}

/** Turns what is wrong with an SQL file into an error that names the file. */
export function refusingSql<Result>(name: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof SqlTextRefused)) throw cause;
    const fix = 'correct the file or the value';
    throw new JobError({ problem: `the SQL of ${name}.sql cannot be run`, got: cause.message, fix }, { cause });
  }
}
