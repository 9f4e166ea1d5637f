import { TICKERS } from './data/stocks';

/** The three data sets, each a folder of the raw bucket. */
export type DataSet = 'bakery' | 'movie_ratings' | 'stocks';

/** Tables of films and ratings, one file each. */
export const MOVIE_TABLES = ['credits', 'keywords', 'links', 'links_small', 'movies_metadata', 'ratings', 'ratings_small'] as const;

/** The 38 files of the raw bucket. */
export const RAW_FILES: Readonly<Record<DataSet, readonly string[]>> = {
  bakery: ['bakery/bakery.csv'],
  movie_ratings: MOVIE_TABLES.map((table) => `movie_ratings/${table}.csv`),
  stocks: TICKERS.map((ticker) => `stocks/${ticker}.csv`),
};

/** Other paths that the downloaded file may have. */
export const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  'bakery/bakery.csv': ['bakery/BreadBasket_DMS.csv', 'BreadBasket_DMS.csv'],
};
