import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Table } from '../../../lib/contract/values';
import { engines } from '../../../lib/rehearsal/engines';
import { data } from '../../../lib/scenarios/emr-zeppelin/data';
import { runNote, type Surroundings } from '../../../lib/scenarios/emr-zeppelin/rehearsal/notes';
import { TABLES } from '../../../lib/scenarios/emr-zeppelin/settings';
import { expectReviewedCalls } from '../../support/recorded-calls';
import { type Rehearsed, rehearse } from '../../support/scenario';
import { recordingTask } from '../../support/task';

describe('acceptance 14: three films, one unrated, and six ratings', () => {
  const surroundings: Surroundings = { workspace: mkdtempSync(join(tmpdir(), 'work ')) };
  const write = (file: string, ...lines: string[]) => {
    mkdirSync(dirname(join(surroundings.workspace, 'sources', file)), { recursive: true });
    writeFileSync(join(surroundings.workspace, 'sources', file), `${lines.join('\n')}\n`);
  };
  const tables = new Map<string, Table>();
  const run = async (forms: Readonly<Record<string, string>>) => {
    const spark = await engines.spark.open(surroundings.workspace, recordingTask());
    try {
      return await runNote(
        spark,
        surroundings,
        { note: 'nb2', forms, driverMemory: '1g' },
        (name, table) => void tables.set(name, table),
        recordingTask(),
      );
    } finally {
      await spark.close();
    }
  };
  const outcomes = () =>
    (
      JSON.parse(readFileSync(join(surroundings.workspace, 'nb2.json'), 'utf8')) as {
        paragraphs: { title: string; status: string; text: string; seconds: number }[];
      }
    ).paragraphs;

  beforeAll(() => {
    write(
      'movielens/ml-latest-small/movies.csv',
      'movieId,title,genres',
      '1,"Über, Die (1990)",Drama',
      '2,"The ""B"" (1991)",Comedy',
      '3,Unrated (1992),Drama',
    );
    const ratings = ['10,1,4.0,1000', '11,1,5.0,1001', '12,2,4.5,1002', '13,2,4.5,1003', '14,2,4.5,1004', '15,2,4.5,1005'];
    write('movielens/ml-latest-small/ratings.csv', 'userId,movieId,rating,timestamp', ...ratings);
  });

  test('acceptance 14: returns two titles with their average ratings; with equal averages, more ratings come first', async () => {
    await expect(run({ dataset: 'small', avgRatingMin: '0', RatingsMin: '1' })).resolves.toMatchObject({
      movies: 3,
      ratings: 6,
      titles: 2,
      paragraphs: 14,
    });

    expect(tables.get('2 MovieLens, small, 0, 1: Titles by least mean and number of ratings')?.rows).toEqual([
      ['The "B" (1991)', 4.5, 4],
      ['Über, Die (1990)', 4.5, 2],
    ]);
    const best = outcomes().find(({ title }) => title === 'The best of them')?.text ?? '';
    expect(best.indexOf('The "B"')).toBeLessThan(best.indexOf('Über'));
  }, 300_000);

  test('acceptance 13: a failed paragraph ends the note with the reason and the durations of the earlier ones', async () => {
    await expect(run({ dataset: 'none' })).rejects.toMatchObject({ refusal: { got: expect.stringContaining("dataset has no choice 'none'") } });

    expect(outcomes().map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED', 'ERROR']);
    expect(outcomes().every(({ seconds }) => seconds >= 0)).toBe(true);
  }, 300_000);
});

describe('the rehearsal', () => {
  let run: Rehearsed;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sources-'));
    await data.generate({ folder, params: data.params.parse({ sales: '8000', ratings: '6000' }) as never, task: recordingTask() });
    run = await rehearse('emr-zeppelin', folder);
  }, 900_000);

  test('acceptance 8, 9 and 10: each note has the result that DuckDB computes', () => {
    expect(run.steps.filter(({ state }) => state !== 'passed').map(({ id, state, error }) => [id, state, error])).toEqual([]);
    expect(run.failures('given', false)).toEqual([]);
  });

  test('every call is one that has been reviewed, and is allowed', () => {
    expect(run.access).toMatchObject({ isAllowed: true, unassigned: [] });
    expectReviewedCalls('emr-zeppelin', run.calls);
  });

  test('acceptance 11: five tables before the large data set is written, then exactly seven', () => {
    expect(run.step('crawl-early').facts).toMatchObject({ tables: 5, missing: 'movies_parquet_full, ratings_parquet_full' });
    expect(run.step('crawl').facts).toMatchObject({ tables: 7, names: TABLES.join(', '), missing: 'none' });
  });
});
