import { MOVIE_TABLES } from '../../../../workloads/emr-pyspark/raw-files';
import type { Chart, Check, Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { avgRatings, bakerySales, movieChoices, stockVolatility, TABLES } from './analyze';
import { params } from './lake';
import { bakery, crawlProcessed, crawlRaw, movies, stocks } from './process';
import { expectation, raw } from './raw';

/** Charts of the results. */
export const charts: readonly Chart[] = [
  {
    title: 'What the bakery sold, the twenty best-selling items',
    table: TABLES.sales,
    spec: {
      width: 460,
      height: 360,
      transform: [{ window: [{ op: 'row_number', as: 'place' }], sort: [{ field: 'count', order: 'descending' }] }, { filter: 'datum.place <= 20' }],
      encoding: {
        y: { field: 'item', type: 'nominal', title: null, sort: { field: 'place' } },
        x: { field: 'count', type: 'quantitative', title: 'Sold' },
      },
      layer: [
        { mark: { type: 'bar' } },
        { mark: { type: 'text', align: 'left', dx: 4 }, encoding: { text: { field: 'count', type: 'quantitative', format: ',' } } },
      ],
    },
  },
  {
    title: 'Films about robots or artificial intelligence with one of three actors',
    table: TABLES.choices,
    spec: {
      width: 460,
      height: 260,
      mark: { type: 'circle', opacity: 0.8 },
      encoding: {
        x: { field: 'ratings_count', type: 'quantitative', title: 'Ratings', scale: { type: 'symlog' } },
        y: { field: 'avg_rating', type: 'quantitative', title: 'Average rating', scale: { zero: false } },
        size: { field: 'popularity', type: 'quantitative', title: 'Popularity' },
        color: { field: 'rank', type: 'ordinal', title: 'Third' },
      },
    },
  },
  {
    title: 'Ratings of 2016 by their value',
    table: TABLES.ratings,
    spec: {
      width: 460,
      height: 240,
      encoding: { x: { field: 'avg_rating', type: 'ordinal', title: 'Rating', axis: { labelAngle: 0, format: '.1f' } } },
      layer: [
        { mark: { type: 'bar', opacity: 0.85 }, encoding: { y: { field: 'ratings_count', type: 'quantitative', title: 'Ratings, bars' } } },
        {
          mark: { type: 'line', strokeWidth: 2.5, color: '#e2873a', point: { color: '#e2873a' } },
          encoding: {
            y: {
              field: 'popularity',
              type: 'quantitative',
              title: 'Mean popularity of the films, line',
              scale: { zero: false },
              axis: { titleColor: '#e2873a', grid: false },
            },
          },
        },
      ],
      resolve: { scale: { y: 'independent' } },
    },
  },
  {
    title: 'Most volatile days of Apple, IBM and Microsoft',
    table: TABLES.volatility,
    spec: {
      width: 460,
      height: 260,
      transform: [{ calculate: "datum.date + '  ' + datum.symbol", as: 'day' }],
      mark: { type: 'bar' },
      encoding: {
        y: { field: 'day', type: 'nominal', title: null, sort: { field: 'intraday_volatility', order: 'descending' } },
        x: { field: 'intraday_volatility', type: 'quantitative', title: 'Difference of high and low, percent of the closing price' },
        color: { field: 'symbol', type: 'nominal', title: 'Symbol' },
      },
    },
  },
];

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

const checks: readonly Check[] = [
  ...always,
  ...[...generated].map((check): Check => ({ ...check, data: 'generated' })),
  ...[...original].map((check): Check => ({ ...check, data: 'original', set: { name: 'bakery', given: 'raw.given' } })),
];

/** Rehearses the seven jobs, in the article's order. */
export const rehearsal: Rehearsal<Config> = {
  params,
  steps: {
    raw,
    expectation,
    'crawl-raw': crawlRaw,
    'bakery-csv-to-parquet': bakery,
    'movies-csv-to-parquet': movies,
    'stocks-csv-to-parquet': stocks,
    'crawl-processed': crawlProcessed,
    'bakery-sales': bakerySales,
    'movie-choices': movieChoices,
    'movies-avg-ratings': avgRatings,
    'stock-volatility': stockVolatility,
  },
  checks,
  charts,
};
