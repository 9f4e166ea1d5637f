import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { defaults, type GeneratorOptions, generate } from '../../../workloads/glue-athena-data-lake/generator';
import { CIRCUITS } from '../../../workloads/glue-athena-data-lake/household';

interface Reading {
  readonly loc_id: string;
  readonly ts: number;
  readonly data: Readonly<Record<string, number>>;
}

async function generated(options: Partial<GeneratorOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'));
  const written = await generate({ ...defaults, ...options }, folder);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const text = (path: string) => readFileSync(join(folder, path), 'utf8');
  const lines = (prefix: string) => files.filter((file) => file.startsWith(prefix)).map((file) => text(file).trimEnd().split('\n'));
  const digest = createHash('sha256');
  for (const file of files) digest.update(file).update(text(file));
  return { folder, written, files, lines, digest: digest.digest('hex') };
}

describe('acceptance 7: the generator', () => {
  let data: Awaited<ReturnType<typeof generated>>;
  beforeAll(async () => {
    data = await generated();
  });

  test('writes 14 files: 6 of usage, 3 of mappings, 4 of locations, 1 of rates', () => {
    const count = (prefix: string) => data.files.filter((file) => file.startsWith(prefix)).length;
    expect(data.files).toHaveLength(14);
    expect(['smart_hub_data_json/dt=2019-12-21/', 'smart_hub_data_json/dt=2019-12-22/'].map(count)).toEqual([3, 3]);
    expect(['sensor_mappings_json/state=or/', 'electricity_rates_xml/'].map(count)).toEqual([3, 1]);
    expect(['co', 'ca', 'or', 'ct'].map((state) => count(`smart_hub_locations_csv/state=${state}/`))).toEqual([1, 1, 1, 1]);
    expect(data.written).toEqual({ files: 14, readings: 1_728, mappings: 30, locations: 3_992, rates: 96 });
  });

  test('288 readings in each file of usage, five minutes apart, from midnight in Portland', () => {
    for (const [day, start] of Object.entries({ '2019-12-21': 1_576_915_200, '2019-12-22': 1_577_001_600 })) {
      for (const file of data.lines(`smart_hub_data_json/dt=${day}/`)) {
        expect(file.map((line) => (JSON.parse(line) as Reading).ts)).toEqual(Array.from({ length: 288 }, (_, at) => start + at * 300));
      }
    }
  });

  test('10 mappings in each file, 3,992 addresses and 96 rates', () => {
    expect(data.lines('sensor_mappings_json/').map((file) => file.length)).toEqual([10, 10, 10]);
    const rows = Object.fromEntries(
      ['co', 'ca', 'or', 'ct'].map((state) => [state, (data.lines(`smart_hub_locations_csv/state=${state}/`)[0]?.length ?? 0) - 1]),
    );
    expect(rows).toEqual({ co: 999, ca: 995, or: 999, ct: 999 });
    expect(data.lines('electricity_rates_xml/')[0]?.filter((line) => line.trim() === '<row>')).toHaveLength(96);
  });

  test('gives the same bytes for the same seed, and others for another seed', async () => {
    expect((await generated()).digest).toBe(data.digest);
    expect((await generated({ seed: 2 })).digest).not.toBe(data.digest);
  });

  test('uses each circuit as often, and as much, as its description defines', () => {
    const days = ['2019-12-21', '2019-12-22'].map((day) => data.lines(`smart_hub_data_json/dt=${day}/`));
    for (const { id, active, kwh } of CIRCUITS) {
      for (const [day, hubs] of days.entries()) {
        for (const file of hubs) {
          const on = file.map((line) => (JSON.parse(line) as Reading).data[id] ?? Number.NaN).filter((value) => value > 0);
          expect([id, on.length]).toEqual([id, active[day]]);
          expect(Math.min(...on)).toBeGreaterThanOrEqual(kwh.low);
          expect(Math.max(...on)).toBeLessThanOrEqual(kwh.high);
        }
      }
    }
  });

  test('the three hubs are in Portland, and ids of addresses are unique', () => {
    const rows = data.lines('smart_hub_locations_csv/').flatMap(([, ...file]) => file.map((line) => line.split(',')));
    expect(new Set(rows.map((row) => row[10])).size).toBe(3_992);
    const portland = data.lines('smart_hub_locations_csv/state=or/')[0]?.join('\n');
    for (const hub of ['b6a8d42425fde548', '08ae3df798df8b90', '1c7e1f7df752663e']) expect(portland).toContain(`,${hub},America/Los_Angeles`);
    expect(rows.every((row) => row.length === 12 && /^[0-9a-f]{16}$/.test(row[10] ?? '') && [row[5], row[6], row[7], row[9]].join('') === '')).toBe(
      true,
    );
    const postcodes = (state: string) =>
      new Set(
        data
          .lines(`smart_hub_locations_csv/state=${state}/`)[0]
          ?.slice(1)
          .map((line) => line.split(',')[8]),
      );
    expect([postcodes('co'), postcodes('ct')]).toEqual([new Set(['']), new Set([''])]);
    expect([...postcodes('or')].every((postcode) => /^97\d{3}$/.test(postcode ?? ''))).toBe(true);
  });

  test('the rates are those of the article', () => {
    const xml = data.lines('electricity_rates_xml/')[0]?.join('') ?? '';
    const rows = [...xml.matchAll(/<row>(.*?)<\/row>/g)].map(([, row = '']) =>
      Object.fromEntries([...row.matchAll(/<(\w+)>(.*?)</g)].map(([, name, value]) => [name, value])),
    );
    const of = (state: string, hour: string) => rows.filter((row) => row['state'] === state && row['from'] === `${hour}:00:00`);
    expect(of('or', '13')).toEqual([{ state: 'or', year: '2019', month: '12', from: '13:00:00', to: '13:59:59', type: 'peak', rate: '12.623' }]);
    const types = (type: string) => rows.filter((row) => row['state'] === 'ct' && row['type'] === type);
    expect(['off-peak', 'partial-peak', 'peak'].map((type) => [types(type).length, types(type)[0]?.['rate']])).toEqual([
      [9, '4.63'],
      [8, '7.955'],
      [7, '13.885'],
    ]);
  });
});

test('more hubs, more days and other dates leave the rest of the data unchanged', async () => {
  const one = await generated({ hubs: 1, days: 1 });
  const many = await generated({ hubs: 5, days: 3 });
  expect(many.written).toMatchObject({ readings: 5 * 3 * 288, mappings: 50, locations: 3_992 });
  expect(many.lines('smart_hub_data_json/dt=2019-12-21/b6a8d42425fde548')).toEqual(one.lines('smart_hub_data_json/dt=2019-12-21/b6a8d42425fde548'));
  expect(new Set(many.files.filter((file) => file.startsWith('sensor_mappings')).map((file) => file.slice(-31))).size).toBe(5);
});

test('writes a month of rates for each month of readings, and handles days of 23 and 25 hours', async () => {
  const spring = await generated({ hubs: 1, days: 2, firstDay: '2020-02-29' });
  expect(spring.files.filter((file) => file.startsWith('electricity_rates_xml/'))).toEqual([
    expect.stringContaining('2020_02'),
    expect.stringContaining('2020_03'),
  ]);
  expect((await generated({ hubs: 1, days: 1, firstDay: '2020-03-08' })).written.readings).toBe(276);
  expect((await generated({ hubs: 1, days: 1, firstDay: '2020-11-01' })).written.readings).toBe(300);
});

test('can be interrupted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'));
  await expect(generate(defaults, folder, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
