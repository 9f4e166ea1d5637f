/** What a sensor sends. */
export interface Reading {
  readonly guid: string;
  /** Epoch seconds. */
  readonly ts: number;
  /** Degrees Fahrenheit, with two decimals at most. */
  readonly temp: number;
}

/** Columns that a reading fills; the warehouse fills the others. */
export const COLUMNS = ['guid', 'ts', 'temp'] as const;

/** What `numeric(5, 2)` holds. */
const WIDEST = 999.99;
const GUID_CHARACTERS = 36;

/** A reading as it is sent. The line break is not needed by COPY, but by whoever else reads the bucket. */
export function lineOf({ guid, ts, temp }: Reading): string {
  return `${JSON.stringify({ guid, ts, temp })}\n`;
}

/** The reading in a record, or why there is none: one that the table cannot hold would stop all that comes with it. */
export function readingIn(record: string): Reading | { readonly refused: string } {
  let value: unknown;
  try {
    value = JSON.parse(record);
  } catch {
    return { refused: 'it is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { refused: 'it is not an object' };
  const { guid, ts, temp } = value as Readonly<Record<string, unknown>>;
  if (typeof guid !== 'string' || guid === '' || guid.length > GUID_CHARACTERS || !/^[\w-]+$/.test(guid))
    return { refused: 'guid is not the id of a sensor' };
  if (typeof ts !== 'number' || !Number.isSafeInteger(ts) || ts < 0) return { refused: 'ts is not a number of seconds since 1970' };
  if (typeof temp !== 'number' || Math.abs(temp) > WIDEST) return { refused: `temp is not a number up to ${WIDEST}` };
  return { guid, ts, temp };
}
