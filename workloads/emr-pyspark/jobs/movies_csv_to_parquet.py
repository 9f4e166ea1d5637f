"""Converts the seven tables of films and ratings from CSV to Parquet."""

import sys

import lake

LINKS = {"movieId": "int", "imdbId": "string", "tmdbId": "int"}
RATINGS = {"userId": "int", "movieId": "int", "rating": "double", "timestamp": "bigint"}

# Columns that are not listed stay text: flags, lists and objects as Python literals.
TYPES = {
    "credits": {"cast": "string", "crew": "string", "id": "int"},
    "keywords": {"id": "int", "keywords": "string"},
    "links": LINKS,
    "links_small": LINKS,
    "movies_metadata": {
        "budget": "bigint",
        "id": "int",
        "popularity": "double",
        "release_date": "date",
        "revenue": "bigint",
        "runtime": "double",
        "title": "string",
        "vote_average": "double",
        "vote_count": "int",
    },
    "ratings": RATINGS,
    "ratings_small": RATINGS,
}

# Overviews and taglines have line breaks within quotes. The other tables have none, and are read in parallel.
MULTI_LINE = {"movies_metadata"}


def convert(spark, bronze, silver):
    """Replaces `<silver>/movie_ratings/<table>/` for each table. Returns the number of rows of each."""
    counts = {}
    for table, types in TYPES.items():
        output = f"{silver}/movie_ratings/{table}/"
        rows = lake.read_csv(spark, f"{bronze}/movie_ratings/{table}.csv", types, multi_line=table in MULTI_LINE)
        rows.write.mode("overwrite").parquet(output)
        counts[table] = spark.read.parquet(output).count()
    return counts


def main(argv):
    given = lake.arguments(lake.parser(__doc__), argv, ["bronze", "silver"])
    spark = lake.session("movie-ratings-csv-to-parquet", given)
    try:
        for table, count in convert(spark, given.bronze, given.silver).items():
            print(f"{table}: {count} rows written to {given.silver}/movie_ratings/{table}/")
    finally:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
