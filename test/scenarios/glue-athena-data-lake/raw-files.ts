import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new folder with the given files. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'raw files '));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const jsonLines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Seconds since 1970 of a moment, given as `2024-04-06T13:00:00Z`. */
const seconds = (moment: string) => Date.parse(moment) / 1_000;

const HUB = 'ffff000011112222';
const OTHER = 'aaaa000011112222';

const readings = (hub: string, from: string, to: string, step: number) => {
  const rows: { loc_id: string; ts: number; data: Record<string, number | null> }[] = [];
  for (let ts = seconds(from); ts < seconds(to); ts += step) {
    // A missing circuit, one that is silent at times, and two alike.
    rows.push({ loc_id: hub, ts, data: { s_01: 0.25, s_02: ts % 1_800 === 0 ? null : 0.1, s_03: 0.1, s_11: 9 } });
  }
  return rows;
};

const rates = (state: string, year: number, month: number, rate: number) =>
  Array.from({ length: 24 }, (_, hour) => {
    const two = String(hour).padStart(2, '0');
    const type = hour < 12 ? 'night & morning' : 'rest';
    return `<row><state>${state}</state><year>${year}</year><month>${month}</month><from>${two}:00:00</from><to>${two}:59:59</to><type>${type.replace('&', '&amp;')}</type><rate>${rate + hour / 100}</rate></row>`;
  }).join('\n');

/**
 * Raw files of another source: hubs in Sydney, at the end of daylight saving time, and in Kolkata; folders named after days in UTC;
 * rates of several months, one of them missing; devices of the same name; and everything that real files have besides data.
 */
export function foreignData(): string {
  const sydney = readings(HUB, '2024-03-30T13:00:00Z', '2024-04-08T14:00:00Z', 900);
  const kolkata = readings(OTHER, '2024-04-01T00:00:00Z', '2024-04-02T00:00:00Z', 900);
  const day = ({ ts }: { ts: number }) => new Date(ts * 1_000).toISOString().slice(0, 10);
  const days = [...new Set(sydney.map(day))];
  const mapping = (hub: string, id: string, description: string | null, location: string) => ({
    loc_id: hub,
    id,
    description,
    location,
    watts: 100,
    last_modified: 1,
  });
  return folderOf({
    ...Object.fromEntries(days.map((date) => [`smart_hub_data_json/dt=${date}/${HUB}.json`, jsonLines(sydney.filter((row) => day(row) === date))])),
    'smart_hub_data_json/dt=2024-04-01/other.json': jsonLines(kolkata),
    'smart_hub_data_json/dt=2024-04-01/_SUCCESS': '',
    'sensor_mappings_json/state=ns/a.json': jsonLines([
      mapping(HUB, 's_01', 'Oven', 'Kitchen'),
      mapping(HUB, 's_02', 'Fan', 'Bedroom'),
      mapping(HUB, 's_03', 'Fan', 'Bedroom'),
      mapping(HUB, 's_11', 'Beyond the ten', 'Roof'),
    ]),
    'sensor_mappings_json/state=wb/b.json': jsonLines([
      mapping(OTHER, 's_01', null, 'House'),
      mapping(HUB, 's_01', 'Oven of a former address', 'Kitchen'),
    ]),
    'smart_hub_locations_csv/state=ns/a.csv': `lon,lat,number,street,unit,city,district,region,postcode,id,hash,tz\r\n151.2,-33.9,1,A St,,,,,2000,,${HUB},Australia/Sydney\r\n`,
    'smart_hub_locations_csv/state=wb/b.csv': `lon,lat,number,street,unit,city,district,region,postcode,id,hash,tz\n88.4,22.6,2,B St,,,,,700001,,${OTHER},Asia/Kolkata\n,,,,,,,,,,0123456789abcdef,Asia/Kolkata\n`,
    'electricity_rates_xml/march.xml': `<?xml version="1.0" encoding="UTF-8"?>\n<!-- rates --><root>${rates('ns', 2024, 3, 20)}${rates('wb', 2024, 4, 6)}</root>`,
    'electricity_rates_xml/april.xml': `<root><row/>${rates('ns', 2024, 4, 30)}</root>`,
  });
}

export const foreign = { hub: HUB, other: OTHER } as const;
