import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { lineOf, readingIn } from '../../../workloads/firehose-redshift/reading';
import { type PutBatch, send } from '../../../workloads/firehose-redshift/sender';
import { TEST_GUID } from '../../../workloads/firehose-redshift/sensors';
import { defaults, plannedReadings, plannedSeconds, readings, type Simulation } from '../../../workloads/firehose-redshift/simulator';
import { forDataApi } from '../../../workloads/firehose-redshift/sql-text';
import type { Facts } from '../../contract/values';
import { JobError } from '../../errors';
import { seed, wholeNumber } from '../params';
import type { Deployed } from '../places';
import { type Config, type Contract, published } from './settings';
import { sqlText, warehouseOf } from './sql';

type Sensors = Deployed<Config, Contract>;

/** Sends records to the delivery stream, or to the data stream where there is no delivery stream. */
function putInto({ contract, aws }: Pick<Sensors, 'contract' | 'aws'>): PutBatch {
  const stream = streamOf(contract);
  if (contract.deliveryStream !== undefined) return (records) => aws.firehose.putBatch(stream, records);
  // The sensor is the partition key, so that its readings stay in order.
  return (records) =>
    aws.kinesis.putBatch(
      stream,
      records.map((data) => ({ key: partitionKeyOf(data), data })),
    );
}

/** Name of the stream that takes readings. */
function streamOf({ deliveryStream, readingStream }: Sensors['contract']): string {
  return published(deliveryStream ?? readingStream, 'stream');
}

function partitionKeyOf(record: string): string {
  const reading = readingIn(record);
  return 'refused' in reading ? 'unknown' : reading.guid;
}

const SPEED = 'a number from 1 to 100000';

/** Parameters of a simulation. */
export const simulationParams = z.object({
  interval: wholeNumber(1, 3_600).default(defaults.interval).describe('seconds between two readings of a sensor'),
  steps: wholeNumber(1, 100_000).default(defaults.steps).describe('readings of each sensor in a cycle'),
  repeat: wholeNumber(1, 100_000).default(defaults.repeat).describe('cycles'),
  offset: wholeNumber(0, 86_400)
    .default(defaults.offset)
    .describe('unit of the staggered starts in seconds: sensors begin 0, 1, 3, 4, 7 and 9 of it after the first'),
  seed: seed(defaults.seed),
});

/** How much faster than their timestamps readings are sent. */
export const speed = z.coerce
  .number(SPEED)
  .min(1, SPEED)
  .max(100_000, SPEED)
  .default(1)
  .describe('factor by which readings are sent faster than their timestamps; latency is meaningful at 1 only');

/** Number of readings of a simulation, and its duration. */
export function planOf(simulation: Simulation, times: number) {
  const seconds = Math.ceil(plannedSeconds(simulation) / times);
  return { readings: plannedReadings(simulation), runTime: inWords(seconds), seconds };
}

/** Time, as the simulator is given it. */
export interface Time {
  /** Milliseconds since 1970 when it begins. */
  readonly nowMs: number;
  /** Milliseconds of a monotonic clock. */
  clock(): number;
  /** Waits for some milliseconds, or until it is stopped. */
  pause(milliseconds: number): Promise<void>;
}

/** Sends a simulation to the stream. @throws JobError when readings were refused at each attempt */
export async function simulate(
  { contract, aws, task }: Pick<Sensors, 'contract' | 'aws' | 'task'>,
  { speed: times, ...simulation }: Simulation & { readonly speed: number },
  { nowMs, clock, pause }: Time,
): Promise<Facts> {
  const plan = planOf(simulation, times);
  task.progress(`sending ${plan.readings} readings in ${plan.runTime}`);
  // A simulation that is faster than its timestamps begins in the past and ends now, so that no reading is from the future.
  const start = Math.floor(nowMs / 1_000 - plannedSeconds(simulation) * (1 - 1 / times));
  const report = await send(readings(simulation, start), putInto({ contract, aws }), {
    speed: times,
    signal: task.signal,
    now: clock,
    pause,
    progress: ({ sent, failed, perSecond }) => task.progress(`${sent} of ${plan.readings} sent, ${perSecond} a second, ${failed} failed`),
  });
  if (report.failed > 0 && !report.stopped) {
    throw new JobError({
      problem: `the stream refused ${report.failed} readings`,
      got: report.lastError ?? 'no reason',
      fix: 'lower the speed: the quota of a delivery stream limits its records a second; the other readings were sent',
    });
  }
  return { stream: streamOf(contract), ...report, seconds: Math.round(report.seconds) };
}

/** Waits for some milliseconds, or until the signal aborts. */
export function pausing(signal: AbortSignal): (milliseconds: number) => Promise<void> {
  return (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** A duration such as `7 h 25 min`. */
function inWords(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  const parts = [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`, rest > 0 && `${rest} s`].filter(Boolean);
  return parts.join(' ') || '0 s';
}

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
