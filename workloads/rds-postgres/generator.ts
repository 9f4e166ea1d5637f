import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { oneOf, type Random, randomOf, whole } from '../random/random';
import { tables } from './catalog';
import { type Cell, copyLine } from './copy-text';
import * as names from './names';

/** Options of the generated rental shop; the same values give the same bytes. */
export interface Shape {
  readonly seed: number;
  /** Scale factor: 1 has as many rows as the classic data set. */
  readonly scale: number;
}

export const defaults: Shape = { seed: 2017, scale: 1 };

/** Rows of each table, in column order. */
export type Shop = Readonly<Record<string, readonly (readonly Cell[])[]>>;

/** Receives progress, and holds the abort signal. */
export interface Watcher {
  readonly signal: AbortSignal;
  progress(path: string): void;
}

const UPDATED = '2017-02-15 10:00:00+00';
const FIRST = Date.UTC(2017, 0, 1);
const SPAN = Date.UTC(2017, 6, 1) - FIRST;
const DAY = 86_400_000;

/** Writes a rental shop, one file per table: a header line, then one line per row in PostgreSQL's text format. */
export async function generate(shape: Shape, folder: string, { signal, progress }: Watcher): Promise<{ files: number; rows: number }> {
  const shop = rentalShop(shape);
  await mkdir(folder, { recursive: true });
  let rows = 0;
  for (const { name, columns } of tables) {
    signal.throwIfAborted();
    progress(`${name}.tsv`);
    const lines = shop[name] ?? [];
    await writeFile(join(folder, `${name}.tsv`), `${columns.join('\t')}\n${lines.map(copyLine).join('')}`);
    rows += lines.length;
  }
  return { files: tables.length, rows };
}

/** Generates a rental shop with valid references, in which no copy is rented twice at a time. */
export function rentalShop({ seed, scale }: Shape): Shop {
  const count = (name: string, least = 10) => Math.max(least, Math.round((tables.find((table) => table.name === name)?.rows ?? 0) * scale));
  const customers = count('customer');
  const films = filmsOf(seed, count('film'));
  const inventory = Array.from({ length: count('inventory', films.length) }, (_, index) => {
    const random = randomOf(seed, `copy ${index}`);
    // The first copies are one of each film, so that every film can be rented.
    return [index + 1, index < films.length ? index + 1 : whole(random, 1, films.length), whole(random, 1, 2), UPDATED];
  });
  const rentals = rentalsOf(seed, count('rental'), inventory.length, customers);
  return {
    country: names.COUNTRIES.map((country, index) => [index + 1, country, UPDATED]),
    city: citiesOf(seed, count('city')),
    // Every customer, staff member and store has an address.
    address: addressesOf(seed, customers + 4, count('city')),
    language: names.LANGUAGES.map((name, index) => [index + 1, name, UPDATED]),
    category: names.CATEGORIES.map((name, index) => [index + 1, name, UPDATED]),
    actor: actorsOf(seed, count('actor')),
    film: films,
    film_actor: castOf(seed, count('film_actor'), count('actor'), films.length),
    film_category: films.map((_, index) => [index + 1, whole(randomOf(seed, `category ${index}`), 1, names.CATEGORIES.length), UPDATED]),
    store: [1, 2].map((store) => [store, store, store, UPDATED]),
    staff: [1, 2].map((id) => {
      const [first, last] = nameOf(randomOf(seed, `staff ${id}`));
      return [id, first, last, id + 2, mail(first, last), id, true, first.toLowerCase(), null, UPDATED, null];
    }),
    customer: Array.from({ length: customers }, (_, index) => {
      const random = randomOf(seed, `customer ${index}`);
      const [first, last] = nameOf(random);
      const active = random() > 0.025;
      return [index + 1, whole(random, 1, 2), first, last, mail(first, last), index + 5, active, '2017-02-14', UPDATED, active ? 1 : 0];
    }),
    inventory,
    rental: rentals.map(({ cells }) => cells),
    payment: paymentsOf(seed, rentals, inventory, films, count('payment') - count('rental')),
  };
}

interface Rental {
  readonly cells: readonly [id: number, rented: string, copy: number, customer: number, returned: string | null, staff: number, updated: string];
  readonly days: number;
}

/** Rentals in sequence: a copy is rented again only after its return. */
function rentalsOf(seed: number, count: number, copies: number, customers: number): Rental[] {
  const random = randomOf(seed, 'rentals');
  const moments = Array.from({ length: count }, () => FIRST + Math.floor((random() * SPAN) / 1_000) * 1_000).sort((one, other) => one - other);
  const free = new Array<number>(copies).fill(0);
  return moments.map((moment, index) => {
    let copy = whole(random, 0, copies - 1);
    while ((free[copy] ?? 0) > moment) copy = (copy + 1) % copies;
    const days = whole(random, 1, 9) + whole(random, 0, 23) / 24;
    const back = moment + days * DAY;
    free[copy] = back + 1_000;
    // Rentals due after the end of the data are open.
    const returned = back < FIRST + SPAN ? time(back) : null;
    return { cells: [index + 1, time(moment), copy + 1, whole(random, 1, customers), returned, whole(random, 1, 2), UPDATED], days };
  });
}

/** Payments: one for each rental, in time order, and an additional one for late returns. */
function paymentsOf(seed: number, rentals: readonly Rental[], inventory: Shop[string], films: Shop[string], extra: number): Cell[][] {
  const again = new Set(Array.from({ length: extra }, (_, index) => Math.floor((index * rentals.length) / Math.max(1, extra))));
  const rows: Cell[][] = [];
  for (const [index, { cells, days }] of rentals.entries()) {
    const [rental, rented, copy, customer, , staff] = cells;
    const film = films[Number(inventory[copy - 1]?.[1]) - 1] ?? [];
    const [duration, rate] = [Number(film[6]), Number(film[7])];
    const late = Math.max(0, Math.floor(days - duration));
    rows.push([rows.length + 1, customer, staff, rental, (rate + late).toFixed(2), rented]);
    if (again.has(index)) {
      const fee = whole(randomOf(seed, `fee ${rental}`), 1, 5);
      rows.push([rows.length + 1, customer, staff, rental, fee.toFixed(2), rented]);
    }
  }
  return rows;
}

function filmsOf(seed: number, count: number): Cell[][] {
  const combinations = names.TITLE_BEGINNINGS.length * names.TITLE_ENDINGS.length;
  const start = whole(randomOf(seed, 'titles'), 0, combinations - 1);
  return Array.from({ length: count }, (_, index) => {
    const random = randomOf(seed, `film ${index}`);
    // Stride and number of combinations are coprime, so that titles are unique.
    const combination = (start + index * 1_009) % combinations;
    const [beginning, ending] = [combination % names.TITLE_BEGINNINGS.length, Math.floor(combination / names.TITLE_BEGINNINGS.length)];
    const [one, other] = [oneOf(random, names.PEOPLE), oneOf(random, names.PEOPLE)];
    const plot = `A ${oneOf(random, names.KINDS)} of a ${one} who must ${oneOf(random, names.DEEDS)} a ${other} in ${oneOf(random, names.PLACES)}`;
    const features = names.FEATURES.filter(() => random() < 0.5);
    return [
      index + 1,
      `${names.TITLE_BEGINNINGS[beginning]} ${names.TITLE_ENDINGS[ending]}`,
      plot,
      2006,
      1,
      null,
      whole(random, 3, 7),
      oneOf(random, ['0.99', '2.99', '4.99']),
      whole(random, 46, 185),
      `${whole(random, 9, 29)}.99`,
      oneOf(random, names.RATINGS),
      UPDATED,
      `{${features.map((feature) => `"${feature}"`).join(',')}}`,
    ];
  });
}

/** Cast of the films; no actor appears twice in the same film. */
function castOf(seed: number, count: number, actors: number, films: number): Cell[][] {
  const random = randomOf(seed, 'cast');
  const parts = new Set<number>();
  const wanted = Math.min(count, Math.floor((actors * films) / 2));
  while (parts.size < wanted) parts.add(whole(random, 0, actors - 1) * films + whole(random, 0, films - 1));
  return [...parts].sort((one, other) => one - other).map((part) => [Math.floor(part / films) + 1, (part % films) + 1, UPDATED]);
}

function actorsOf(seed: number, count: number): Cell[][] {
  return Array.from({ length: count }, (_, index) => [index + 1, ...nameOf(randomOf(seed, `actor ${index}`)), UPDATED]);
}

function citiesOf(seed: number, count: number): Cell[][] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomOf(seed, `city ${index}`);
    return [index + 1, placeName(random), 1 + (index % names.COUNTRIES.length), UPDATED];
  });
}

function addressesOf(seed: number, count: number, cities: number): Cell[][] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomOf(seed, `address ${index}`);
    const street = `${whole(random, 1, 1_999)} ${placeName(random)} ${oneOf(random, names.STREETS)}`;
    // Telephone numbers reserved for fiction in North America.
    const phone = `+1${whole(random, 200, 989)}55501${String(whole(random, 0, 99)).padStart(2, '0')}`;
    return [index + 1, street, null, placeName(random), whole(random, 1, cities), String(whole(random, 10_000, 99_999)), phone, UPDATED];
  });
}

function nameOf(random: Random): [first: string, last: string] {
  return [oneOf(random, names.FIRST_NAMES), oneOf(random, names.LAST_NAMES)];
}

function placeName(random: Random): string {
  const text = Array.from({ length: whole(random, 2, 3) }, () => oneOf(random, names.SYLLABLES)).join('');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function mail(first: string, last: string): string {
  return `${first}.${last}@example.com`.toLowerCase();
}

function time(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')}+00`;
}
