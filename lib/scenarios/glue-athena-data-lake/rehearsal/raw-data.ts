import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { catalog } from '../../../../workloads/glue-athena-data-lake/catalog';
import { JobError } from '../../../errors';

/** The raw files of a lake as plain values, read without SQL as independent reference. */
export interface RawData {
  /** Number of files by type. */
  readonly counts: {
    readonly files: number;
    readonly readings: number;
    readonly mappings: number;
    readonly locations: number;
    readonly rates: number;
  };
  /** Hubs that send readings. */
  readonly hubs: ReadonlyMap<string, { readonly readings: number; readonly first: number; readonly last: number }>;
  readonly mappings: readonly { readonly hub: string; readonly sensor: string; readonly state: string }[];
  readonly locations: readonly { readonly hub: string; readonly state: string; readonly timeZone: string }[];
  readonly rates: readonly Rate[];
}

/** One reading of a hub. */
export interface Reading {
  readonly hub: string;
  readonly ts: number;
  readonly kwh: Readonly<Record<string, number | null>>;
  /** Day of its folder. */
  readonly folder: string;
}

const reading = z.object({ loc_id: z.string(), ts: z.number(), data: z.record(z.string(), z.number().nullable()) });
const mapping = z.object({ loc_id: z.string(), id: z.string() });
const COLUMNS = Object.keys(catalog.locations.columns);

/** Reads everything except the values of the readings, which may be many. @throws JobError when a file does not match its folder */
export async function readRawData(folder: string): Promise<RawData> {
  const hubs = new Map<string, { readings: number; first: number; last: number }>();
  let readings = 0;
  for await (const { hub, ts } of readingsIn(folder)) {
    readings++;
    const known = hubs.get(hub);
    hubs.set(hub, { readings: (known?.readings ?? 0) + 1, first: Math.min(known?.first ?? ts, ts), last: Math.max(known?.last ?? ts, ts) });
  }

  const mappings: { hub: string; sensor: string; state: string }[] = [];
  for (const file of await filesOf(folder, catalog.mappings.name)) {
    for await (const { loc_id: hub, id: sensor } of jsonLines(file, mapping)) mappings.push({ hub, sensor, state: partition(file, 'state') });
  }

  const locations: { hub: string; state: string; timeZone: string }[] = [];
  for (const file of await filesOf(folder, catalog.locations.name)) {
    const [, ...lines] = (await readFile(file, 'utf8')).split(/\r?\n/);
    for (const line of lines) {
      if (line === '') continue;
      const values = line.split(',');
      const value = (name: string) => values[COLUMNS.indexOf(name)] ?? '';
      locations.push({ hub: value('hash'), state: partition(file, 'state'), timeZone: value('tz') });
    }
  }

  const xml = await filesOf(folder, catalog.rates.name);
  const rates = (await Promise.all(xml.map(ratesIn))).flat();
  const files = (await Promise.all(Object.values(TABLES).map((name) => filesOf(folder, name)))).flat().length;
  return {
    counts: { files, readings, mappings: mappings.length, locations: locations.length, rates: rates.length },
    hubs,
    mappings,
    locations,
    rates,
  };
}

/** Every reading, in the order of the files. */
export async function* readingsIn(folder: string): AsyncGenerator<Reading> {
  for (const file of await filesOf(folder, catalog.readings.name)) {
    for await (const { loc_id: hub, ts, data: kwh } of jsonLines(file, reading)) yield { hub, ts, kwh, folder: partition(file, 'dt') };
  }
}

/** The rates in every file. */
export async function rateRowsIn(folder: string): Promise<readonly Rate[]> {
  return (await Promise.all((await filesOf(folder, catalog.rates.name)).map(ratesIn))).flat();
}

const TABLES = [catalog.readings.name, catalog.mappings.name, catalog.locations.name, catalog.rates.name];

/** Files of a raw table, without those that begin with a dot or an underscore. */
async function filesOf(folder: string, table: string): Promise<readonly string[]> {
  const root = join(folder, table);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((cause) => {
    const fix = 'lay the files out as the README of the scenario says';
    throw new JobError({ problem: `the data has no folder ${table}`, got: folder, allowed: TABLES.join(', '), fix }, { cause });
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) =>
      relative(root, file)
        .split(sep)
        .every((part) => !/^[._]/.test(part)),
    )
    .sort();
}

/** Value of a partition folder, for instance of `dt=2019-12-21`. */
function partition(file: string, key: string): string {
  const folder = file.split(sep).findLast((part) => part.startsWith(`${key}=`));
  if (folder !== undefined) return decodeURIComponent(folder.slice(key.length + 1));
  throw new JobError({ problem: `a file lies in no folder ${key}=…`, got: file, fix: 'lay the files out as the README of the scenario says' });
}

async function* jsonLines<Schema extends z.ZodType>(file: string, schema: Schema): AsyncGenerator<z.infer<Schema>> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    const { data, error } = schema.safeParse(parsed(line));
    if (!error) yield data;
    else {
      throw new JobError(
        {
          problem: `line ${number} of ${file} is not what it should be`,
          got: line.slice(0, 100),
          allowed: error.issues[0]?.message,
          fix: 'correct the file',
        },
        { cause: error },
      );
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A row of the rates. */
export interface Rate {
  readonly from: string | null;
  readonly to: string | null;
  readonly type: string | null;
  readonly rate: number | null;
  readonly year: number | null;
  readonly month: number | null;
  readonly state: string | null;
}

/** The rates in an XML file, without empty ones. @throws JobError for malformed XML or an invalid number */
export async function ratesIn(file: string): Promise<readonly Rate[]> {
  const { SaxesParser } = await import('saxes');
  const rates: Rate[] = [];
  let row: Map<string, string> | undefined;
  let path: string[] = [];

  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw refused(file, error.message);
  });
  parser.on('opentag', ({ name }) => {
    path = [...path, name];
    if (name === 'row') row = new Map();
  });
  parser.on('text', (text) => {
    const member = path.at(-1) ?? '';
    if (path.at(-2) === 'row') row?.set(member, (row.get(member) ?? '') + text);
  });
  parser.on('closetag', ({ name }) => {
    path = path.slice(0, -1);
    if (name !== 'row' || !row) return;
    const rate = rateOf(row, file);
    if (Object.values(rate).some((value) => value !== null)) rates.push(rate);
    row = undefined;
  });
  parser.write(await readFile(file, 'utf8')).close();
  return rates;
}

function rateOf(row: ReadonlyMap<string, string>, file: string): Rate {
  const text = (name: string) => row.get(name)?.trim() || null;
  const number = (name: string) => {
    const value = text(name);
    if (value === null) return null;
    if (!Number.isFinite(Number(value))) throw refused(file, `${name} is not a number: '${value}'`);
    return Number(value);
  };
  return {
    from: text('from'),
    to: text('to'),
    type: text('type'),
    rate: number('rate'),
    year: number('year'),
    month: number('month'),
    state: text('state'),
  };
}

function refused(file: string, reason: string): JobError {
  return new JobError({ problem: `the rates in ${file} cannot be read`, got: reason, fix: 'correct the file' });
}
