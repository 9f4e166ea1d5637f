/** Port of Zeppelin on the primary node. */
export const PORT = 8_890;

/** Crawlers by their names, and the folders of the lake in which each looks. The local stand-in of the rehearsal has the same. */
export const CRAWLERS = {
  'bakery-transactions-crawler': ['bakery-csv', 'bakery-parquet', 'bakery-summary-parquet'],
  'movie-ratings-crawler': ['movies-parquet-100k', 'ratings-parquet-100k', 'movies-parquet-full', 'ratings-parquet-full'],
} as const;

/** Tables that the crawlers make when notes 1 and 2 have run for both sizes. */
export const TABLES: readonly string[] = Object.values(CRAWLERS)
  .flat()
  .map((folder) => folder.replaceAll('-', '_'))
  .sort();

/** Notes by the names of the jobs that run them; each is a file, and has its name in Zeppelin. */
export const NOTES = {
  nb1: { file: '1-bakery.zpln', name: '1 Bakery' },
  nb2: { file: '2-movielens.zpln', name: '2 MovieLens' },
  nb3: { file: '3-glue-catalog.zpln', name: '3 Glue catalog' },
  nb4: { file: '4-postgresql.zpln', name: '4 PostgreSQL' },
} as const;

/** Folders of the data bucket. */
export const FOLDERS = { sources: 'sources', data: 'data', notes: 'notebooks' } as const;
