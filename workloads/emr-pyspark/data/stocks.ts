import { type Random, randomOf } from '../../random/random';

/** The thirty stocks of the article. */
export const TICKERS = (
  'AAPL AXP BA CAT CSCO CVX DIS DWDP GS HD IBM INTC JNJ JPM KO ' + 'MCD MMM MRK MSFT NKE PFE PG TRV UNH UTX V VZ WBA WMT XOM'
).split(' ');

const FIRST_DAY = Date.UTC(2014, 3, 28);
const LAST_DAY = Date.UTC(2019, 3, 26);

/** Weekdays of five years. */
export const TRADING_DAYS = [...weekdays()].length;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Prices of a stock on every weekday: a random walk whose volatility varies by week. */
export function* priceLines(ticker: string, seed: number): Generator<string> {
  const random = randomOf(seed, `stocks/${ticker}`);
  yield 'date,open,high,low,close,volume,unadjustedVolume,change,changePercent,vwap,label,changeOverTime';
  const first = 30 + random() * 150;
  let close = first;
  let nervousness = 1;
  for (const [year, month, day] of weekdays()) {
    nervousness = 0.9 * nervousness + 0.1 * (random() < 0.05 ? 8 : 0.7);
    const before = close;
    const open = before * (1 + 0.004 * nervousness * normal(random));
    close = Math.min(2_000, Math.max(5, open * (1.0002 + 0.008 * nervousness * normal(random))));
    const high = Math.max(open, close) * (1 + 0.005 * nervousness * random());
    const low = Math.min(open, close) * (1 - 0.005 * nervousness * random());
    const volume = Math.floor(1e6 + random() * 4e7);
    const date = `${year}-${two(month + 1)}-${two(day)}`;
    const prices = [open, high, low, close].map((price) => price.toFixed(4));
    const change = close - before;
    const label = `"${MONTHS[month]} ${day}, ${two(year % 100)}"`;
    const relative = [(change / before) * 100, (open + high + low + close) / 4].map((value) => value.toFixed(4));
    yield [date, ...prices, volume, volume, change.toFixed(6), ...relative, label, (close / first - 1).toFixed(12)].join(',');
  }
}

function* weekdays(): Generator<readonly [year: number, month: number, day: number]> {
  for (let time = FIRST_DAY; time <= LAST_DAY; time += 86_400_000) {
    const date = new Date(time);
    if (date.getUTCDay() % 6 !== 0) yield [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  }
}

/** Approximately normal, with mean 0 and standard deviation 1. */
function normal(random: Random): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
