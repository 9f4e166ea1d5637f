import { setTimeout as sleep } from 'node:timers/promises';
import { lineOf } from '../../../workloads/firehose-redshift/reading';
import { TEST_GUID } from '../../../workloads/firehose-redshift/sensors';
import { forDataApi } from '../../../workloads/firehose-redshift/sql-text';
import type { Facts } from '../../contract/facts';
import { JobError } from '../../errors';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';
import { sqlText } from './sql';
import { putInto, streamOf } from './stream';
import { warehouseOf } from './warehouse';

type Sensors = Deployed<Config, Contract>;

/** The largest temperature that the table holds. */
const TEMP = 999.99;
const LOOK_MS = 5_000;

/** Sends a reading of no sensor, waits for it, and takes it out again. @throws JobError when it is not taken, or does not come */
export async function smokeTest(deployed: Sensors, patienceMinutes: number, now: () => number, lookMs = LOOK_MS): Promise<Facts> {
  const { config, contract, aws, task } = deployed;
  const began = now();
  const record = lineOf({ guid: TEST_GUID, ts: Math.floor(began / 1_000), temp: TEMP });
  const [code] = await putInto(deployed)([record]);
  if (code !== undefined) {
    throw new JobError({
      problem: 'the stream did not take the reading',
      got: code,
      fix: `look at ${streamOf(contract)} in the console, and try again`,
    });
  }
  while ((await arrived(deployed)) === 0) {
    const seconds = Math.round((now() - began) / 1_000);
    if (seconds > patienceMinutes * 60) {
      throw new JobError({
        problem: 'the reading did not come',
        got: `nothing after ${patienceMinutes} minutes`,
        fix: 'stagecraft logs firehose-redshift delivery, and stagecraft query firehose-redshift load-errors, say why',
      });
    }
    task.progress(`waiting for the reading, ${seconds} s`);
    await sleep(lookMs, undefined, { signal: task.signal });
  }
  const seconds = Math.round((now() - began) / 1_000);
  // Nothing can be taken out of a view of a stream; the reading belongs to no sensor, and no view of one shows it.
  if (config.delivery === 'streaming') return { arrivedAfterSeconds: seconds, left: await arrived(deployed) };
  await aws.redshiftData.execute(warehouseOf(contract), forDataApi(await sqlText('remove-test'), { guid: TEST_GUID }), task);
  return { arrivedAfterSeconds: seconds, left: await arrived(deployed) };
}

async function arrived({ contract, aws, task }: Sensors): Promise<number> {
  const { rows } = await aws.redshiftData.select(warehouseOf(contract), forDataApi(await sqlText('arrived'), { guid: TEST_GUID }), task);
  return Number(rows[0]?.[0] ?? 0);
}
