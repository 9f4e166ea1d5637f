"""Finds films about robots or artificial intelligence with one of three actors, in three groups by average rating."""

import sys

import films
import lake
from pyspark.sql import Window
from pyspark.sql import functions as F

SUBJECTS = "artificial intelligence|robot"
ACTORS = "will smith|arnold schwarzenegger|keanu reeves"


def choices(spark, database, join):
    """Returns one row per rated film: title, rank, avg_rating, ratings_count, popularity, release_date."""
    about = spark.table(f"{database}.processed_keywords").where(F.lower("keywords").rlike(SUBJECTS)).select("id")
    starring = spark.table(f"{database}.processed_credits").where(F.lower("`cast`").rlike(ACTORS)).select("id")
    if join == "links":
        chosen = films.unique(spark, database).join(about, "id", "left_semi").join(starring, "id", "left_semi")
    else:
        chosen = films.every(spark, database).join(about, "id").join(starring, "id")
    rated = films.with_ratings(spark, database, chosen, "processed_ratings", join)
    averages = (
        rated.groupBy("title", "release_date", "popularity")
        .agg(F.count("movieid").alias("ratings_count"), F.round(F.avg("rating"), 3).alias("avg_rating"))
        .where("avg_rating > 0")
    )
    best_first = Window.orderBy(F.desc("avg_rating"), F.desc("ratings_count"), F.asc("title"), F.asc("release_date"))
    return averages.select(
        "title", F.ntile(3).over(best_first).alias("rank"), "avg_rating", "ratings_count", "popularity", "release_date"
    )


def run(spark, database, gold, join):
    """Replaces `<gold>/movies/movie_choices/`. Returns the number of rows."""
    order = [F.asc("rank"), F.desc("avg_rating"), F.desc("ratings_count"), F.asc("title"), F.asc("release_date")]
    return lake.write_gold(choices(spark, database, join), order, f"{gold}/movies/movie_choices")


def main(argv):
    given = lake.arguments(films.parser(__doc__), argv, ["gold"])
    spark = lake.session("movie-choices", given, with_tables=True)
    try:
        print(f"{run(spark, given.database, given.gold, given.join)} rows written to {given.gold}/movies/movie_choices/")
    finally:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
