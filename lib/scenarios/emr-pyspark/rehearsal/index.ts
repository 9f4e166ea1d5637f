import type { Rehearsal } from '../../../rehearsal/rehearsal';
import type { Config } from '../settings';
import { avgRatings, bakerySales, movieChoices, stockVolatility } from './analyze';
import { charts } from './charts';
import { checks } from './checks';
import { params } from './params';
import { bakery, crawlProcessed, crawlRaw, movies, stocks } from './process';
import { expectation, raw } from './raw';

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
