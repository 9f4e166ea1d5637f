import { join } from 'node:path';
import { bakeryLines } from '../emr-pyspark/data/bakery';
import { writeLines } from '../files/write-lines';
import { oneOf, type Random, randomOf, whole } from '../random/random';

/** Options of the data generator. */
export interface GeneratorOptions {
  /** The same seed and sizes give the same bytes. */
  readonly seed: number;
  /** Rows of the bakery. */
  readonly sales: number;
  /** Ratings of the small data set; the large one has four times as many. */
  readonly ratings: number;
}

export const defaults: GeneratorOptions = { seed: 1, sales: 21_000, ratings: 20_000 };

/** Files written. */
export interface Generated {
  readonly files: number;
  readonly sales: number;
  readonly movies: number;
  readonly ratings: number;
}

/** MovieLens data sets by folder, with their size relative to the small one. */
const DATA_SETS = { 'ml-latest-small': 1, 'ml-latest': 4 } as const;

/** Ratings per film, as in the small MovieLens data set. */
const RATINGS_PER_FILM = 10;

/** One film in this many has no rating. */
const UNRATED_EVERY = 50;

/** One film in this many shares its title with another; the year differs only in that film's own file. */
const SAME_TITLE_EVERY = 97;

const FIRST = ['Silent', 'Last', 'Golden', 'Broken', 'Distant', 'Électrique', 'Hidden', 'Second', 'Brennende', 'Paper', 'Großer', 'Małe'];
const SECOND = ['Harbour', 'Machine', 'Letter', 'Garden', 'Orbit', 'Winter', 'Cañón', 'Promise', 'Mirror', 'Été', 'Übung', '東京'];
const GENRES = ['Action', 'Adventure', 'Animation', 'Comedy', 'Crime', 'Drama', 'Fantasy', 'Horror', 'Romance', 'Sci-Fi', 'Thriller'];
const FROM = Date.UTC(1996, 2, 29) / 1_000;
const TO = Date.UTC(2018, 8, 24) / 1_000;

interface Film {
  readonly movieId: number;
  readonly title: string;
  readonly genres: string;
  readonly quality: number;
}

/** Writes the bakery file and both film data sets below a folder, in the layout of the upload. */
export async function generate(
  options: GeneratorOptions,
  folder: string,
  { signal, progress = () => {} }: { readonly signal?: AbortSignal; readonly progress?: (line: string) => void } = {},
): Promise<Generated> {
  let files = 0;
  for (const [path, lines] of filesOf(options)) {
    progress(path);
    await writeLines(join(folder, path), lines, signal);
    files++;
  }
  const { ratings, sales } = options;
  return { files, sales, movies: filmCount(ratings), ratings };
}

function* filesOf({ seed, sales, ratings }: GeneratorOptions): Generator<readonly [path: string, lines: Iterable<string>]> {
  yield ['bakery/BreadBasket_DMS.csv', bakeryLines(sales, seed)];
  for (const [name, times] of Object.entries(DATA_SETS)) {
    const films = filmsOf(filmCount(ratings * times), randomOf(seed, `${name}/films`));
    const file = (table: string) => `movielens/${name}/${table}.csv`;
    yield [file('movies'), movieLines(films)];
    yield [file('ratings'), ratingLines(films, ratings * times, randomOf(seed, `${name}/ratings`))];
    yield [file('links'), linkLines(films)];
    yield [file('tags'), tagLines(films, randomOf(seed, `${name}/tags`))];
  }
}

function filmCount(ratings: number): number {
  return Math.max(2, Math.round(ratings / RATINGS_PER_FILM));
}

function filmsOf(count: number, random: Random): readonly Film[] {
  let movieId = 0;
  const titles: string[] = [];
  return Array.from({ length: count }, (_, at) => {
    movieId += whole(random, 1, 3);
    const again = at % SAME_TITLE_EVERY === SAME_TITLE_EVERY - 1;
    titles.push(again ? (titles[at - 40] as string) : titleOf(at, random));
    const genres = GENRES.filter(() => random() < 0.2).join('|') || '(no genres listed)';
    return { movieId, title: titles[at] as string, genres, quality: 1.5 + random() * 3.2 };
  });
}

/** Titles in MovieLens format: the article after a comma, the year in parentheses, sometimes with quotes. */
function titleOf(at: number, random: Random): string {
  const name = `${oneOf(random, FIRST)} ${oneOf(random, SECOND)}${at % 3 === 0 ? ', The' : ''}${at % 17 === 0 ? ` "${oneOf(random, SECOND)}"` : ''}`;
  return `${name} ${at + 1} (${whole(random, 1930, 2018)})`;
}

function* movieLines(films: readonly Film[]): Generator<string> {
  yield 'movieId,title,genres';
  for (const { movieId, title, genres } of films) yield `${movieId},${quoted(title)},${genres}`;
}

/** Ratings by user, 0.5 to 5.0 in steps of 0.5, around the quality of the film; films with low ids are rated more often. */
function* ratingLines(films: readonly Film[], rows: number, random: Random): Generator<string> {
  const rated = films.filter((_, at) => at % UNRATED_EVERY !== UNRATED_EVERY - 1);
  yield 'userId,movieId,rating,timestamp';
  let user = 0;
  let left = 0;
  for (let row = 0; row < rows; row++) {
    if (left === 0) {
      user++;
      left = whole(random, 20, 200);
    }
    left--;
    // Rates each film once before any film twice, so that only the films meant to be unrated have no rating.
    const film = rated[row] ?? (rated[Math.floor(random() ** 2.5 * rated.length)] as Film);
    const halves = Math.round(2 * (film.quality + (random() + random() - 1) * 2));
    yield `${user},${film.movieId},${(Math.min(10, Math.max(1, halves)) / 2).toFixed(1)},${whole(random, FROM, TO)}`;
  }
}

function* linkLines(films: readonly Film[]): Generator<string> {
  yield 'movieId,imdbId,tmdbId';
  for (const { movieId } of films) yield `${movieId},${String(100_000 + movieId * 7).padStart(7, '0')},${movieId * 3 + 2}`;
}

function* tagLines(films: readonly Film[], random: Random): Generator<string> {
  yield 'userId,movieId,tag,timestamp';
  for (const { movieId, genres } of films) {
    if (random() < 0.3)
      yield `${whole(random, 1, 600)},${movieId},${quoted(`${genres.split('|')[0]?.toLowerCase()}, seen twice`)},${whole(random, FROM, TO)}`;
  }
}

function quoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
