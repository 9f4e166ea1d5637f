"""Local substitute for the two Glue crawlers: creates tables for the files below a folder, in the metastore of the Spark session.

As with a crawler, the files of a folder are one table when they have the same columns, and one table each otherwise. Names of tables and columns
are in lower case. Column types come from Parquet only: columns of CSV are text.
"""

import argparse
import csv
import re
import sys
from pathlib import Path

from pyspark.sql import SparkSession


def tables_below(spark, root):
    """Returns name, location, format, columns and partition columns of each table below a folder."""
    for folder in sorted(path for path in root.iterdir() if visible(path) and path.is_dir()):
        yield from tables_of(spark, folder)


def tables_of(spark, folder):
    inner = sorted(path for path in folder.iterdir() if visible(path) and path.is_dir())
    files = sorted(path for path in folder.iterdir() if visible(path) and path.is_file())
    if files and files[0].suffix == ".csv":
        yield from csv_tables(folder, files)
    elif files or any("=" in path.name for path in inner):
        keys = sorted({path.relative_to(folder).parts[depth].split("=")[0] for path in folder.rglob("*.parquet") for depth in depths(path, folder)})
        fields = [(field.name, field.dataType.simpleString()) for field in spark.read.parquet(str(folder)).schema]
        yield folder.name, folder, "parquet", fields, keys
    else:
        for path in inner:
            yield from tables_of(spark, path)


def depths(path, folder):
    return [depth for depth, part in enumerate(path.relative_to(folder).parts) if "=" in part]


def csv_tables(folder, files):
    headers = {file: header_of(file) for file in files}
    if len(set(headers.values())) == 1:
        yield folder.name, folder, "csv", [(name, "string") for name in headers[files[0]]], []
    else:
        for file, columns in headers.items():
            yield f"{file.stem}_csv", file, "csv", [(name, "string") for name in columns], []


def header_of(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(next(csv.reader(lines), ()))


def visible(path):
    return not path.name.startswith((".", "_"))


def register(spark, database, prefix, root):
    """Replaces the tables of the files below a folder. Returns their names."""
    spark.sql(f"CREATE DATABASE IF NOT EXISTS `{database}`")
    names = []
    for name, place, file_format, fields, keys in tables_below(spark, root):
        table = f"`{database}`.`{table_name(prefix + name)}`"
        columns = ", ".join(f"`{column.lower()}` {kind}" for column, kind in fields)
        partitions = f" PARTITIONED BY ({', '.join(f'`{key}`' for key in keys)})" if keys else ""
        location = str(place).replace("\\", "\\\\").replace("'", "\\'")
        spark.sql(f"DROP TABLE IF EXISTS {table}")
        options = " OPTIONS (header 'true', quote '\"', escape '\"')" if file_format == "csv" else ""
        spark.sql(f"CREATE TABLE {table} ({columns}) USING {file_format}{options}{partitions} LOCATION '{location}'")
        if keys:
            spark.sql(f"MSCK REPAIR TABLE {table}")
        names.append(table_name(prefix + name))
    return names


def table_name(text):
    return re.sub(r"[^a-z0-9_]", "_", text.lower())


def main(argv):
    made = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    made.add_argument("--database", required=True)
    made.add_argument("--prefix", required=True, help="beginning of the tables' names, such as raw_")
    made.add_argument("--folder", required=True, type=Path)
    given = made.parse_args(argv)
    spark = SparkSession.builder.appName("crawl").enableHiveSupport().getOrCreate()
    try:
        for name in register(spark, given.database, given.prefix, given.folder):
            print(f"table {name}")
    finally:
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
