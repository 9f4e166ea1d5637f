/** A result of the article, computed independently by DuckDB from the CSV files. */
export interface Result {
  /** DuckDB table. */
  readonly table: string;
  readonly sql: string;
  /** Columns with their types for the comparison, in the order of the gold table. */
  readonly columns: Readonly<Record<string, 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'DATE'>>;
  /** Decimals of the job's rounding; this table is not rounded. */
  readonly decimals: number;
  /** First sort column of the gold table, descending, and the complete order. */
  readonly falling: string;
  readonly order: string;
}

/** Films, the most popular entry of each. */
const FILMS = `SELECT DISTINCT ON (film) try_cast(id AS INTEGER) AS film, title, try_cast(release_date AS DATE) AS release_date,
    try_cast(popularity AS DOUBLE) AS popularity
  FROM raw_movies_metadata WHERE try_cast(id AS INTEGER) IS NOT NULL ORDER BY film, popularity DESC NULLS LAST, title, release_date`;

const linked = (ratings: string) => `(${FILMS}) AS films
    JOIN raw_links AS links ON try_cast(links.tmdbId AS INTEGER) = films.film
    JOIN ${ratings} AS ratings ON ratings.movieId = links.movieId`;

const filmsWith = (table: string, column: string, words: readonly string[]) =>
  `films.film IN (SELECT try_cast(id AS INTEGER) FROM ${table} WHERE ${words.map((word) => `contains(lower(${column}), '${word}')`).join(' OR ')})`;

export const results = {
  sales: {
    table: 'expected_sales',
    sql: `SELECT Item AS item, count(*) AS count FROM raw_bakery WHERE Item NOT IN ('NONE', 'Adjustment') GROUP BY item`,
    columns: { item: 'VARCHAR', count: 'BIGINT' },
    decimals: 0,
    falling: 'count',
    order: 'count DESC, item',
  },
  choices: {
    table: 'expected_choices',
    sql: `SELECT title, ntile(3) OVER (ORDER BY round(avg_rating, 3) DESC, ratings_count DESC, title, release_date) AS rank, avg_rating, ratings_count, popularity,
        release_date
      FROM (
        SELECT title, release_date, films.popularity, count(*) AS ratings_count, avg(try_cast(rating AS DOUBLE)) AS avg_rating
        FROM ${linked('raw_ratings')}
        WHERE ${filmsWith('raw_keywords', 'keywords', ['artificial intelligence', 'robot'])}
          AND ${filmsWith('raw_credits', '"cast"', ['will smith', 'arnold schwarzenegger', 'keanu reeves'])}
        GROUP BY ALL
      ) WHERE avg_rating > 0`,
    columns: { title: 'VARCHAR', rank: 'BIGINT', avg_rating: 'DOUBLE', ratings_count: 'BIGINT', popularity: 'DOUBLE', release_date: 'DATE' },
    decimals: 3,
    falling: 'avg_rating',
    order: 'rank, avg_rating DESC, ratings_count DESC, title, release_date',
  },
  ratings: {
    table: 'expected_ratings',
    sql: `SELECT ntile(10) OVER (ORDER BY avg_rating DESC) AS rank, * FROM (
        SELECT try_cast(rating AS DOUBLE) AS avg_rating, count(*) AS ratings_count, avg(films.popularity) AS popularity
        FROM ${linked('raw_ratings_small')}
        WHERE to_timestamp(try_cast("timestamp" AS BIGINT)) >= TIMESTAMPTZ '2016-01-01 00:00:00 UTC'
          AND to_timestamp(try_cast("timestamp" AS BIGINT)) < TIMESTAMPTZ '2017-01-01 00:00:00 UTC'
        GROUP BY ALL
      )`,
    columns: { rank: 'BIGINT', avg_rating: 'DOUBLE', ratings_count: 'BIGINT', popularity: 'DOUBLE' },
    decimals: 2,
    falling: 'avg_rating',
    order: 'rank, avg_rating DESC',
  },
  volatility: {
    table: 'expected_volatility',
    sql: `SELECT *, (high - low) / nullif(close, 0) * 100 AS intraday_volatility
      FROM (
        SELECT try_cast(date AS DATE) AS date, upper(regexp_extract(filename, '([A-Za-z]+)\\.csv$', 1)) AS symbol, try_cast(close AS DOUBLE) AS close,
          try_cast(high AS DOUBLE) AS high, try_cast(low AS DOUBLE) AS low
        FROM raw_stocks
      ) WHERE symbol IN ('AAPL', 'IBM', 'MSFT') AND date >= DATE '2017-01-01' AND date < DATE '2019-01-01' AND intraday_volatility IS NOT NULL
      ORDER BY intraday_volatility DESC, date, symbol LIMIT 10`,
    columns: { date: 'DATE', symbol: 'VARCHAR', close: 'DOUBLE', high: 'DOUBLE', low: 'DOUBLE', intraday_volatility: 'DOUBLE' },
    decimals: 2,
    falling: 'intraday_volatility',
    order: 'intraday_volatility DESC, date, symbol',
  },
} as const satisfies Record<string, Result>;
