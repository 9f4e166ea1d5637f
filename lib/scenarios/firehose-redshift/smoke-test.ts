import { setTimeout as sleep } from 'node:timers/promises';
import { lineOf } from '../../../workloads/firehose-redshift/reading';
import { TEST_GUID } from '../../../workloads/firehose-redshift/sensors';
import { forDataApi } from '../../../workloads/firehose-redshift/sql-text';
import type { Facts } from '../../contract/facts';
import { JobError } from '../../errors';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';
import { sqlText, warehouseOf } from './sql';
import { putInto, streamOf } from './stream';

type Sensors = Deployed<Config, Contract>;

/** The largest temperature that the table holds. */
const TEMP = 999.99;
const POLL_MS = 5_000;

/** Sends a reading of no sensor, waits for its row, and deletes it. @throws JobError when the stream refuses it, or it does not arrive */
export async function smokeTest(deployed: Sensors, patienceMinutes: number, now: () => number, pollMs = POLL_MS): Promise<Facts> {
  const { contract, aws, task } = deployed;
  const began = now();
  const record = lineOf({ guid: TEST_GUID, ts: Math.floor(began / 1_000), temp: TEMP });
  const [code] = await putInto(deployed)([record]);
  if (code !== undefined) {
    throw new JobError({
      problem: 'the stream refused the reading',
      got: code,
      fix: `see ${streamOf(contract)} in the console: stagecraft open firehose-redshift stream; then repeat the job`,
    });
  }
  while ((await arrived(deployed)) === 0) {
    const seconds = Math.round((now() - began) / 1_000);
    if (seconds > patienceMinutes * 60) {
      throw new JobError({
        problem: 'the reading did not arrive',
        got: `nothing after ${patienceMinutes} minutes`,
        fix: 'see why: stagecraft logs firehose-redshift delivery, and stagecraft query firehose-redshift load-errors',
      });
    }
    task.progress(`waiting for the reading, ${seconds} s`);
    await sleep(pollMs, undefined, { signal: task.signal });
  }
  const seconds = Math.round((now() - began) / 1_000);
  // A view of a stream allows no deletion; the reading belongs to no sensor, so that no view of sensors shows it.
  if (contract.readingStream !== undefined) return { arrivedAfterSeconds: seconds, left: await arrived(deployed) };
  await aws.redshiftData.execute(warehouseOf(contract), forDataApi(await sqlText('remove-test'), { guid: TEST_GUID }), task);
  return { arrivedAfterSeconds: seconds, left: await arrived(deployed) };
}

async function arrived({ contract, aws, task }: Sensors): Promise<number> {
  const { rows } = await aws.redshiftData.select(warehouseOf(contract), forDataApi(await sqlText('arrived'), { guid: TEST_GUID }), task);
  return Number(rows[0]?.[0] ?? 0);
}
