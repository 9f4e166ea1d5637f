"""Finds the ten days with the highest intraday volatility of three stocks."""

import argparse
import sys
from datetime import date

import lake
from pyspark.sql import functions as F

SYMBOLS = ("aapl", "ibm", "msft")
DAYS = 10


def volatility(spark, database, start, end):
    """Returns the rows, most volatile day first: date, symbol, close, high, low, intraday_volatility. Prices and percentages are formatted text."""
    prices = spark.table(f"{database}.processed_stocks").where(
        F.col("symbol").isin(*SYMBOLS) & F.col("date").between(F.lit(start), F.lit(end))
    )
    # Avoids division by a closing price of zero.
    percent = F.try_divide(F.col("high") - F.col("low"), F.col("close")) * 100
    known = prices.withColumn("percent", percent).where("percent IS NOT NULL")
    most_volatile = known.orderBy(*order()).limit(DAYS)
    return most_volatile.select(
        "date",
        F.upper("symbol").alias("symbol"),
        *[F.format_string("%.4f", name).alias(name) for name in ("close", "high", "low")],
        F.format_string("%.2f", "percent").alias("intraday_volatility"),
        "percent",
    )


def order():
    # Sorts by the number: as text, 9.90 would come before 10.50.
    return [F.desc("percent"), F.asc("date"), F.asc("symbol")]


def run(spark, given):
    """Replaces `<gold>/stocks/stock_volatility/`. Returns the number of rows."""
    result = volatility(spark, given.database, given.start_date, given.end_date)
    return lake.write_gold(result, order(), f"{given.gold}/stocks/stock_volatility", leave_out=["percent"])


def day(text):
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2018-12-31") from error


def arguments(argv):
    made = lake.parser(__doc__)
    made.add_argument("--start-date", required=True, type=day, help="first day of the prices, such as 2017-01-01")
    made.add_argument("--end-date", required=True, type=day, help="last day, included")
    given = lake.arguments(made, argv, ["gold"])
    if given.end_date < given.start_date:
        made.error("--end-date is before --start-date")
    return given


def main(argv):
    given = arguments(argv)
    spark = lake.session("stock-volatility", given, with_tables=True)
    try:
        print(f"{run(spark, given)} rows written to {given.gold}/stocks/stock_volatility/")
    finally:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
