import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseCsv } from '../../lib/scenarios/emr-pyspark/queries';
import { ratesIn, readingsIn, readRawData } from '../../lib/scenarios/glue-athena-data-lake/rehearsal/raw-data';
import { csvRows } from '../../workloads/firehose-redshift/local/copy';
import { catalog } from '../../workloads/glue-athena-data-lake/catalog';
import { detect } from '../../workloads/macie-data-lake/local/detector';
import { rowsInDump } from '../../workloads/rds-postgres/dump';
import { READERS } from './offenders';

const folder = mkdtempSync(join(tmpdir(), 'readers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file that the deployed code reads, and what the rehearsal makes of it. */
interface Reader {
  readonly text: string;
  /** Forms, besides the plain one, that the deployed engine reads. */
  readonly forms: readonly string[];
  /** Name of the file, with folders. */
  readonly name: string;
  /** Reads a file that holds the text in some form; the result is the same whatever the form. */
  readonly read: (file: string, bytes: Buffer) => Promise<unknown> | unknown;
  readonly expected: unknown;
}

const LOCATION_COLUMNS = Object.keys(catalog.locations.columns);
const location = (address: string) =>
  LOCATION_COLUMNS.map((name) => (name === 'hash' ? 'h1' : name === 'tz' ? 'PST' : name === 'street' ? address : 'x')).join(',');
const utf8 = (bytes: Buffer) => bytes.toString('utf8');
const SECRET = [{ name: 'Id', regex: 'S[0-9]{8}', keywords: [], description: 'Id', example: 'S12345678' }];

const readers: Readonly<Record<string, Reader>> = {
  'rates, XML': {
    forms: ['byte order mark', 'UTF-16', 'CR LF', 'no line end at the end', 'gzip'],
    name: 'rates.xml',
    text: '<root>\n<row><from>09:00</from><type>péak</type><rate>12.5</rate><state>or</state></row>\n</root>\n',
    read: async (file) => (await ratesIn(file)).map(({ from, rate, type }) => [from, rate, type]),
    expected: [['09:00', 12.5, 'péak']],
  },
  'readings, JSON lines': {
    forms: ['CR LF', 'no line end at the end', 'gzip'],
    name: `${catalog.readings.name}/dt=2019-12-21/readings.json`,
    text: '{"loc_id":"é","ts":1576915200,"data":{"s1":1.5}}\n{"loc_id":"b","ts":1576915260,"data":{"s1":null}}\n',
    read: async () => {
      const hubs: string[] = [];
      for await (const { hub } of readingsIn(folder)) hubs.push(hub);
      return hubs;
    },
    expected: ['é', 'b'],
  },
  'locations, CSV': {
    forms: ['byte order mark', 'CR LF', 'no line end at the end', 'gzip', 'quoted comma'],
    name: `${catalog.locations.name}/state=or/locations.csv`,
    text: `${LOCATION_COLUMNS.join(',')}\n${location('street')}\n`,
    read: async () => (await readRawData(folder)).locations,
    expected: [{ hub: 'h1', state: 'or', timeZone: 'PST' }],
  },
  'stars, CSV': {
    forms: ['byte order mark', 'CR LF', 'no line end at the end', 'quoted comma'],
    name: 'sensor.csv',
    text: 'id,name\n1,é\n',
    read: (_, bytes) => csvRows(utf8(bytes)),
    expected: [
      ['id', 'name'],
      ['1', 'é'],
    ],
  },
  'gold, CSV': {
    forms: ['CR LF', 'no line end at the end'],
    name: 'part-0.csv',
    text: 'date|item\nMonday|é\n',
    read: (_, bytes) => parseCsv(utf8(bytes)),
    expected: { columns: ['date', 'item'], rows: [['Monday', 'é']] },
  },
  'a dump, COPY': {
    forms: ['byte order mark', 'CR LF', 'no line end at the end'],
    name: 'pagila-data.sql',
    text: 'COPY public.actor (actor_id, first_name) FROM stdin;\n1\té\n\\.\n',
    read: (_, bytes) => rowsInDump(utf8(bytes), 'pagila-data.sql').map(({ table, columns, lines }) => [table, columns, lines]),
    expected: [['actor', ['actor_id', 'first_name'], ['1\té']]],
  },
  'patients, CSV': {
    forms: ['byte order mark', 'UTF-16', 'CR LF', 'no line end at the end', 'gzip', 'quoted comma'],
    name: 'patients.csv',
    text: 'LICENSE,NAME\nS12345678,é\n',
    read: (file) => detect(file, SECRET),
    expected: { Id: 1 },
  },
};

/** Forms in which people have such files. */
const forms: Readonly<Record<string, (text: string) => Buffer>> = {
  plain: (text) => Buffer.from(text),
  'byte order mark': (text) => Buffer.from(`\uFEFF${text}`),
  'UTF-16': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'CR LF': (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
  'no line end at the end': (text) => Buffer.from(text.replace(/\n$/, '')),
  gzip: (text) => gzipSync(text),
  'quoted comma': (text) => Buffer.from(quotedComma(text)),
};

/** A cell of the last column, or the street, in quotes and with a comma; what is compared stays. */
function quotedComma(text: string): string {
  return text.includes('street') ? `${LOCATION_COLUMNS.join(',')}\n${location('"1, Main Street"')}\n` : text.replace(/é/, '"é, è"');
}

const cases = Object.keys(readers).flatMap((reader) =>
  Object.entries(forms).flatMap(([form, of]) => {
    const { text, forms: read } = readers[reader]!;
    const bytes = form === 'plain' || read.includes(form) ? of(text) : undefined;
    return bytes === undefined ? [] : [{ name: `${reader}: ${form}`, reader, form, bytes }];
  }),
);

async function isRead({ reader, form, bytes }: (typeof cases)[number]): Promise<boolean> {
  const { name, read, expected } = readers[reader]!;
  rmSync(folder, { recursive: true });
  for (const { name: table } of [catalog.readings, catalog.mappings, catalog.locations, catalog.rates])
    mkdirSync(join(folder, table), { recursive: true });
  const file = join(folder, form === 'gzip' ? `${name}.gz` : name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  try {
    const result = JSON.stringify(await read(file, bytes));
    return result === JSON.stringify(form === 'quoted comma' ? withComma(expected) : expected);
  } catch {
    return false;
  }
}

function withComma(expected: unknown): unknown {
  return JSON.parse(JSON.stringify(expected).replace('é', 'é, è'));
}

test('reads every file as it is written', async () => {
  for (const each of cases.filter(({ form }) => form === 'plain')) expect([each.name, await isRead(each)]).toEqual([each.name, true]);
});

test.each(cases.filter(({ name }) => !READERS.includes(name)))('reads $name', async (each) => {
  expect(await isRead(each)).toBe(true);
});

test('each case of the offenders still fails', async () => {
  const read: string[] = [];
  for (const each of cases.filter(({ name }) => READERS.includes(name))) if (await isRead(each)) read.push(each.name);

  expect(read).toEqual([]);
  expect(READERS.filter((name) => !cases.some((each) => each.name === name))).toEqual([]);
});
