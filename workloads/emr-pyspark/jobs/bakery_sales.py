"""Counts bakery sales by item, best-selling first."""

import sys

import lake
from pyspark.sql import functions as F

# Corrections of the till, which are not sales.
NOT_SOLD = ("NONE", "Adjustment")


def sales(spark, silver):
    """Returns one row per item: `item` and `count`."""
    items = spark.read.parquet(f"{silver}/bakery/").select(F.col("Item").alias("item"))
    # The comparison drops null items too.
    return items.where(~F.col("item").isin(*NOT_SOLD)).groupBy("item").agg(F.count("*").alias("count"))


def run(spark, silver, gold):
    """Replaces `<gold>/bakery/bakery_sales/`. Returns the number of rows."""
    return lake.write_gold(sales(spark, silver), [F.desc("count"), F.asc("item")], f"{gold}/bakery/bakery_sales")


def main(argv):
    given = lake.arguments(lake.parser(__doc__), argv, ["silver", "gold"])
    spark = lake.session("bakery-sales", given)
    try:
        print(f"{run(spark, given.silver, given.gold)} rows written to {given.gold}/bakery/bakery_sales/")
    finally:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
