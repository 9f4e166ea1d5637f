import { randomOf } from '../random/random';
import type { Reading } from './reading';
import { type Sensor, sensors } from './sensors';

/** Parameters of the simulation. */
export interface Simulation {
  /** Seconds between two readings of a sensor. */
  readonly interval: number;
  /** Readings per cycle; the sine advances by 0.1 per reading, from 0. */
  readonly steps: number;
  /** Number of cycles. */
  readonly repeat: number;
  /** Base offset in seconds: sensors start 0, 1, 3, 4, 7 and 9 offsets after the first. */
  readonly offset: number;
  /** Seed of the random numbers; the same seed gives the same readings. */
  readonly seed: number;
}

/** The article's run: 400 readings per sensor, one a minute, in about seven and a half hours. */
export const defaults: Simulation = { interval: 60, steps: 200, repeat: 2, offset: 300, seed: 2020 };

/** Lowest value without noise, in degrees Fahrenheit. */
const BASE = 60;
/** Amplitude of the noise. */
const NOISE = 5;
const STEP = 0.1;

/** Duration of a simulation in real time, in seconds, including the wait after the last reading. */
export function plannedSeconds({ interval, steps, repeat, offset }: Simulation): number {
  return Math.max(...sensors.map(({ begins }) => begins)) * offset + steps * repeat * interval;
}

/** Number of readings of a simulation. */
export function plannedReadings({ steps, repeat }: Simulation): number {
  return sensors.length * steps * repeat;
}

/** Expected average of a sensor without noise. */
export function analyticAverage({ swing }: Pick<Sensor, 'swing'>, { steps }: Pick<Simulation, 'steps'>): number {
  const sines = Array.from({ length: steps }, (_, step) => Math.sin(step * STEP) + 1);
  return BASE + swing * (sines.reduce((sum, sine) => sum + sine, 0) / steps);
}

/** Readings of all sensors in time order, starting at `start`, in epoch seconds. */
export function* readings(simulation: Simulation, start: number): Generator<Reading> {
  const { interval, steps, repeat, offset } = simulation;
  const lines = sensors.map((sensor) => ({ sensor, next: 0, random: randomOf(simulation.seed, sensor.guid) }));
  // Each sensor has its own phase within the interval, as in the field.
  const timeOf = ({ sensor, next }: (typeof lines)[number]) => sensor.begins * offset + (next + (sensor.id - 1) / sensors.length) * interval;
  for (let left = plannedReadings(simulation); left > 0; left--) {
    let first: (typeof lines)[number] | undefined;
    for (const line of lines) {
      if (line.next < steps * repeat && (first === undefined || timeOf(line) < timeOf(first))) first = line;
    }
    if (first === undefined) return;
    const x = (first.next % steps) * STEP;
    const noise = (first.random() * 2 - 1) * NOISE;
    const temp = Math.round(((Math.sin(x) + 1) * first.sensor.swing + noise + BASE) * 100) / 100;
    yield { guid: first.sensor.guid, ts: Math.floor(start + timeOf(first)), temp };
    first.next += 1;
  }
}
