import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Identifier, MATCH_DISTANCE } from '../identifiers';

/** The part of an identifier that decides what it finds. */
export type Matcher = Pick<Identifier, 'name' | 'regex' | 'keywords'>;

/** Number of matches of each identifier in a file, by name. Identifiers without a match are left out. */
export type Detections = Readonly<Record<string, number>>;

/**
 * Applies custom identifiers to a CSV file as Macie documents it for columns: a value counts when it matches and a keyword is in the column name,
 * or in the value close before the match. https://docs.aws.amazon.com/macie/latest/user/cdis-options.html
 *
 * Quoted cells may contain commas, but no line breaks.
 */
export async function detect(file: string, identifiers: readonly Matcher[]): Promise<Detections> {
  const found = new Map<string, number>();
  let columns: readonly string[] | undefined;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    const cells = cellsOf(line);
    if (columns === undefined) {
      columns = cells;
      continue;
    }
    for (const { name, regex, keywords } of identifiers) {
      const matches = cells.reduce((sum, value, index) => sum + matchesIn(value, columns?.[index] ?? '', regex, keywords), 0);
      if (matches > 0) found.set(name, (found.get(name) ?? 0) + matches);
    }
  }
  return Object.fromEntries(found);
}

/** Matches in one cell. Keywords are case-insensitive, as in Macie. */
export function matchesIn(value: string, column: string, regex: string, keywords: readonly string[]): number {
  const words = keywords.map((keyword) => keyword.toLowerCase());
  const inColumn = words.length === 0 || words.some((word) => column.toLowerCase().includes(word));
  let matches = 0;
  for (const { index, 0: match } of value.matchAll(new RegExp(regex, 'g'))) {
    const near = value.slice(Math.max(0, index + match.length - MATCH_DISTANCE), index).toLowerCase();
    if (inColumn || words.some((word) => near.includes(word))) matches++;
  }
  return matches;
}

function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, -1).map(([, cell = '']) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'));
}
