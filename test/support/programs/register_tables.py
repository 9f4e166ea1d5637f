"""Registers folders of Parquet files as tables, as a crawler does: register_tables.py <database> <table>=<location>…"""

import sys

from pyspark.sql import SparkSession


def main(database, tables):
    spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    spark.sql(f"CREATE DATABASE IF NOT EXISTS `{database}`")
    for table in tables:
        name, location = table.split("=", 1)
        spark.sql(f"DROP TABLE IF EXISTS `{database}`.`{name}`")
        spark.sql(f"CREATE TABLE `{database}`.`{name}` USING parquet LOCATION '{location}'")
        print(f"table {name}")
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
