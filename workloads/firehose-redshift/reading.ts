/** A sensor reading. */
export interface Reading {
  readonly guid: string;
  /** Epoch seconds. */
  readonly ts: number;
  /** Degrees Fahrenheit, with two decimals at most. */
  readonly temp: number;
}

/** Columns that a reading fills; the warehouse fills the others. */
export const COLUMNS = ['guid', 'ts', 'temp'] as const;

/** Largest value of `numeric(5, 2)`. */
const WIDEST = 999.99;
const GUID_CHARACTERS = 36;

/** Serializes a reading. COPY does not need the line break, but other readers of the bucket do. */
export function lineOf({ guid, ts, temp }: Reading): string {
  return `${JSON.stringify({ guid, ts, temp })}\n`;
}

/** Parses a record, or gives the reason for refusing it: a row that the table cannot hold would fail the whole COPY. */
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
