import { join } from 'node:path';
import { writeLines } from '../files/write-lines';
import { bakeryLines } from './data/bakery';
import { type Film, filmsOf } from './data/films';
import { creditLines, keywordLines, linkLines, metadataLines } from './data/movie-tables';
import { ratingLines } from './data/ratings';
import { priceLines, TICKERS, TRADING_DAYS } from './data/stocks';

/** Options of the data generator. */
export interface GeneratorOptions {
  /** The same seed and scale give the same bytes. */
  readonly seed: number;
  /** Multiplier for transactions, films and ratings. Stocks do not scale. */
  readonly scale: number;
}

export const defaults: GeneratorOptions = { seed: 1, scale: 1 };

/** Rows at scale 1; scale 50 gives about a million transactions and five million ratings. */
const AT_SCALE_1 = { bakery: 21_000, films: 400, ratings: 100_000, ratingsSmall: 10_000 } as const;

/** Files written. */
export interface Generated {
  readonly files: number;
  readonly bakery: number;
  readonly films: number;
  readonly ratings: number;
  readonly ratingsSmall: number;
  readonly prices: number;
}

interface File {
  readonly path: string;
  readonly lines: Iterable<string>;
}

/** Writes the 38 raw files below a folder, in the layout of the raw bucket. Memory grows only with the number of films. */
export async function generate(
  options: GeneratorOptions,
  folder: string,
  { signal, progress = () => {} }: { readonly signal?: AbortSignal; readonly progress?: (line: string) => void } = {},
): Promise<Generated> {
  let files = 0;
  for (const { path, lines } of filesOf(options)) {
    progress(path);
    await writeLines(join(folder, path), lines, signal);
    files++;
  }
  const { bakery, films, ratings, ratingsSmall } = sizesOf(options);
  return { files, bakery, films, ratings, ratingsSmall, prices: TICKERS.length * TRADING_DAYS };
}

function sizesOf({ scale }: GeneratorOptions): { readonly [Name in keyof typeof AT_SCALE_1]: number } {
  const size = (name: keyof typeof AT_SCALE_1) => Math.round(AT_SCALE_1[name] * scale);
  return { bakery: size('bakery'), films: size('films'), ratings: size('ratings'), ratingsSmall: size('ratingsSmall') };
}

function* filesOf(options: GeneratorOptions): Generator<File> {
  const { seed } = options;
  const sizes = sizesOf(options);
  yield { path: 'bakery/bakery.csv', lines: bakeryLines(sizes.bakery, seed) };

  const films = filmsOf(sizes.films, seed);
  const few = films.filter((_, at) => at % 5 === 0);
  const movies = (table: string, lines: Iterable<string>): File => ({ path: `movie_ratings/${table}.csv`, lines });
  yield movies('credits', creditLines(films, seed));
  yield movies('keywords', keywordLines(films, seed));
  yield movies('links', linkLines(films));
  yield movies('links_small', linkLines(few));
  yield movies('movies_metadata', metadataLines(films, seed));
  yield movies('ratings', ratingLines('ratings', sizes.ratings, rated(films), seed));
  yield movies('ratings_small', ratingLines('ratings_small', sizes.ratingsSmall, rated(few), seed));

  for (const ticker of TICKERS) yield { path: `stocks/${ticker}.csv`, lines: priceLines(ticker, seed) };
}

function rated(films: readonly Film[]): readonly Film[] {
  return films.filter(({ quality }) => quality !== undefined);
}
