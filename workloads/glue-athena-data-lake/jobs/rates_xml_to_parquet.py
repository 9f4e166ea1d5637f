"""Converts electricity rates from XML, which Athena cannot read, to Parquet: one folder per state with one file each.

Runs as a Glue job (5.1 with Spark 3.5, or 6.0 with Spark 4.1) and on any Spark of these lines. A repeated run replaces the states in the
XML and leaves the others unchanged.
"""

import argparse
import math
import sys
from xml.etree import ElementTree

from pyspark.sql import SparkSession
from pyspark.sql.types import DoubleType, IntegerType, StringType, StructField, StructType

SCHEMA = StructType(
    [
        StructField("from", StringType()),
        StructField("to", StringType()),
        StructField("type", StringType()),
        StructField("rate", DoubleType()),
        StructField("year", IntegerType()),
        StructField("month", IntegerType()),
        StructField("state", StringType()),
    ]
)


def finite(text):
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


NUMBERS = {"rate": finite, "year": int, "month": int}


def rows_of(path, content):
    """Returns the rows of one XML file, in the order of the schema. Empty rows are left out.

    Raises ValueError, with the name of the file, when the XML is malformed or a number is invalid.
    """
    try:
        root = ElementTree.fromstring(bytes(content))
    except ElementTree.ParseError as error:
        raise ValueError(f"{path} is not well-formed XML: {error}") from error
    for number, element in enumerate(root.iter("row"), start=1):
        values = tuple(value_of(element, field.name, f"{path}, row {number}") for field in SCHEMA)
        if any(value is not None for value in values):
            yield values


def value_of(element, name, place):
    text = (element.findtext(name) or "").strip()
    if text == "":
        return None
    try:
        return NUMBERS.get(name, str)(text)
    except ValueError as error:
        raise ValueError(f"{place}: {name} is not a number: {text!r}") from error


def convert(spark, source_path, output_path):
    """Reads every XML file below `source_path` and writes Parquet to `output_path`. Returns the number of rows."""
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(source_path).select("path", "content")
    rows = files.rdd.flatMap(lambda file: rows_of(file.path, file.content))
    rates = spark.createDataFrame(rows, SCHEMA).cache()
    count = rates.count()
    if count == 0:
        raise ValueError(f"no rates in {source_path}")
    (
        # One task per state, so that each state gets one file.
        rates.repartition("state")
        .sortWithinPartitions("state", "year", "month", "from")
        .write.mode("overwrite")
        .option("partitionOverwriteMode", "dynamic")
        .option("compression", "snappy")
        .partitionBy("state")
        .parquet(output_path)
    )
    return count


def location_of(database, table):
    """Returns the location of a table in the Glue catalog."""
    import boto3

    found = boto3.client("glue").get_table(DatabaseName=database, Name=table)
    return found["Table"]["StorageDescriptor"]["Location"]


def arguments(argv):
    # Ignores the arguments that Glue adds.
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--JOB_NAME", help="name of the Glue job; Glue gives it")
    parser.add_argument("--s3_output_path", required=True, help="folder of the Parquet files, s3:// or file://")
    parser.add_argument("--source_glue_database", help="database of the catalog table with the location of the XML")
    parser.add_argument("--source_glue_table", help="catalog table with the location of the XML")
    parser.add_argument("--source_path", help="folder of the XML files, instead of the catalog table")
    given, _ = parser.parse_known_args(argv)
    if given.source_path is None and (given.source_glue_database is None or given.source_glue_table is None):
        parser.error("either --source_path or --source_glue_database and --source_glue_table are needed")
    return given


def bookmarked(spark, job_name):
    """Returns the Glue job, whose bookmark must be committed; None outside of Glue."""
    try:
        from awsglue.context import GlueContext
        from awsglue.job import Job
        from awsglue.utils import getResolvedOptions
    except ImportError:
        return None
    job = Job(GlueContext(spark.sparkContext))
    job.init(job_name, getResolvedOptions(sys.argv, ["JOB_NAME"]))
    return job


def main(argv):
    given = arguments(argv)
    spark = SparkSession.builder.appName("rates-xml-to-parquet").getOrCreate()
    job = bookmarked(spark, given.JOB_NAME) if given.JOB_NAME else None
    source = given.source_path or location_of(given.source_glue_database, given.source_glue_table)
    count = convert(spark, source, given.s3_output_path)
    if job is not None:
        job.commit()
    print(f"{count} rates written to {given.s3_output_path}")


if __name__ == "__main__":
    main(sys.argv[1:])
