/** Local date and time in a time zone. */
export interface LocalTime {
  /** For instance `2019-12-21`. */
  readonly day: string;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Time zone offsets change on a quarter of an hour only. */
const QUARTER = 900;

/** Returns a converter from epoch seconds to local time. @throws RangeError for an unknown time zone */
export function clock(timeZone: string): (seconds: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsets = new Map<number, number>();
  const offsetAt = (seconds: number): number => {
    const parts = Object.fromEntries(format.formatToParts(seconds * 1_000).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour, minute, second } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1_000 - seconds;
  };
  return (seconds) => {
    const quarter = Math.floor(seconds / QUARTER);
    const offset = offsets.get(quarter) ?? offsetAt(quarter * QUARTER);
    offsets.set(quarter, offset);
    const local = new Date((seconds + offset) * 1_000);
    const [day = ''] = local.toISOString().split('T');
    return { day, hour: local.getUTCHours(), minute: local.getUTCMinutes(), second: local.getUTCSeconds() };
  };
}

/** The date a number of days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Epoch seconds of a local day in equal steps: a day may have 23 or 25 hours. */
export function* momentsOf(day: string, timeZone: string, step: number): Generator<number> {
  const time = clock(timeZone);
  // No time zone is further than 14 hours from UTC.
  const noon = Date.parse(`${day}T12:00:00Z`) / 1_000;
  for (let seconds = noon - 26 * 3_600; seconds < noon + 26 * 3_600; seconds += step) {
    if (time(seconds).day === day) yield seconds;
  }
}
