import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalBucket } from '../../../../workloads/firehose-redshift/local/bucket';
import type { Consuming } from '../../../../workloads/firehose-redshift/local/consumer';
import { LocalDeliveryStream } from '../../../../workloads/firehose-redshift/local/delivery-stream';
import { forPostgres } from '../../../../workloads/firehose-redshift/local/dialect';
import type { Reading } from '../../../../workloads/firehose-redshift/reading';
import { type SendReport, send } from '../../../../workloads/firehose-redshift/sender';
import { validate } from '../../../../workloads/firehose-redshift/validate';
import type { Session } from '../../../../workloads/postgres/session';
import type { Task } from '../../../contract/task';
import { workload } from '../../../paths';
import { type Config, ERRORS, MESSAGES, NAMES, TABLE } from '../settings';
import { statementsOf } from '../sql';

/** The path of readings through the simulated Firehose into PostgreSQL. */
export interface Pipeline {
  readonly bucket: LocalBucket;
  readonly stream: LocalDeliveryStream;
  readonly consuming: Consuming;
}

const MIB = 1_048_576;

/** The pipeline from the sender to the table, in a folder of the rehearsal, with the buffers of the configuration. */
export function pipelineIn(workspace: string, folder: string, session: Session, { bufferMiB, bufferSeconds }: Config): Pipeline {
  const bucket = new LocalBucket(folder, join(workspace, folder));
  const settings = { name: NAMES.deliveryStream, bucket, prefix: MESSAGES, errorPrefix: ERRORS, transform: validate };
  return {
    bucket,
    stream: new LocalDeliveryStream({ ...settings, sizeBytes: bufferMiB * MIB, intervalSeconds: bufferSeconds }),
    consuming: { bucket, session, prefix: MESSAGES, errorPrefix: ERRORS, table: TABLE, copyOptions: "JSON 'auto'" },
  };
}

/** Sends readings with the simulator's sender, on a clock on which waiting takes no time. @returns its report, and the time of the last delivery */
export async function sendThrough(
  { stream }: Pipeline,
  readings: Iterable<Reading>,
  start: number,
  task: Task,
): Promise<SendReport & { end: number }> {
  let clock = 0;
  const at = () => start + clock / 1_000;
  const report = await send(readings, (records) => stream.putBatch(records, at()), {
    speed: 1,
    signal: task.signal,
    now: () => clock,
    async pause(milliseconds) {
      clock += milliseconds;
      await stream.tick(at());
    },
    progress: ({ sent }) => {
      if (sent % 10_000 < 6) task.progress(`${sent} readings sent`);
    },
  });
  return { ...report, end: await stream.drain(at()) };
}

/** Creates the schema from the file for Redshift, translated where PostgreSQL differs. */
export async function makeSchema(session: Session): Promise<void> {
  await session.run('DROP FUNCTION IF EXISTS public.getdate() CASCADE; DROP TABLE IF EXISTS public.copied_manifest');
  await session.run(await readFile(workload('firehose-redshift', 'local', 'redshift.sql'), 'utf8'));
  for (const statement of await statementsOf('schema')) await session.run(forPostgres(statement));
}

/** Sets the current time of the warehouse, in epoch seconds. */
export async function setNow(session: Session, seconds: number): Promise<void> {
  await session.query("SELECT set_config('rehearsal.now', $1, false)", [String(seconds)]);
}
