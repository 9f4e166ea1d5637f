import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Aws } from '../../../lib/aws/aws';
import { arrange, data, rawDataIn } from '../../../lib/scenarios/emr-pyspark/data';
import { RAW_FILES } from '../../../workloads/emr-pyspark/raw-files';
import { recordingTask } from '../../support/task';

function folderWith(...places: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'raw-'));
  for (const place of places) {
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    writeFileSync(join(folder, place), place);
  }
  return folder;
}

const EVERYTHING = Object.values(RAW_FILES).flat();

test('generates the data by its parameters, which have defaults and limits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'data-'));
  const task = recordingTask();
  expect(data.params.parse({})).toEqual({ seed: 1, scale: 1 });

  const facts = await data.generate({ folder, params: data.params.parse({ scale: '0.1', seed: '7' }), task });

  expect(facts).toMatchObject({ files: 38, bakery: 2_100, films: 40, ratings: 10_000, ratingsSmall: 1_000 });
  expect(readdirSync(folder).sort()).toEqual(['bakery', 'movie_ratings', 'stocks']);
  expect(task.lines).toHaveLength(38);
});

test.each([{ seed: '-1' }, { seed: '1.5' }, { scale: '0' }, { scale: '1001' }, { scale: 'large' }])('%j is refused', (wrong) => {
  expect(data.params.safeParse(wrong).success).toBe(false);
});

test('uploads the 38 files to the bronze bucket, the bakery file under the name that its job reads', async () => {
  const uploaded: string[] = [];
  let arranged = '';
  const uploadFolder = jest.fn(async (folder: string) => {
    arranged = folder;
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    uploaded.push(...entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)));
    return { uploaded: uploaded.length, unchanged: 0, bytes: 1_000 };
  });
  const task = recordingTask();
  const folder = folderWith('BreadBasket_DMS.csv', 'notes.txt', ...EVERYTHING.slice(1));
  const context = { folder, contract: { bronzeBucket: 'raw' }, aws: { s3: { uploadFolder } } as unknown as Aws, task };

  const facts = await data.upload(context as never);

  expect(facts).toEqual({ bucket: 'raw', sets: 'bakery, movie_ratings, stocks', uploaded: 38, unchanged: 0, bytes: 1_000 });
  expect(uploaded.sort()).toEqual([...EVERYTHING].sort());
  expect(uploadFolder).toHaveBeenCalledWith(arranged, 'raw', task);
  expect(existsSync(arranged)).toBe(false);
  expect(readFileSync(join(folder, 'BreadBasket_DMS.csv'), 'utf8')).toBe('BreadBasket_DMS.csv');
});

test('accepts a missing data set, and refuses a partial one', async () => {
  await expect(rawDataIn(folderWith('bakery/BreadBasket_DMS.csv'))).resolves.toMatchObject({
    complete: ['bakery'],
    absent: ['movie_ratings', 'stocks'],
  });
  const partial = folderWith(...EVERYTHING.filter((place) => !/ratings_small|AAPL/.test(place)));
  await expect(rawDataIn(partial)).rejects.toMatchObject({
    refusal: { problem: 'the data set movie_ratings is not complete', got: `no movie_ratings/ratings_small.csv in ${partial}` },
  });
  const bakery = folderWith('stocks/AAPL.csv');
  await expect(rawDataIn(bakery)).rejects.toMatchObject({
    refusal: { got: `no stocks/AXP.csv, stocks/BA.csv, stocks/CAT.csv and 26 more in ${bakery}` },
  });
});

test('refuses a folder without any data set, with the expected layout', async () => {
  await expect(rawDataIn(folderWith('else.csv'))).rejects.toMatchObject({
    refusal: { problem: 'the folder has none of the data sets', allowed: expect.stringContaining('BreadBasket_DMS.csv') },
  });
});

test('keeps the arranged files when the given folder is deleted', async () => {
  const given = folderWith('bakery/bakery.csv');
  const target = mkdtempSync(join(tmpdir(), 'bronze-'));
  await arrange(await rawDataIn(given), target);
  rmSync(given, { recursive: true });
  expect(readFileSync(join(target, 'bakery', 'bakery.csv'), 'utf8')).toBe('bakery/bakery.csv');
});
