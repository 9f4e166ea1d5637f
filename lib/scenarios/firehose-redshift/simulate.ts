import { send } from '../../../workloads/firehose-redshift/sender';
import { plannedSeconds, readings, type Simulation } from '../../../workloads/firehose-redshift/simulator';
import type { Facts } from '../../contract/facts';
import { JobError } from '../../errors';
import type { Deployed } from '../places';
import type { Config, Contract } from './settings';
import { planOf } from './simulation';
import { putInto, streamOf } from './stream';

/** Time, as the simulator is given it. */
export interface Time {
  /** Milliseconds since 1970 when it begins. */
  readonly nowMs: number;
  /** Milliseconds of a clock that only goes forward. */
  clock(): number;
  /** Waits so many milliseconds, or until it is stopped. */
  pause(milliseconds: number): Promise<void>;
}

/** Sends a simulation into the stream. @throws JobError when readings were not taken, however often they were tried */
export async function simulate(
  { contract, aws, task }: Pick<Deployed<Config, Contract>, 'contract' | 'aws' | 'task'>,
  { speed, ...simulation }: Simulation & { readonly speed: number },
  { nowMs, clock, pause }: Time,
): Promise<Facts> {
  const plan = planOf(simulation, speed);
  task.progress(`sending ${plan.readings} readings in ${plan.runTime}`);
  // What is faster than its own time ends now, and began in the past: no reading is from the future.
  const start = Math.floor(nowMs / 1_000 - plannedSeconds(simulation) * (1 - 1 / speed));
  const report = await send(readings(simulation, start), putInto({ contract, aws }), {
    speed,
    signal: task.signal,
    now: clock,
    pause,
    progress: ({ sent, failed, perSecond }) => task.progress(`${sent} of ${plan.readings} sent, ${perSecond} a second, ${failed} failed`),
  });
  if (report.failed > 0 && !report.stopped) {
    throw new JobError({
      problem: `${report.failed} readings were not taken`,
      got: report.lastError ?? 'no reason',
      fix: 'lower the speed: a delivery stream takes so many records a second, as its quota says; the others were sent',
    });
  }
  return { stream: streamOf(contract), ...report, seconds: Math.round(report.seconds) };
}
