import { type Random, whole } from '../random/random';

/** Five-minute intervals per day. */
const INTERVALS = 288;

/** A circuit of a household and its usage pattern. */
export interface Circuit {
  readonly id: string;
  readonly device: string;
  readonly location: string;
  readonly watts: number;
  /** Energy per interval while on. */
  readonly kwh: { readonly low: number; readonly high: number /** How much rarer the high values are. @default 1 */; readonly skew?: number };
  /** Intervals in which it is on, on odd and on even days. */
  readonly active: readonly [number, number];
  /** Usage window: first interval and number of intervals; may extend past midnight. */
  readonly window: { readonly first: number; readonly length: number };
  /** Number of separate runs in the window. */
  readonly runs: number;
}

const at = (hour: number, minute: number) => hour * 12 + minute / 5;
const between = (first: number, last: number) => ({ first, length: last - first + 1 });

/** The ten circuits, the same in every household. */
export const CIRCUITS: readonly Circuit[] = [
  circuit('s_01', 'Central Air Conditioner', 'House', 3500, { low: 0.2912, high: 0.2927 }, [137, 119], between(0, 287), 46),
  circuit('s_02', 'Ceiling Fan', 'Master Bedroom', 65, { low: 0.0049, high: 0.0064 }, [140, 99], { first: at(20, 0), length: 140 }, 1),
  circuit('s_03', 'Clothes Dryer', 'Basement', 5000, { low: 0.416, high: 0.626, skew: 6 }, [21, 38], between(at(10, 0), at(21, 30)), 2),
  circuit('s_04', 'Clothes Washer', 'Basement', 1800, { low: 0.1495, high: 0.2253, skew: 4 }, [21, 22], between(at(9, 0), at(20, 35)), 2),
  circuit('s_05', 'Dishwasher', 'Kitchen', 900, { low: 0.0745, high: 0.076 }, [19, 19], between(at(11, 0), at(12, 30)), 1),
  circuit('s_06', 'Flat Screen TV', 'Living Room', 120, { low: 0.0095, high: 0.011 }, [87, 80], between(at(8, 15), at(23, 30)), 2),
  circuit('s_07', 'Microwave Oven', 'Kitchen', 1000, { low: 0.0829, high: 0.0843 }, [10, 8], between(at(8, 20), at(20, 0)), 5),
  circuit('s_08', 'Coffee Maker', 'Kitchen', 900, { low: 0.0746, high: 0.0753 }, [6, 3], between(at(8, 20), at(18, 10)), 2),
  circuit('s_09', 'Hair Dryer', 'Master Bathroom', 2000, { low: 0.1664, high: 0.1676 }, [5, 4], between(at(8, 0), at(19, 10)), 3),
  circuit('s_10', 'Refrigerator', 'Kitchen', 500, { low: 0.0412, high: 0.126, skew: 50 }, [288, 288], between(0, 287), 1),
];

/** Energy of a circuit in each interval of a day, in kWh. `day` counts from 0. */
export function usage(circuit: Circuit, day: number, random: Random): readonly number[] {
  const { low, high, skew = 1 } = circuit.kwh;
  const readings = new Array<number>(INTERVALS).fill(0);
  for (const interval of activeIntervals(circuit, circuit.active[day % 2] as number, random)) {
    readings[interval] = Number((low + (high - low) * random() ** skew).toFixed(5));
  }
  return readings;
}

/** The first run starts with the window, the last run ends with it, and the gaps between are random. */
function activeIntervals({ window, runs }: Circuit, active: number, random: Random): number[] {
  const idle = window.length - active;
  const cuts = Array.from({ length: runs - 1 }, () => whole(random, 0, idle - (runs - 1))).sort((one, other) => one - other);
  const intervals: number[] = [];
  for (let on = 0; on < active; on++) {
    const run = Math.floor((on * runs) / active);
    const pause = run === 0 ? 0 : run === runs - 1 ? idle : (cuts[run - 1] as number) + run;
    intervals.push((window.first + on + pause) % INTERVALS);
  }
  return intervals;
}

function circuit(
  id: string,
  device: string,
  location: string,
  watts: number,
  kwh: Circuit['kwh'],
  active: Circuit['active'],
  window: Circuit['window'],
  runs: number,
): Circuit {
  return { id, device, location, watts, kwh, active, window, runs };
}
