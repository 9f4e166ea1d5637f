import { sensors } from './sensors';

type Cell = string | number | boolean;

/** A table of the star schema: columns and rows. */
export interface StarTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const MANUFACTURER = 1;
/** Calibration and second firmware upgrade of all sensors, in epoch seconds. */
const RECALIBRATED = 1_578_139_200;
const UPGRADED_AGAIN = 1_580_928_505;
const [FIRST_TECHNICIAN, SECOND_TECHNICIAN, THIRD_TECHNICIAN] = [2_341, 1_983, 2_093];
const DAY = 86_400;

/** History ids of a sensor: three of its first days, and one of each of two campaigns. */
function historyIds(sensor: number): readonly [number, number, number, number, number] {
  const first = (sensor - 1) * 3 + 1;
  const firstCampaign = sensors.length * 3;
  return [first, first + 1, first + 2, firstCampaign + sensor, firstCampaign + sensors.length + sensor];
}

/** The five tables, in load order. */
export const starTables: readonly StarTable[] = [
  {
    name: 'history',
    columns: ['id', 'serviced', 'action', 'technician_id', 'notes'],
    rows: sensors
      .flatMap(({ id, installed, upgraded }): readonly Cell[][] => {
        const [at, calibrated, upgrade, again, last] = historyIds(id);
        return [
          [at, installed, 'INSTALLED', FIRST_TECHNICIAN, ''],
          [calibrated, Math.min(installed + DAY, upgraded), 'CALIBRATED', FIRST_TECHNICIAN, ''],
          [upgrade, upgraded, 'FIRMWARE UPGRADED', FIRST_TECHNICIAN, 'Upgraded to v1.12'],
          [again, RECALIBRATED, 'CALIBRATED', SECOND_TECHNICIAN, 'Calibrated again'],
          [last, UPGRADED_AGAIN, 'FIRMWARE UPGRADED', THIRD_TECHNICIAN, 'Upgraded to v1.23'],
        ];
      })
      .sort(([one], [other]) => Number(one) - Number(other)),
  },
  {
    name: 'location',
    columns: ['id', 'long', 'lat', 'description'],
    rows: sensors.map(({ id, long, lat, location }) => [id, long, lat, location]),
  },
  {
    name: 'sensor',
    columns: ['id', 'guid', 'mac', 'sku', 'upc', 'active', 'notes'],
    rows: sensors.map(({ id, guid, mac, sku, upc }) => [id, guid, mac, sku, upc, 1, '']),
  },
  {
    name: 'manufacturer',
    columns: ['id', 'name', 'website', 'notes'],
    rows: [[MANUFACTURER, 'National Control Devices, LLC', 'https://ncd.io/', '']],
  },
  {
    name: 'sensors',
    columns: ['sensor_id', 'manufacturer_id', 'location_id', 'history_id', 'message_guid'],
    rows: sensors
      .flatMap(({ id, guid }) => historyIds(id).map((history) => [id, MANUFACTURER, id, history, guid]))
      .sort(([, , , a], [, , , b]) => Number(a) - Number(b)),
  },
];

/** Formats a table as CSV with a header; quotes text where necessary. */
export function csvOf({ columns, rows }: StarTable): string {
  const cell = (value: Cell) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}
