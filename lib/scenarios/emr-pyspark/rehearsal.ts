import type { Rehearsal } from '../../rehearsal/rehearsal';
import { avgRatings, bakerySales, movieChoices, stockVolatility } from './rehearsal/analyze';
import { charts } from './rehearsal/charts';
import { checks } from './rehearsal/checks';
import { bakery, crawlProcessed, crawlRaw, movies, stocks } from './rehearsal/process';
import { expectation, raw } from './rehearsal/raw';
import { params } from './rehearsal/settings';
import type { Config } from './settings';

/** The seven jobs on this machine, in the article's order. */
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
