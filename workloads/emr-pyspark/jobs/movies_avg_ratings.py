"""Counts the ratings of a period by value, with the popularity of the rated films."""

import argparse
import sys
from datetime import datetime, timezone

import films
import lake
from pyspark.sql import Window
from pyspark.sql import functions as F


def ratings(spark, database, start, end, join):
    """Returns one row per rating value between `start` and `end` (epoch seconds): rank, avg_rating, ratings_count, popularity."""
    every = films.unique(spark, database) if join == "links" else films.every(spark, database)
    rated = films.with_ratings(spark, database, every, "processed_ratings_small", join)
    values = (
        rated.where(F.col("rating").isNotNull() & F.col("timestamp").between(start, end))
        .groupBy("rating")
        .agg(
            F.avg("rating").alias("avg_rating"),
            F.count("*").alias("ratings_count"),
            F.round(F.avg(F.col("popularity").cast("double")), 2).alias("popularity"),
        )
    )
    best_first = Window.orderBy(F.desc("rating"))
    return values.select(F.ntile(10).over(best_first).alias("rank"), "avg_rating", "ratings_count", "popularity")


def run(spark, given):
    """Replaces `<gold>/movies/avg_ratings/`. Returns the number of rows."""
    result = ratings(spark, given.database, given.start_date, given.end_date, given.join)
    return lake.write_gold(result, [F.asc("rank"), F.desc("avg_rating")], f"{given.gold}/movies/avg_ratings")


def moment(text):
    """Converts a UTC time such as `2016-12-31 23:59:59` to epoch seconds."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc).timestamp())
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as '2016-12-31 23:59:59'") from error


def arguments(argv):
    made = films.parser(__doc__)
    made.add_argument("--start-date", required=True, type=moment, help="first second of the ratings, in UTC, such as '2016-01-01 00:00:00'")
    made.add_argument("--end-date", required=True, type=moment, help="last second, included")
    given = lake.arguments(made, argv, ["gold"])
    if given.end_date < given.start_date:
        made.error("--end-date is before --start-date")
    return given


def main(argv):
    given = arguments(argv)
    spark = lake.session("movie-ratings", given, with_tables=True)
    try:
        print(f"{run(spark, given)} rows written to {given.gold}/movies/avg_ratings/")
    finally:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
