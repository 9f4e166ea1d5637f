import { type Random, randomOf, whole } from '../../random/random';

/** Items of the till, and the weight of each; the last ones are corrections. */
const ITEMS: readonly (readonly [item: string, weight: number])[] = [
  ['Coffee', 5_400],
  ['Bread', 3_300],
  ['Tea', 1_430],
  ['Cake', 1_020],
  ['Pastry', 850],
  ['Sandwich', 770],
  ['Medialuna', 610],
  ['Hot chocolate', 590],
  ['Cookies', 540],
  ['Brownie', 380],
  ['Farm House', 370],
  ['Muffin', 370],
  ['Juice', 365],
  ['Alfajores', 365],
  ['Soup', 340],
  ['Scone', 325],
  ['Toast', 315],
  ['Scandinavian', 275],
  ['Truffles', 190],
  ['Coke', 185],
  ['Spanish Brunch', 170],
  ['Baguette', 150],
  ['Jam', 145],
  ['Tiffin', 145],
  ["Ella's Kitchen Pouches", 20],
  ['Eggs, fried', 28],
  ['NONE', 780],
  ['Adjustment', 2],
];

const FIRST_DAY = Date.UTC(2016, 9, 30);
const DAYS = 159;
const OPENS_AT = 8 * 3_600;
const CLOSES_AT = 18 * 3_600;

/** Transactions of one to four items, in order of time, spread over the 159 days of the public file. */
export function* bakeryLines(rows: number, seed: number): Generator<string> {
  const random = randomOf(seed, 'bakery');
  const pick = weighted(ITEMS);
  yield 'Date,Time,Transaction,Item';
  let transaction = 0;
  let left = 0;
  let prefix = '';
  for (let row = 0; row < rows; row++) {
    if (left === 0) {
      left = whole(random, 1, 4);
      transaction++;
      prefix = `${momentOf(row / rows, random)},${transaction},`;
    }
    left--;
    const item = pick(random);
    yield prefix + (item.includes(',') ? `"${item}"` : item);
  }
}

/** Date and time of a transaction, from the fraction of the data before it. */
function momentOf(share: number, random: Random): string {
  const day = share * DAYS;
  const open = CLOSES_AT - OPENS_AT;
  const seconds = OPENS_AT + Math.min(open - 1, Math.floor((day % 1) * open + random() * 60));
  return new Date(FIRST_DAY + Math.floor(day) * 86_400_000 + seconds * 1_000).toISOString().slice(0, 19).replace('T', ',');
}

/** Picks an item at random by weight. */
function weighted(items: typeof ITEMS): (random: Random) => string {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0);
  return (random) => {
    let at = random() * total;
    for (const [item, weight] of items) {
      at -= weight;
      if (at < 0) return item;
    }
    return items[0]![0];
  };
}
