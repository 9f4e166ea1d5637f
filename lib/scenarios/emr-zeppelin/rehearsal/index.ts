import type { Chart, Check, Rehearsal } from '../../../rehearsal/rehearsal';
import { type Config, TABLES } from '../settings';
import { crawlAll, crawlEarly, expectation, nb1, nb2Full, nb2Small, nb3, nb4, params, sources } from './steps';

const FORM = 'Titles by least mean and number of ratings';

/** The charts of the notes, drawn from the results of their SQL paragraphs. */
const charts: readonly Chart[] = [
  {
    title: 'Note 1: items per day in the first quarter of 2017',
    table: '1 Bakery: Items per day in the first quarter of 2017',
    spec: {
      width: 620,
      height: 220,
      mark: { type: 'bar' },
      encoding: {
        x: { field: 'date', type: 'temporal', title: 'Day' },
        y: { field: 'item_count', type: 'quantitative', title: 'Items' },
      },
    },
  },
  {
    title: 'Note 1: the ten most frequent items',
    table: '1 Bakery: The ten most frequent items',
    spec: {
      width: 260,
      height: 260,
      mark: { type: 'arc', outerRadius: 125, padAngle: 0.01 },
      encoding: {
        theta: { field: 'item_count', type: 'quantitative', stack: true },
        order: { field: 'item_count', type: 'quantitative', sort: 'descending' },
        color: { field: 'item', type: 'nominal', title: 'Item', sort: null },
      },
    },
  },
  ratings('Note 2: titles with an average of 4 or more, small set', `2 MovieLens, small: ${FORM}`),
  ratings('Note 4: titles with an average above 4 and 100 ratings, by PostgreSQL', `4 PostgreSQL: ${FORM}`),
];

/** Average and number of ratings of each title, side by side. */
function ratings(title: string, table: string): Chart {
  const titles = { field: 'title', type: 'nominal', title: null, sort: null, axis: { labelLimit: 260 } };
  return {
    title,
    table,
    spec: {
      hconcat: [
        { field: 'avg_rating', label: 'Average', axis: titles },
        { field: 'cnt_ratings', label: 'Ratings', axis: { ...titles, axis: null } },
      ].map(({ field, label, axis }) => ({
        width: 240,
        mark: { type: 'bar' },
        encoding: { y: axis, x: { field, type: 'quantitative', title: label } },
      })),
    },
  };
}

const same = (description: string, fact: Check['fact'], expected: Check['fact']): Check => ({ description, fact, expected: { fact: expected } });

/** For any data. DuckDB computes the expected results from the CSV files. */
const always: readonly Check[] = [
  { description: 'every paragraph of note 1 ran', fact: 'nb1.paragraphs', expected: 15 },
  { description: 'every paragraph of note 2 ran', fact: 'nb2-small.paragraphs', expected: 14 },
  { description: 'every paragraph of note 3 ran', fact: 'nb3.paragraphs', expected: 8 },
  { description: 'every paragraph of note 4 ran', fact: 'nb4.paragraphs', expected: 12 },

  same('note 1 reads each row of the CSV file', 'nb1.rows', 'expectation.sales'),
  same('note 1 reads each row back from Parquet', 'nb1.parquet_rows', 'expectation.sales'),
  same('note 1 leaves out rows that are not items', 'nb1.sales_rows', 'expectation.sold'),
  same('note 1 counts the days since 2017', 'nb1.days', 'expectation.days'),
  same('note 1 counts the items of these days', 'nb1.items', 'expectation.items'),
  same('its SQL: items of each day of the quarter', 'nb1.Items per day in the first quarter of 2017', 'expectation.perDay'),
  same('its SQL: the ten most frequent items', 'nb1.The ten most frequent items', 'expectation.topTen'),

  same('note 2 reads each film', 'nb2-small.parquet_movies', 'expectation.movies'),
  same('note 2 reads each rating', 'nb2-small.parquet_ratings', 'expectation.ratings'),
  same('note 2 finds each rated title', 'nb2-small.titles', 'expectation.titles'),
  same('its SQL: titles by its forms', `nb2-small.${FORM}`, 'expectation.smallByForm'),
  same('note 2 reads each film of the large set', 'nb2-full.parquet_movies', 'expectation.moviesOfFull'),
  same('note 2 reads each rating of the large set', 'nb2-full.parquet_ratings', 'expectation.ratingsOfFull'),
  same('note 2 finds each rated title of the large set', 'nb2-full.titles', 'expectation.titlesOfFull'),
  same('its SQL on the large set', `nb2-full.${FORM}`, 'expectation.fullByForm'),

  { description: 'crawlers find five tables before the large set is there', fact: 'crawl-early.tables', expected: 5 },
  { description: 'crawlers report the missing tables', fact: 'crawl-early.missing', expected: 'movies_parquet_full, ratings_parquet_full' },
  { description: 'crawlers find seven tables when both sets are there', fact: 'crawl.names', expected: TABLES.join(', ') },

  same('note 3 finds the titles with 25 ratings', 'nb3.titles', 'expectation.titlesWith25'),
  same('the best of them comes first', 'nb3.first', 'expectation.first'),
  same('its SQL: titles by its forms', `nb3.${FORM}`, 'expectation.catalogByForm'),

  {
    description: 'PostgreSQL has the four tables',
    fact: 'nb4.Tables of the database',
    expected: 'links; movies; ratings; tags',
  },
  same('PostgreSQL has each film', 'nb4.movies', 'expectation.movies'),
  same('PostgreSQL has each rating', 'nb4.ratings', 'expectation.ratings'),
  same('Spark reads each film from PostgreSQL', 'nb4.spark_movies', 'expectation.movies'),
  same('Spark reads each rating from PostgreSQL', 'nb4.spark_ratings', 'expectation.ratings'),
  same('its Spark finds the titles with 25 ratings', 'nb4.titles', 'expectation.titlesWith25'),
  same('its Spark SQL: the best of them', 'nb4.The best of them', 'expectation.bestOfDatabase'),
  same('its PostgreSQL: titles by its forms', `nb4.${FORM}`, 'expectation.databaseByForm'),
];

/** For generated data. */
const generated: readonly Check[] = [
  { description: '21,000 rows of the till', fact: 'nb1.rows', expected: 21_000 },
  { description: '20,000 ratings', fact: 'nb2-small.ratings', expected: 20_000 },
  { description: '80,000 ratings of the large set', fact: 'nb2-full.ratings', expected: 80_000 },
];

/** For the public file of the bakery. */
const bakery: readonly Check[] = [
  { description: '21,293 rows of the till', fact: 'nb1.rows', expected: 21_293 },
  { description: '20,507 rows without NONE', fact: 'nb1.sales_rows', expected: 20_507 },
  { description: '98 days', fact: 'nb1.days', expected: 98 },
  { description: '12,363 items on these days', fact: 'nb1.items', expected: 12_363 },
  {
    description: 'the ten items of the article',
    fact: 'nb1.The ten most frequent items',
    expected: 'Coffee 5471; Bread 3325; Tea 1435; Cake 1025; Pastry 856; Sandwich 771; Medialuna 616; Hot chocolate 590; Cookies 540; Brownie 379',
  },
];

/** For the small MovieLens set of September 2018. */
const movieLens: readonly Check[] = [
  { description: '9,742 films', fact: 'nb2-small.movies', expected: 9_742 },
  { description: '100,836 ratings', fact: 'nb2-small.ratings', expected: 100_836 },
  { description: '9,719 titles', fact: 'nb2-small.titles', expected: 9_719 },
  { description: '1,050 titles with 25 ratings or more', fact: 'nb3.titles', expected: 1_050 },
  { description: 'the best of them is the film of the article', fact: 'nb3.first', expected: 'Shawshank Redemption, The (1994): 4.429 (317)' },
];

export const checks: readonly Check[] = [
  ...always,
  ...generated.map((check): Check => ({ ...check, data: 'generated' })),
  ...bakery.map((check): Check => ({ ...check, data: 'original', set: { name: 'bakery', given: 'sources.given' } })),
  ...movieLens.map((check): Check => ({ ...check, data: 'original', set: { name: 'small', given: 'sources.given' } })),
];

/** Every paragraph of the four notes on this machine, in the article's order. */
export const rehearsal: Rehearsal<Config> = {
  params,
  steps: {
    sources,
    expectation,
    nb1,
    'nb2-small': nb2Small,
    'crawl-early': crawlEarly,
    'nb2-full': nb2Full,
    crawl: crawlAll,
    nb3,
    nb4,
  },
  checks,
  charts,
};
