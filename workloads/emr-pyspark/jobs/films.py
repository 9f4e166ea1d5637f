"""Joins films with their ratings, which use different film ids.

`movies_metadata`, `keywords` and `credits` use the id of The Movie Database (`id`), the ratings that of MovieLens (`movieId`), and `links` maps
one to the other. Joining `id` with `movieId`, as the article does, gives a film the ratings of another one.
"""

import lake
from pyspark.sql import Window
from pyspark.sql import functions as F

JOINS = ("links", "literal")


def parser(description):
    made = lake.parser(description)
    made.add_argument(
        "--join",
        choices=JOINS,
        default="links",
        help="links: the ratings of a film are its own (default); literal: as in the article, where they are those of another film",
    )
    return made


def every(spark, database):
    """Returns all entries of the films, duplicates included."""
    return spark.table(f"{database}.processed_movies_metadata").select("id", "title", "release_date", "popularity")


def unique(spark, database):
    """Returns each film once: its most popular entry."""
    first = Window.partitionBy("id").orderBy(F.desc_nulls_last("popularity"), F.asc("title"), F.asc("release_date"))
    return every(spark, database).withColumn("entry", F.row_number().over(first)).where("id IS NOT NULL AND entry = 1").drop("entry")


def with_ratings(spark, database, films, ratings, join):
    """Returns one row per rating of these films, from the table `ratings`. Films without ratings are left out."""
    rated = spark.table(f"{database}.{ratings}").select("movieid", "rating", "timestamp")
    if join == "links":
        links = spark.table(f"{database}.processed_links").where("tmdbid IS NOT NULL").select("movieid", F.col("tmdbid").alias("id"))
        return films.join(links, "id").join(rated, "movieid")
    return films.join(rated, films["id"] == rated["movieid"])
