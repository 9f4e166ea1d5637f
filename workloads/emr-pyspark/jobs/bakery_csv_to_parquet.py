"""Converts bakery transactions from CSV to Parquet."""

import sys

import lake

TYPES = {"Date": "date", "Time": "string", "Transaction": "int", "Item": "string"}


def convert(spark, bronze, silver):
    """Replaces `<silver>/bakery/`. Returns the number of rows."""
    output = f"{silver}/bakery/"
    lake.read_csv(spark, f"{bronze}/bakery/bakery.csv", TYPES).write.mode("overwrite").parquet(output)
    return spark.read.parquet(output).count()


def main(argv):
    given = lake.arguments(lake.parser(__doc__), argv, ["bronze", "silver"])
    spark = lake.session("bakery-csv-to-parquet", given)
    try:
        print(f"bakery: {convert(spark, given.bronze, given.silver)} rows written to {given.silver}/bakery/")
    finally:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
