import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../../../workloads/emr-zeppelin/generator';

const made = async (seed = 1) => {
  const folder = mkdtempSync(join(tmpdir(), 'movielens-'));
  const counts = await generate({ seed, sales: 100, ratings: 4_000 }, folder);
  const lines = (file: string) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  return { counts, lines };
};

const small = (table: string) => `movielens/ml-latest-small/${table}.csv`;

test('writes and counts the bakery file and four files per data set', async () => {
  const { counts, lines } = await made();

  expect(counts).toEqual({ files: 9, sales: 100, movies: 400, ratings: 4_000 });
  expect(lines('bakery/BreadBasket_DMS.csv')).toHaveLength(101);
  expect(lines(small('movies'))).toHaveLength(401);
  expect(lines(small('ratings'))).toHaveLength(4_001);
  expect(lines('movielens/ml-latest/ratings.csv')).toHaveLength(16_001);
  expect(lines(small('links'))[0]).toBe('movieId,imdbId,tmdbId');
  expect(lines(small('tags'))[0]).toBe('userId,movieId,tag,timestamp');
});

test('gives the same bytes for the same seed, and others for another seed', async () => {
  const [one, same, other] = [await made(), await made(), await made(2)];

  expect(same.lines(small('ratings'))).toEqual(one.lines(small('ratings')));
  expect(other.lines(small('ratings'))).not.toEqual(one.lines(small('ratings')));
});

test('films have unique ids; titles include commas, quotes, non-ASCII letters and duplicates', async () => {
  const rows = (await made()).lines(small('movies')).slice(1);
  const ids = rows.map((row) => row.slice(0, row.indexOf(',')));
  const titles = rows.map((row) => row.slice(row.indexOf(',') + 1, row.lastIndexOf(',')));

  expect(new Set(ids).size).toBe(400);
  expect(titles.some((title) => /^".*, The .*"$/.test(title))).toBe(true);
  expect(titles.some((title) => title.includes('""'))).toBe(true);
  expect(titles.some((title) => /[^\u0020-\u007e]/.test(title))).toBe(true);
  expect(new Set(titles).size).toBe(400 - 4);
});

test('leaves some films unrated; every rating belongs to a film, 0.5 to 5.0 in steps of 0.5', async () => {
  const { lines } = await made();
  const films = new Set(
    lines(small('movies'))
      .slice(1)
      .map((row) => row.split(',')[0]),
  );
  const ratings = lines(small('ratings'))
    .slice(1)
    .map((row) => row.split(','));
  const rated = new Set(ratings.map(([, film]) => film));

  expect([...rated].filter((film) => !films.has(film))).toEqual([]);
  expect(films.size - rated.size).toBe(8);
  expect(new Set(ratings.map(([, , rating]) => Number(rating) * 2)).size).toBeLessThanOrEqual(10);
  expect(ratings.every(([, , rating = '']) => /^[0-4]\.[05]$|^5\.0$/.test(rating) && rating !== '0.0')).toBe(true);
});
