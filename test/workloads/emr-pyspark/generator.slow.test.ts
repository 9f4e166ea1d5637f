import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { filmsOf } from '../../../workloads/emr-pyspark/data/films';
import { TICKERS, TRADING_DAYS } from '../../../workloads/emr-pyspark/data/stocks';
import { defaults, type GeneratorOptions, generate } from '../../../workloads/emr-pyspark/generator';
import { RAW_FILES } from '../../../workloads/emr-pyspark/raw-files';

async function generated(options: Partial<GeneratorOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'));
  const written = await generate({ ...defaults, scale: 0.25, ...options }, folder);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const text = (path: string) => readFileSync(join(folder, path), 'utf8');
  const digest = createHash('sha256');
  for (const file of files) digest.update(file).update(text(file));
  return { written, files, text, lines: (path: string) => text(path).trimEnd().split('\n'), digest: digest.digest('hex') };
}

let data: Awaited<ReturnType<typeof generated>>;
beforeAll(async () => {
  data = await generated();
});

test('writes the 38 files of the raw bucket', () => {
  expect(data.files).toEqual(Object.values(RAW_FILES).flat().sort());
  expect(data.files).toHaveLength(38);
  expect(data.written).toEqual({ files: 38, bakery: 5_250, films: 100, ratings: 25_000, ratingsSmall: 2_500, prices: 30 * TRADING_DAYS });
});

test('gives the same bytes for the same seed, and others for another seed', async () => {
  expect((await generated()).digest).toBe(data.digest);
  expect((await generated({ seed: 2 })).digest).not.toBe(data.digest);
});

test('multiplies transactions, films and ratings by the scale, and keeps the stocks unchanged', async () => {
  const more = await generated({ scale: 0.5 });
  expect(more.written).toMatchObject({ bakery: 10_500, films: 200, ratings: 50_000, ratingsSmall: 5_000 });
  expect(more.lines('bakery/bakery.csv')).toHaveLength(10_501);
  expect(more.lines('movie_ratings/ratings.csv')).toHaveLength(50_001);
  expect(TICKERS.map((ticker) => more.text(`stocks/${ticker}.csv`) === data.text(`stocks/${ticker}.csv`))).not.toContain(false);
});

test('sorts transactions by time, from 30 October 2016 to 9 April 2017, with corrections among them', () => {
  const rows = data
    .lines('bakery/bakery.csv')
    .slice(1)
    .map((line) => /^([^,]+),([^,]+),(\d+),(.+)$/.exec(line)!.slice(1));
  const times = rows.map(([day, time]) => `${day} ${time}`);
  expect(times.map((time, at) => at === 0 || times[at - 1]!.slice(0, 10) <= time.slice(0, 10))).not.toContain(false);
  expect([times[0]?.slice(0, 10), times.at(-1)?.slice(0, 10)]).toEqual(['2016-10-30', '2017-04-06']);
  expect(times.every((time) => time.slice(11) >= '08:00:00' && time.slice(11) < '18:00:00')).toBe(true);
  const items = new Map<string, number>();
  for (const [, , , item = ''] of rows) items.set(item, (items.get(item) ?? 0) + 1);
  expect([...items.keys()]).toEqual(expect.arrayContaining(['Coffee', 'NONE', '"Eggs, fried"']));
  expect(items.get('Coffee')).toBeGreaterThan(items.get('Bread')!);
});

test('makes one film in twenty about robots with one of the actors, and leaves one in five of those unrated', () => {
  const films = filmsOf(400, 1);
  const actors = ['Will Smith', 'Arnold Schwarzenegger', 'Keanu Reeves'];
  const wanted = films.filter(
    ({ subjects, actors: cast }) => subjects.some((subject) => /robot|artificial/.test(subject)) && cast.some((name) => actors.includes(name)),
  );
  expect(wanted).toHaveLength(20);
  expect(wanted.filter(({ quality }) => quality === undefined)).toHaveLength(4);
  expect(new Set(films.map(({ id }) => id)).size).toBe(400);
  // Both ids of a film share one range, so that mixing them up finds another film.
  const ids = new Set(films.map(({ id }) => id));
  expect(films.filter(({ id, movieId }) => movieId !== id && ids.has(movieId)).length).toBeGreaterThan(100);
});

test('includes films without ratings, and every rating value', () => {
  const unrated = new Set(
    filmsOf(100, 1)
      .filter(({ quality }) => quality === undefined)
      .map(({ movieId }) => String(movieId)),
  );
  const ratings = data
    .lines('movie_ratings/ratings.csv')
    .slice(1)
    .map((line) => line.split(','));
  expect(unrated.size).toBeGreaterThan(0);
  expect(ratings.filter(([, movie = '']) => unrated.has(movie))).toEqual([]);
  expect([...new Set(ratings.map(([, , rating]) => rating))].sort()).toEqual(Array.from({ length: 10 }, (_, at) => ((at + 1) / 2).toFixed(1)));
});

test('puts the first ratings at both ends of 2016, inside and outside', () => {
  const times = data
    .lines('movie_ratings/ratings_small.csv')
    .slice(1, 5)
    .map((line) => new Date(Number(line.split(',')[3]) * 1_000).toISOString());
  expect(times).toEqual(['2015-12-31T23:59:59.000Z', '2016-12-31T23:59:59.000Z', '2016-01-01T00:00:00.000Z', '2017-01-01T00:00:00.000Z']);
});

test('includes line breaks, quotes, a truncated row, and duplicate films', () => {
  const text = data.text('movie_ratings/movies_metadata.csv');
  expect(text).toMatch(/"[^"]*lost returns;\nwhat returned/);
  expect(text).toContain('""come home""');
  expect(text).toContain('1997-08-20');
  const ids = data.lines('movie_ratings/keywords.csv').map((line) => line.split(',')[0]);
  expect(ids.length).toBeGreaterThan(new Set(ids).size);
});

test('keeps prices plausible: low, open and close, high, on weekdays only', () => {
  const rows = data
    .lines('stocks/AAPL.csv')
    .slice(1)
    .map((line) => line.split(','));
  expect(rows).toHaveLength(TRADING_DAYS);
  for (const [date = '', open, high, low, close] of rows) {
    expect(Number(low)).toBeLessThanOrEqual(Math.min(Number(open), Number(close)));
    expect(Number(high)).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)));
    expect(new Date(date).getUTCDay() % 6).not.toBe(0);
  }
});

test('can be interrupted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'));
  await expect(generate(defaults, folder, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
