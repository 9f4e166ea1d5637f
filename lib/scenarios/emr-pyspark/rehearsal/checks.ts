import { MOVIE_TABLES } from '../../../../workloads/emr-pyspark/raw-files';
import type { Check } from '../../../rehearsal/rehearsal';

const RAW_TABLES =
  'raw_bakery, raw_credits_csv, raw_keywords_csv, raw_links_csv, raw_links_small_csv, raw_movies_metadata_csv, raw_ratings_csv, raw_ratings_small_csv, raw_stocks';
const PROCESSED_TABLES =
  'processed_bakery, processed_credits, processed_keywords, processed_links, processed_links_small, processed_movies_metadata, processed_ratings, processed_ratings_small, processed_stocks';

/** Checks of each of the four results. */
const results = Object.entries({
  'bakery-sales': 'the sales',
  'movie-choices': 'the chosen films',
  'movies-avg-ratings': 'the ratings by value',
  'stock-volatility': 'the volatile days',
}).flatMap(([step, what]): Check[] => [
  { description: `${what} are those that DuckDB works out from the CSV files`, fact: `${step}.differences`, expected: 0 },
  { description: `${what} are the same in Parquet and in CSV`, fact: `${step}.differencesOfParquet`, expected: 0 },
  { description: `${what} are one CSV file`, fact: `${step}.csvFiles`, expected: 1 },
  { description: `${what} are in falling order`, fact: `${step}.falling`, expected: true },
]);

/** Checks for any data, against counts of DuckDB over the CSV files. */
const always: readonly Check[] = [
  { description: '38 raw files', fact: 'raw.files', expected: 38 },
  { description: 'the raw files are nine tables, as the crawler names them', fact: 'crawl-raw.names', expected: RAW_TABLES },
  { description: 'the Parquet files are nine tables, as the crawler names them', fact: 'crawl-processed.names', expected: PROCESSED_TABLES },
  {
    description: 'each transaction of the bakery is a row of Parquet',
    fact: 'bakery-csv-to-parquet.bakery',
    expected: { fact: 'expectation.bakery' },
  },
  ...MOVIE_TABLES.map(
    (table): Check => ({
      description: `each row of ${table} is a row of Parquet`,
      fact: `movies-csv-to-parquet.${table}`,
      expected: { fact: `expectation.${table}` },
    }),
  ),
  { description: 'each price of a stock is a row of Parquet', fact: 'stocks-csv-to-parquet.stocks', expected: { fact: 'expectation.stocks' } },
  { description: 'thirty stocks are thirty folders', fact: 'stocks-csv-to-parquet.partitions', expected: 30 },
  { description: 'the folders of the stocks are in lower case', fact: 'stocks-csv-to-parquet.lowerCase', expected: true },
  ...results,
  { description: 'each item was counted', fact: 'bakery-sales.rows', expected: { fact: 'expectation.sold' } },
];

/** Checks for generated data. */
const generated: readonly Check[] = [
  { description: '21,000 transactions', fact: 'expectation.bakery', expected: 21_000 },
  { description: '100,000 ratings', fact: 'expectation.ratings', expected: 100_000 },
  { description: '26 items were sold', fact: 'bakery-sales.rows', expected: 26 },
  { description: '16 films were chosen', fact: 'movie-choices.rows', expected: 16 },
  { description: 'ten values of ratings', fact: 'movies-avg-ratings.rows', expected: 10 },
  { description: 'the highest values come first', fact: 'movies-avg-ratings.firstFive', expected: '1 5, 2 4.5, 3 4, 4 3.5, 5 3' },
  { description: 'ten volatile days', fact: 'stock-volatility.rows', expected: 10 },
];

/** Checks for the public bakery file. */
const original: readonly Check[] = [
  { description: '21,293 transactions, as the public file has', fact: 'expectation.bakery', expected: 21_293 },
  { description: '93 items', fact: 'bakery-sales.rows', expected: 93 },
  { description: '20,506 sales', fact: 'bakery-sales.total', expected: 20_506 },
  {
    description: 'the five best-selling items are those of the article',
    fact: 'bakery-sales.firstFive',
    expected: 'Coffee 5471, Bread 3325, Tea 1435, Cake 1025, Pastry 856',
  },
];

export const checks: readonly Check[] = [
  ...always,
  ...[...generated].map((check): Check => ({ ...check, data: 'generated' })),
  ...[...original].map((check): Check => ({ ...check, data: 'original', set: { name: 'bakery', given: 'raw.given' } })),
];
