"""Local substitute for the two crawlers: each target folder with files becomes a table of the same name."""

from pathlib import Path

# Target folders of the crawlers; a test compares them with those of the deployed crawlers.
TARGETS = {
    "bakery-transactions-crawler": ["bakery-csv", "bakery-parquet", "bakery-summary-parquet"],
    "movie-ratings-crawler": ["movies-parquet-100k", "ratings-parquet-100k", "movies-parquet-full", "ratings-parquet-full"],
}


def found(data):
    """Returns folders with files, by table name."""
    root = Path(data.removeprefix("file://"))
    folders = [root / folder for folders in TARGETS.values() for folder in folders]
    return {folder.name.replace("-", "_"): folder for folder in folders if any(folder.glob("*.parquet")) or any(folder.glob("*.csv"))}


def make_tables(spark, folders, database):
    spark.sql(f"CREATE DATABASE IF NOT EXISTS {database}")
    for table, folder in folders.items():
        kind = "parquet" if folder.name.count("parquet") else "csv"
        options = "" if kind == "parquet" else "OPTIONS (header 'true', inferSchema 'true')"
        spark.sql(f"DROP TABLE IF EXISTS {database}.{table}")
        location = f"file://{folder}".replace("\\", "\\\\").replace("'", "\\'")
        spark.sql(f"CREATE TABLE {database}.{table} USING {kind} {options} LOCATION '{location}'")
