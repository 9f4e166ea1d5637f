/** Cents per kWh of each state, by rate period. */
const TARIFF: Readonly<Record<string, Readonly<Record<HourType, number>>>> = {
  ca: { 'off-peak': 5.051, 'partial-peak': 8.678, peak: 15.148 },
  co: { 'off-peak': 4.209, 'partial-peak': 7.232, peak: 12.623 },
  ct: { 'off-peak': 4.63, 'partial-peak': 7.955, peak: 13.885 },
  or: { 'off-peak': 4.209, 'partial-peak': 7.232, peak: 12.623 },
};

/** Rows per month. */
export const RATES_A_MONTH = Object.keys(TARIFF).length * 24;

type HourType = 'off-peak' | 'partial-peak' | 'peak';

/** Lines of a rates file: one row per state and hour of day, for one month. */
export function* rateLines(year: number, month: number): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>';
  yield '<root>';
  for (const [state, rates] of Object.entries(TARIFF)) {
    for (let hour = 0; hour < 24; hour++) {
      const type = typeOf(hour);
      const two = String(hour).padStart(2, '0');
      const row = { state, year, month, from: `${two}:00:00`, to: `${two}:59:59`, type, rate: rates[type] };
      yield '  <row>';
      for (const [name, value] of Object.entries(row)) yield `    <${name}>${value}</${name}>`;
      yield '  </row>';
    }
  }
  yield '</root>';
}

function typeOf(hour: number): HourType {
  if (hour < 7 || hour >= 22) return 'off-peak';
  return hour >= 13 && hour < 20 ? 'peak' : 'partial-peak';
}
