"""Converts the prices of thirty stocks from CSV, one file per stock, to Parquet, one folder per symbol."""

import sys

import lake
from pyspark.sql import functions as F

# The Dow Jones of 2019.
TICKERS = (
    "AAPL AXP BA CAT CSCO CVX DIS DWDP GS HD IBM INTC JNJ JPM KO MCD MMM MRK MSFT NKE PFE PG TRV UNH UTX V VZ WBA WMT XOM"
).split()
TYPES = {"date": "date", "open": "double", "high": "double", "low": "double", "close": "double"}


def convert(spark, bronze, silver, tickers=TICKERS):
    """Replaces `<silver>/stocks/`. Returns the numbers of rows and symbols."""
    output = f"{silver}/stocks/"
    rows = lake.read_csv(spark, [f"{bronze}/stocks/{ticker}.csv" for ticker in tickers], TYPES)
    # The file name is the symbol.
    symbol = F.lower(F.regexp_extract("_metadata.file_name", r"^([^./]+)\.csv$", 1))
    (
        rows.withColumn("symbol", symbol)
        # One task per symbol, so that each symbol gets one file.
        .repartition("symbol")
        .sortWithinPartitions("symbol", "date")
        .write.mode("overwrite")
        .partitionBy("symbol")
        .parquet(output)
    )
    written = spark.read.parquet(output)
    return written.count(), written.select("symbol").distinct().count()


def main(argv):
    given = lake.arguments(lake.parser(__doc__), argv, ["bronze", "silver"])
    spark = lake.session("stocks-csv-to-parquet", given)
    try:
        rows, symbols = convert(spark, given.bronze, given.silver)
        print(f"stocks: {rows} rows of {symbols} symbols written to {given.silver}/stocks/")
    finally:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
