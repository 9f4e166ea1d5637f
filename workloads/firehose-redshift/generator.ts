import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { lineOf } from './reading';
import { plannedReadings, readings, type Simulation } from './simulator';
import { csvOf, starTables } from './star';

/** Folder with one folder per table of the star schema. */
export const STAR = 'star';
/** The readings of a simulation, one per line. */
export const STREAM_FILE = 'stream/readings.json.gz';
/** Start of the article's simulation: 2020-03-04 03:14 UTC. */
export const FIRST_READING = 1_583_291_640;

/** Writes the five tables and the readings of a simulation below a folder. The same simulation gives the same bytes. */
export async function generate(
  simulation: Simulation,
  folder: string,
  { signal, progress }: { readonly signal: AbortSignal; progress(file: string): void },
): Promise<{ readonly files: number; readonly tableRows: number; readonly readings: number }> {
  for (const table of starTables) {
    const file = join(folder, STAR, table.name, `${table.name}.csv`);
    progress(`${table.name}.csv`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, csvOf(table));
  }
  progress(STREAM_FILE);
  const file = join(folder, STREAM_FILE);
  await mkdir(dirname(file), { recursive: true });
  const lines = (function* () {
    for (const reading of readings(simulation, FIRST_READING)) yield lineOf(reading);
  })();
  await pipeline(Readable.from(lines), createGzip(), createWriteStream(file), { signal });
  const tableRows = starTables.reduce((sum, { rows }) => sum + rows.length, 0);
  return { files: starTables.length + 1, tableRows, readings: plannedReadings(simulation) };
}
