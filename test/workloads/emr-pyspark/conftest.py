"""Fixtures: Spark with an in-memory Hive metastore, and tables like those of the crawlers."""

import csv
import itertools
import sys
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

WORKLOADS = Path(__file__).parents[3] / "workloads" / "emr-pyspark"

sys.dont_write_bytecode = True
for folder in ("jobs", "local"):
    sys.path.insert(0, str(WORKLOADS / folder))


@pytest.fixture(scope="package")
def spark(tmp_path_factory):
    folder = tmp_path_factory.mktemp("spark")
    session = (
        SparkSession.builder.master("local[2]")
        .appName("tests")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.hadoop.javax.jdo.option.ConnectionURL", "jdbc:derby:memory:metastore;create=true")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "America/Los_Angeles")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .enableHiveSupport()
        .getOrCreate()
    )
    # Derby writes its log to the working directory unless configured before the first database.
    session._jvm.java.lang.System.setProperty("derby.stream.error.file", str(folder / "derby.log"))
    yield session
    session.stop()


@pytest.fixture
def layers(tmp_path):
    """Returns the three layer folders in the form of job arguments."""
    for layer in ("bronze", "silver", "gold"):
        (tmp_path / layer).mkdir()
    return tmp_path


@pytest.fixture
def put(layers):
    """Returns a function that writes a file of the bronze layer from lines."""

    def write(place, *lines):
        file = layers / "bronze" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return file

    return write


@pytest.fixture
def place(layers):
    return lambda layer: f"file://{layers / layer}"


@pytest.fixture
def gold(layers):
    """Reads the only CSV file of a result: its header, and its rows as text."""

    def read(result):
        (file,) = (layers / "gold" / result / "csv").glob("*.csv")
        with file.open(newline="") as lines:
            header, *rows = csv.reader(lines, delimiter="|")
        return header, rows

    return read


NUMBERS = itertools.count(1)


@pytest.fixture
def database(spark):
    name = f"demo_{next(NUMBERS)}"
    yield name
    spark.sql(f"DROP DATABASE IF EXISTS {name} CASCADE")


@pytest.fixture
def crawled(spark, layers, database):
    """Creates the tables of the processed layer, like the crawler. Returns the name of their database."""
    import crawl

    def register():
        crawl.register(spark, database, "processed_", layers / "silver")
        return database

    return register
