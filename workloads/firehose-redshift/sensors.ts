/** A temperature sensor: its location and the parameters of its simulated readings. */
export interface Sensor {
  readonly id: number;
  readonly guid: string;
  readonly mac: string;
  readonly sku: string;
  readonly upc: string;
  readonly long: number;
  readonly lat: number;
  readonly location: string;
  /** Installation time in epoch seconds. */
  readonly installed: number;
  /** Time of the first firmware upgrade in epoch seconds. */
  readonly upgraded: number;
  /** Half the range between lowest and highest reading without noise, in degrees Fahrenheit. */
  readonly swing: number;
  /** Start after the first sensor, in multiples of the base offset. */
  readonly begins: number;
}

const SINCE_2018 = { installed: 1_517_454_709, upgraded: 1_517_754_901 };
const SINCE_APRIL_2019 = { installed: 1_555_329_600, upgraded: 1_555_416_000 };
const SINCE_NOVEMBER_2019 = { installed: 1_573_300_800, upgraded: 1_573_387_200 };
const BIG = { sku: 'PR49-24A', upc: '689860072244' };

/** The six sensors of the article. */
export const sensors: readonly Sensor[] = [
  {
    id: 1,
    guid: '03e39872-e105-4be4-83c0-9ade818465dc',
    mac: '8e:fa:46:09:14:b2',
    ...BIG,
    long: -122.4191599,
    lat: 37.7068476,
    location: 'Research Lab #2203',
    ...SINCE_2018,
    swing: 25,
    begins: 0,
  },
  {
    id: 2,
    guid: 'fa565921-fddd-4bfb-a7fd-d617f816df4b',
    mac: 'f6:f0:5a:64:21:05',
    ...BIG,
    long: -122.4190397,
    lat: 37.7071763,
    location: 'Research Lab #2209',
    ...SINCE_2018,
    swing: 10,
    begins: 1,
  },
  {
    id: 3,
    guid: 'd120422d-5789-435d-9dc6-73d8489b04c2',
    mac: '44:c2:ed:9b:c5:9a',
    sku: 'PR55-27',
    upc: '689860070264',
    long: -122.4187016,
    lat: 37.7072686,
    location: 'Zone 4 Wafer Processing Area B3',
    ...SINCE_2018,
    swing: 7,
    begins: 3,
  },
  {
    id: 4,
    guid: '93238559-4d55-4b2a-bdcb-6aa3be0f3908',
    mac: 'c0:fe:08:15:e2:70',
    sku: 'PR55-27',
    upc: '689860070264',
    long: -122.4184393,
    lat: 37.7070334,
    location: 'Zone 2 Semiconductor Assembly Area A2',
    ...SINCE_APRIL_2019,
    swing: 30,
    begins: 4,
  },
  {
    id: 5,
    guid: 'dbc05806-6872-4f0a-aca2-f794cc39bd9b',
    mac: 'c2:e4:60:29:73:48',
    sku: 'PR55-19A',
    upc: '689860070264',
    long: -122.4181399,
    lat: 37.7066541,
    location: 'Wafer Inspection Lab #0210A',
    ...SINCE_APRIL_2019,
    swing: 5,
    begins: 7,
  },
  {
    id: 6,
    guid: 'f9ade639-f936-4954-aa5a-1f2ed86c9bcf',
    mac: 'd6:3d:62:29:15:0a',
    ...BIG,
    long: -122.4186191,
    lat: 37.7067618,
    location: 'Wafer Inspection Lab #0211C',
    ...SINCE_NOVEMBER_2019,
    swing: 12,
    begins: 9,
  },
];

/** Guid of the reading that tests the pipeline end to end. It belongs to no sensor. */
export const TEST_GUID = 'test-guid-test-guid-test-guid';
