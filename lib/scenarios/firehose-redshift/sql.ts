import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { passwordDigest } from '../../../workloads/firehose-redshift/password';
import { SqlTextRefused, statementsIn, type Written, written } from '../../../workloads/firehose-redshift/sql-text';
import type { Warehouse } from '../../aws/redshift-data';
import type { Facts } from '../../contract/values';
import { JobError } from '../../errors';
import { workload } from '../../paths';
import type { Deployed } from '../places';
import { type Config, type Contract, MESSAGES, published } from './settings';

type Sensors = Deployed<Config, Contract>;

/** The deployed warehouse, as the Data API names it. */
export function warehouseOf({ workgroup, cluster, adminSecret, databaseName: database }: Sensors['contract']): Warehouse {
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

/** Creates the schema again, and what loads readings into it: a user for Firehose, a COPY job, or a view of the stream. */
export async function makeSchema(deployed: Sensors): Promise<Facts> {
  const { contract, aws, task } = deployed;
  const { loaderSecret, readingStream } = contract;
  if (loaderSecret === undefined && readingStream === undefined) await dropCopyJob(deployed);
  task.progress('creating the schema');
  await aws.redshiftData.transaction(warehouseOf(contract), await statementsOf('schema'), task);
  const created = { schema: 'sensor', tables: 6 };

  if (loaderSecret !== undefined) {
    await makeLoader(deployed, loaderSecret);
    return { ...created, delivery: 'Firehose, as firehose_loader' };
  }
  if (readingStream === undefined) {
    await each(deployed, 'copy-job', { messageUrl: `s3://${contract.dataBucket}/${MESSAGES}/`, role: contract.loadRole });
    return { ...created, delivery: 'COPY job sensor_message_copy' };
  }
  await each(deployed, 'stream', { role: contract.loadRole });
  await each(deployed, 'stream-view', { stream: { name: readingStream } });
  return { ...created, tables: 5, delivery: `materialized view of ${readingStream}` };
}

/** Creates the user as which Firehose loads, or changes its password. Redshift gets a digest; nothing else sees the password. */
async function makeLoader(deployed: Sensors, secret: string): Promise<void> {
  const { contract, aws, task } = deployed;
  const password = await aws.secrets.value(secret, 'password');
  const { rows } = await aws.redshiftData.select(warehouseOf(contract), { sql: await sqlText('loader-count') }, task);
  const exists = Number(rows[0]?.[0] ?? 0) > 0;
  await each(deployed, exists ? 'loader-known' : 'loader-new', { digest: passwordDigest(password, randomBytes(32)) });
  await each(deployed, 'loader', {});
}

/** Drops the COPY job of an earlier schema, whose table no longer exists. */
async function dropCopyJob(deployed: Sensors): Promise<void> {
  const { contract, aws, task } = deployed;
  const { rows } = await aws.redshiftData.select(warehouseOf(contract), { sql: await sqlText('copy-job-count') }, task);
  if (Number(rows[0]?.[0] ?? 0) > 0) await each(deployed, 'drop-copy-job', {});
}

/** Runs the statements of a file one by one: they are not allowed in a transaction. */
async function each({ contract, aws, task }: Sensors, file: string, values: Readonly<Record<string, Written>>): Promise<void> {
  for (const sql of await statementsOf(file, values)) await aws.redshiftData.execute(warehouseOf(contract), { sql }, task);
}
