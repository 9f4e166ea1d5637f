-- MovieLens tables, empty. Replaces only these four and keeps other tables of the schema.
DROP TABLE IF EXISTS tags, links, ratings, movies;

CREATE TABLE movies (
  movieId bigint PRIMARY KEY,
  title text NOT NULL,
  genres text NOT NULL
);

CREATE TABLE ratings (
  userId bigint NOT NULL,
  movieId bigint NOT NULL REFERENCES movies (movieId) ON UPDATE CASCADE ON DELETE RESTRICT,
  rating numeric(2, 1) NOT NULL,
  timestamp bigint NOT NULL
);

CREATE TABLE links (
  movieId bigint NOT NULL REFERENCES movies (movieId) ON UPDATE CASCADE ON DELETE RESTRICT,
  imdbId bigint NOT NULL,
  tmdbId bigint NOT NULL
);

CREATE TABLE tags (
  userId bigint NOT NULL,
  movieId bigint NOT NULL REFERENCES movies (movieId) ON UPDATE CASCADE ON DELETE RESTRICT,
  tag text NOT NULL,
  timestamp bigint NOT NULL
);
