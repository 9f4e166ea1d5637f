import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Sales of the till, counted without SQL. */
export interface Sales {
  /** Rows of the file, with the corrections of the till. */
  readonly rows: number;
  /** Rows that are sales. */
  readonly sold: number;
  /** Items with the number of their sales, best-selling first, equal ones by name. */
  readonly items: readonly (readonly [item: string, count: number])[];
  /** Days in order, with the number of their sales. */
  readonly days: readonly (readonly [day: string, count: number])[];
}

const CORRECTIONS = new Set(['NONE', 'Adjustment']);
const LINE = /^(\d{4}-\d\d-\d\d),([^,]*),([^,]*),(?:"((?:[^"]|"")*)"|(.*))$/;

/** Counts the rows of a file, without its header. */
export async function salesIn(file: string, signal: AbortSignal): Promise<Sales> {
  const items = new Map<string, number>();
  const days = new Map<string, number>();
  let rows = 0;
  let sold = 0;
  for await (const line of createInterface({ input: createReadStream(file, { signal }) })) {
    const [, day, , , quoted, plain] = LINE.exec(line) ?? [];
    if (day === undefined) continue;
    rows++;
    const item = quoted?.replaceAll('""', '"') ?? plain ?? '';
    if (CORRECTIONS.has(item)) continue;
    sold++;
    items.set(item, (items.get(item) ?? 0) + 1);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return {
    rows,
    sold,
    items: [...items].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)),
    days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
