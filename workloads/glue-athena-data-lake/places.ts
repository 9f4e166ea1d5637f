import { hexId, oneOf, type Random, whole } from '../random/random';

/** Location of hubs: part of a state, with the addresses of one file. */
export interface Place {
  readonly name: string;
  readonly state: string;
  readonly timeZone: string;
  readonly addresses: number;
  readonly lon: readonly [number, number];
  readonly lat: readonly [number, number];
  /** Empty where the source had none. */
  readonly postcodes: readonly string[];
}

export const PLACES: readonly Place[] = [
  { name: 'denver_co', state: 'co', timeZone: 'America/Denver', addresses: 999, lon: [-105.087, -104.674], lat: [39.629, 39.875], postcodes: [] },
  {
    name: 'palo_alto_ca',
    state: 'ca',
    timeZone: 'America/Los_Angeles',
    addresses: 995,
    lon: [-122.187, -122.105],
    lat: [37.374, 37.457],
    postcodes: ['94301', '94303', '94304', '94305', '94306'],
  },
  {
    name: 'portland_metro_or',
    state: 'or',
    timeZone: 'America/Los_Angeles',
    addresses: 999,
    lon: [-122.867, -122.745],
    lat: [45.427, 45.537],
    postcodes: ['97003', '97005', '97006', '97007', '97008', '97078', '97223', '97225', '97229'],
  },
  { name: 'stamford_ct', state: 'ct', timeZone: 'America/New_York', addresses: 999, lon: [-73.609, -73.534], lat: [41.152, 41.178], postcodes: [] },
];

/** Location of the hubs that send readings. */
export const HOME = PLACES.find(({ state }) => state === 'or') as Place;

const STREETS = [
  'Alder',
  'Birch',
  'Chestnut',
  'Dogwood',
  'Elder',
  'Fir',
  'Ginkgo',
  'Hawthorn',
  'Ivy',
  'Juniper',
  'Larch',
  'Maple',
  'Rowan',
  'Willow',
];
const KINDS = ['Avenue', 'Court', 'Lane', 'Loop', 'Place', 'Street', 'Terrace', 'Way'];

const LOCATION_HEADER = 'lon,lat,number,street,unit,city,district,region,postcode,id,hash,tz';

/** Lines of a locations file: invented addresses at random points, the given hubs first. */
export function* locationLines(place: Place, hubs: readonly string[], random: Random): Generator<string> {
  yield LOCATION_HEADER;
  const taken = new Set(hubs);
  for (let row = 0; row < place.addresses; row++) {
    const hash = hubs[row] ?? unused(taken, random);
    const lon = within(place.lon, random);
    const lat = within(place.lat, random);
    const street = `${oneOf(random, STREETS)} ${oneOf(random, KINDS)}`;
    const unit = random() < 0.2 ? `Unit ${whole(random, 1, 99)}` : '';
    const postcode = place.postcodes.length > 0 ? oneOf(random, place.postcodes) : '';
    yield [lon, lat, whole(random, 10, 9_999), street, unit, '', '', '', postcode, '', hash, place.timeZone].join(',');
  }
}

/** Creates a unique id and adds it to the set. */
export function unused(taken: Set<string>, random: Random): string {
  for (;;) {
    const id = hexId(random);
    if (!taken.has(id)) {
      taken.add(id);
      return id;
    }
  }
}

function within([low, high]: readonly [number, number], random: Random): string {
  return (low + (high - low) * random()).toFixed(7);
}
