import { randomBytes } from 'node:crypto';
import { passwordDigest } from '../../../workloads/firehose-redshift/password';
import type { Written } from '../../../workloads/firehose-redshift/sql-text';
import type { Facts } from '../../contract/facts';
import type { Deployed } from '../places';
import { MESSAGES } from './names';
import type { Config, Contract } from './settings';
import { sqlText, statementsOf } from './sql';
import { warehouseOf } from './warehouse';

type Sensors = Deployed<Config, Contract>;

/** Makes the schema anew, and what brings readings into it: a user for Firehose, a COPY job, or a view of the stream. */
export async function makeSchema(deployed: Sensors): Promise<Facts> {
  const { config, contract, aws, task } = deployed;
  const warehouse = warehouseOf(contract);
  if (config.delivery === 'autocopy') await dropCopyJob(deployed);
  task.progress('making the schema');
  await aws.redshiftData.transaction(warehouse, await statementsOf('schema'), task);
  const made = { schema: 'sensor', tables: 6 };

  if (config.delivery === 'direct') {
    await makeLoader(deployed);
    return { ...made, delivery: 'Firehose, as firehose_loader' };
  }
  if (config.delivery === 'autocopy') {
    await each(deployed, 'copy-job', { messageUrl: `s3://${contract.dataBucket}/${MESSAGES}/`, role: contract.loadRole });
    return { ...made, delivery: 'COPY job sensor_message_copy' };
  }
  await each(deployed, 'stream', { role: contract.loadRole });
  await each(deployed, 'stream-view', { stream: { name: contract.readingStream } });
  return { ...made, tables: 5, delivery: `materialized view of ${contract.readingStream}` };
}

/** The user that Firehose is. Redshift gets a digest of the password, and nobody the password. */
async function makeLoader(deployed: Sensors): Promise<void> {
  const { contract, aws, task } = deployed;
  const password = await aws.secrets.value(contract.loaderSecret, 'password');
  const { rows } = await aws.redshiftData.select(warehouseOf(contract), { sql: await sqlText('loader-count') }, task);
  const isKnown = Number(rows[0]?.[0] ?? 0) > 0;
  await each(deployed, isKnown ? 'loader-known' : 'loader-new', { digest: passwordDigest(password, randomBytes(16)) });
  await each(deployed, 'loader', {});
}

/** A job of an earlier schema would load into a table that is gone. */
async function dropCopyJob(deployed: Sensors): Promise<void> {
  const { contract, aws, task } = deployed;
  const { rows } = await aws.redshiftData.select(warehouseOf(contract), { sql: await sqlText('copy-job-count') }, task);
  if (Number(rows[0]?.[0] ?? 0) > 0) await each(deployed, 'drop-copy-job', {});
}

/** Runs the statements of a file one by one: these are not allowed in a transaction. */
async function each({ contract, aws, task }: Sensors, file: string, values: Readonly<Record<string, Written>>): Promise<void> {
  for (const sql of await statementsOf(file, values)) await aws.redshiftData.execute(warehouseOf(contract), { sql }, task);
}
