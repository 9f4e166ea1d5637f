import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checks } from '../../../lib/scenarios/emr-zeppelin/rehearsal';
import { scenario } from '../../../lib/scenarios/emr-zeppelin/scenario';
import { rehearse } from '../../support/scenario';

const original = (fact: string) => checks.find((check) => check.fact === fact && check.data === 'original')?.expected;

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, readonly string[]>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const [file, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
  }
  return folder;
}

test('acceptance 8: checks that the public bakery file results in the numbers of the article', () => {
  expect(original('nb1.rows')).toBe(21_293);
  expect(original('nb1.sales_rows')).toBe(20_507);
  expect(original('nb1.days')).toBe(98);
  expect(original('nb1.The ten most frequent items')).toBe(
    'Coffee 5471; Bread 3325; Tea 1435; Cake 1025; Pastry 856; Sandwich 771; Medialuna 616; Hot chocolate 590; Cookies 540; Brownie 379',
  );
});

test('acceptance 9: checks that MovieLens small results in the numbers of the article', () => {
  expect(original('nb2-small.movies')).toBe(9_742);
  expect(original('nb2-small.ratings')).toBe(100_836);
  expect(original('nb2-small.titles')).toBe(9_719);
  expect(original('nb3.titles')).toBe(1_050);
  expect(original('nb3.first')).toBe('Shawshank Redemption, The (1994): 4.429 (317)');
});

test('acceptance 10: checks that PostgreSQL has four tables with every film and rating', () => {
  const expected = (fact: string) => checks.find((check) => check.fact === fact)?.expected;

  expect(expected('nb4.Tables of the database')).toBe('links; movies; ratings; tags');
  expect(expected('nb4.movies')).toEqual({ fact: 'expectation.movies' });
  expect(expected('nb4.ratings')).toEqual({ fact: 'expectation.ratings' });
});

describe('the expectation, computed without Spark', () => {
  test('rounds means in integers: 4.005 is 4.01', async () => {
    // 199 ratings of 4 and one of 5 are 4.005 in the mean.
    const ratings = ['userId,movieId,rating,timestamp', ...Array.from({ length: 199 }, (_, user) => `${user},1,4.0,1000`), '999,1,5.0,1000'];
    const data = folderWith({
      'movielens/ml-latest-small/movies.csv': ['movieId,title,genres', '1,"One, The (1990)",Drama'],
      'movielens/ml-latest-small/ratings.csv': ratings,
    });
    const { step } = await rehearse('emr-zeppelin', data, { only: ['sources', 'expectation'] });

    expect(step('sources').facts).toEqual({ given: 'small', generated: 'bakery, full' });
    expect(step('expectation').facts).toMatchObject({
      movies: 1,
      ratings: 200,
      titles: 1,
      titlesWith25: 1,
      first: 'One, The (1990): 4.005 (200)',
      smallByForm: 'One, The (1990) 4.01 200',
      databaseByForm: 'One, The (1990) 4.01 200',
    });
  });
});

test('refuses invalid parameters of the rehearsal', () => {
  expect(scenario.rehearsal.params.parse({})).toEqual({ driverMemory: '1g' });
  for (const wrong of ['much', '0g', '2t']) expect(scenario.rehearsal.params.safeParse({ driverMemory: wrong }).success).toBe(false);
});
