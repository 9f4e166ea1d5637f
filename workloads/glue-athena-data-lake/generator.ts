import { join } from 'node:path';
import { writeLines } from '../files/write-lines';
import { randomOf, whole } from '../random/random';
import { catalog } from './catalog';
import { CIRCUITS, usage } from './household';
import { clock, dayAfter, momentsOf } from './local-time';
import { HOME, locationLines, PLACES, unused } from './places';
import { RATES_A_MONTH, rateLines } from './tariff';

/** Options of the data generator. */
export interface GeneratorOptions {
  /** The same seed and options give the same bytes. */
  readonly seed: number;
  /** First local day of the readings, for instance `2019-12-21`. */
  readonly firstDay: string;
  /** Number of days. */
  readonly days: number;
  /** Number of hubs that send readings; at most the number of addresses in their location. */
  readonly hubs: number;
}

export const defaults: GeneratorOptions = { seed: 1, firstDay: '2019-12-21', days: 2, hubs: 3 };

/** Maximum number of hubs that send readings. */
export const MOST_HUBS = HOME.addresses;

/** Files written. */
export interface Generated {
  readonly files: number;
  readonly readings: number;
  readonly mappings: number;
  readonly locations: number;
  readonly rates: number;
}

interface File {
  readonly path: string;
  readonly kind: Exclude<keyof Generated, 'files'>;
  readonly rows: number;
  readonly lines: Iterable<string>;
}

/** The hubs of the article's sample. */
const KNOWN_HUBS = ['b6a8d42425fde548', '08ae3df798df8b90', '1c7e1f7df752663e'];

/** Seconds between two readings of a hub. */
const STEP = 300;

/** Writes the raw files of the lake below a folder, each below its table's prefix. */
export async function generate(
  options: GeneratorOptions,
  folder: string,
  { signal, progress = () => {} }: { readonly signal?: AbortSignal; readonly progress?: (line: string) => void } = {},
): Promise<Generated> {
  const written = { files: 0, readings: 0, mappings: 0, locations: 0, rates: 0 };
  for (const { path, kind, rows, lines } of filesOf(options)) {
    progress(path);
    await writeLines(join(folder, path), lines, signal);
    written.files++;
    written[kind] += rows;
  }
  return written;
}

function* filesOf(options: GeneratorOptions): Generator<File> {
  const { seed, firstDay, days } = options;
  const hubs = hubsOf(options);
  const [start = 0] = momentsOf(firstDay, HOME.timeZone, STEP);

  for (let day = 0; day < days; day++) {
    const date = dayAfter(firstDay, day);
    const moments = [...momentsOf(date, HOME.timeZone, STEP)];
    for (const hub of hubs) {
      const path = `${catalog.readings.name}/dt=${date}/${hub}_${moments[0]}.json`;
      yield { path, kind: 'readings', rows: moments.length, lines: readingLines(hub, day, moments, seed) };
    }
  }
  for (const hub of hubs) {
    const modified = start - whole(randomOf(seed, `modified/${hub}`), 90, 300) * 86_400;
    const path = `${catalog.mappings.name}/state=${HOME.state}/${hub}_${modified}.json`;
    yield { path, kind: 'mappings', rows: CIRCUITS.length, lines: mappingLines(hub, modified) };
  }
  for (const place of PLACES) {
    const lines = locationLines(place, place === HOME ? hubs : [], randomOf(seed, `locations/${place.name}`));
    const path = `${catalog.locations.name}/state=${place.state}/${place.name}_${start}.csv`;
    yield { path, kind: 'locations', rows: place.addresses, lines };
  }
  const months = new Set(Array.from({ length: days }, (_, day) => dayAfter(firstDay, day).slice(0, 7)));
  for (const month of months) {
    const [year = '', number = ''] = month.split('-');
    const path = `${catalog.rates.name}/${year}_${number}_${start}.xml`;
    yield { path, kind: 'rates', rows: RATES_A_MONTH, lines: rateLines(Number(year), Number(number)) };
  }
}

function hubsOf({ seed, hubs }: GeneratorOptions): readonly string[] {
  const random = randomOf(seed, 'hubs');
  const taken = new Set(KNOWN_HUBS);
  return Array.from({ length: hubs }, (_, at) => KNOWN_HUBS[at] ?? unused(taken, random));
}

function* readingLines(hub: string, day: number, moments: readonly number[], seed: number): Generator<string> {
  const time = clock(HOME.timeZone);
  const circuits = CIRCUITS.map((circuit) => [circuit.id, usage(circuit, day, randomOf(seed, `usage/${hub}/${day}/${circuit.id}`))] as const);
  for (const ts of moments) {
    const { hour, minute } = time(ts);
    const interval = hour * 12 + minute / 5;
    yield JSON.stringify({ loc_id: hub, ts, data: Object.fromEntries(circuits.map(([id, readings]) => [id, readings[interval]])) });
  }
}

function* mappingLines(hub: string, modified: number): Generator<string> {
  for (const { id, device, location, watts } of CIRCUITS) {
    yield JSON.stringify({ loc_id: hub, id, description: device, location, watts, last_modified: modified });
  }
}
