import { z } from 'zod';
import { defaults, plannedReadings, plannedSeconds, type Simulation } from '../../../workloads/firehose-redshift/simulator';
import { seed, wholeNumber } from '../params';

/** What shapes a simulation. */
export const simulationParams = z.object({
  interval: wholeNumber(1, 3_600).default(defaults.interval).describe('seconds between two readings of a sensor'),
  steps: wholeNumber(1, 100_000).default(defaults.steps).describe('readings of a cycle'),
  repeat: wholeNumber(1, 100_000).default(defaults.repeat).describe('cycles'),
  offset: wholeNumber(0, 86_400).default(defaults.offset).describe('base offset in seconds by which sensors begin one after another'),
  seed: seed(defaults.seed),
});

/** How much faster than their own times readings are sent. */
export const speed = z.coerce
  .number('a number from 1 to 100000')
  .min(1, 'a number from 1 to 100000')
  .max(100_000, 'a number from 1 to 100000')
  .default(1)
  .describe('how many times faster than their own times readings are sent; latency means something at 1 alone');

/** How many readings a simulation has, and how long it takes. */
export function planOf(simulation: Simulation, times: number) {
  const seconds = Math.ceil(plannedSeconds(simulation) / times);
  return { readings: plannedReadings(simulation), runTime: inWords(seconds), seconds };
}

/** A duration such as `7 h 25 min`. */
function inWords(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  const parts = [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`, rest > 0 && `${rest} s`].filter(Boolean);
  return parts.join(' ') || '0 s';
}
