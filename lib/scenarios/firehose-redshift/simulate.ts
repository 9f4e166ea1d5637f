import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { send } from '../../../workloads/firehose-redshift/sender';
import { defaults, plannedReadings, plannedSeconds, readings, type Simulation } from '../../../workloads/firehose-redshift/simulator';
import type { Facts } from '../../contract/facts';
import { JobError } from '../../errors';
import { seed, wholeNumber } from '../params';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';
import { putInto, streamOf } from './stream';

const SPEED = 'a number from 1 to 100000';

/** Parameters of a simulation. */
export const simulationParams = z.object({
  interval: wholeNumber(1, 3_600).default(defaults.interval).describe('seconds between two readings of a sensor'),
  steps: wholeNumber(1, 100_000).default(defaults.steps).describe('readings of each sensor in a cycle'),
  repeat: wholeNumber(1, 100_000).default(defaults.repeat).describe('cycles'),
  offset: wholeNumber(0, 86_400).default(defaults.offset).describe('seconds between the starts of two sensors'),
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
  { contract, aws, task }: Pick<Deployed<Config, Contract>, 'contract' | 'aws' | 'task'>,
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
