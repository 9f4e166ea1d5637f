"""Shared parts of the jobs: locations of the three layers of the lake, the Spark session, and writing gold."""

import argparse
import os
import re

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

GLUE_CATALOG = "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory"
LAYERS = ("bronze", "silver", "gold")


def parser(description):
    """Returns a parser with the arguments common to all jobs. A job ignores those of layers that it does not use."""
    made = argparse.ArgumentParser(description=description, allow_abbrev=False)
    for layer in LAYERS:
        made.add_argument(f"--{layer}-bucket", help=f"bucket of the {layer} layer, or a URI or path of any folder")
    made.add_argument("--from-ssm", metavar="PATH", help="read the buckets from the SSM parameters below this path, such as /emr_demo")
    made.add_argument("--region", help="region of the SSM parameters; otherwise AWS_REGION or AWS_DEFAULT_REGION")
    made.add_argument("--database", default="emr_demo", type=identifier, help="database of the crawled tables (default: %(default)s)")
    made.add_argument(
        "--catalog",
        choices=("glue", "session"),
        default="glue",
        help="glue: tables of the Glue catalog (default); session: those of the metastore that Spark is configured with",
    )
    return made


def arguments(made, argv, layers):
    """Parses `argv` and sets `bronze`, `silver` or `gold` of the result to the folder of each needed layer."""
    given = made.parse_args(argv)
    named = {layer: getattr(given, f"{layer}_bucket") for layer in layers}
    if given.from_ssm is not None:
        if any(named.values()):
            made.error("--from-ssm and a bucket exclude each other")
        named = buckets_from_ssm(given.from_ssm, given.region, layers)
    missing = [f"--{layer}-bucket" for layer, bucket in named.items() if not bucket]
    if missing:
        made.error(f"{' and '.join(missing)} or --from-ssm must be given")
    for layer, bucket in named.items():
        setattr(given, layer, folder_of(bucket))
    return given


def buckets_from_ssm(path, region, layers):
    import boto3

    region = region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region:
        raise ValueError("no region for --from-ssm: give --region, or set AWS_REGION")
    names = {f"{path.rstrip('/')}/{layer}_bucket": layer for layer in layers}
    found = boto3.client("ssm", region_name=region).get_parameters(Names=sorted(names))
    if found["InvalidParameters"]:
        raise ValueError(f"no SSM parameter {', '.join(sorted(found['InvalidParameters']))} in {region}")
    return {names[parameter["Name"]]: parameter["Value"] for parameter in found["Parameters"]}


def folder_of(bucket):
    """Resolves a bucket name, a URI or an absolute path to a folder without a trailing slash."""
    is_place = "://" in bucket or bucket.startswith("/")
    return (bucket if is_place else f"s3://{bucket}").rstrip("/")


def identifier(text):
    if not re.fullmatch(r"[A-Za-z0-9_]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not made of letters, digits and underscores")
    return text


def session(app_name, given, with_tables=False):
    """Returns the Spark session of a job, with UTC as session time zone. With tables, it uses the Glue catalog."""
    builder = SparkSession.builder.appName(app_name).config("spark.sql.session.timeZone", "UTC")
    if with_tables:
        if given.catalog == "glue":
            builder = builder.config("spark.hadoop.hive.metastore.client.factory.class", GLUE_CATALOG)
        builder = builder.enableHiveSupport()
    return builder.getOrCreate()


def read_csv(spark, paths, types, multi_line=False):
    """Reads CSV files with a header. Columns in `types` are cast, values that cannot be cast become null; other columns are text.

    A quote within quotes is doubled. `multi_line` allows line breaks within quotes, at the cost of one task per file.
    Raises ValueError when a column of `types` is missing.
    """
    text = spark.read.csv(paths, header=True, sep=",", quote='"', escape='"', multiLine=multi_line, enforceSchema=False)
    missing = [name for name in types if name not in text.columns]
    if missing:
        raise ValueError(f"{paths}: no column {', '.join(missing)}; there are {', '.join(text.columns)}")
    return text.select(*[cast(name, types[name]) if name in types else F.col(f"`{name}`") for name in text.columns])


def cast(column, to):
    # Gives the same result with ANSI mode, the default of Spark 4, and without.
    return F.expr(f"try_cast(`{column}` AS {to})").alias(column)


def write_gold(result, order, folder, leave_out=()):
    """Writes a small result in order: as Parquet, and as one CSV file with a header, delimited by `|`.

    Columns in `leave_out` are used for sorting only. Returns the number of rows.
    """
    in_order = result.repartition(1).sortWithinPartitions(*order).drop(*leave_out).cache()
    try:
        in_order.write.mode("overwrite").parquet(f"{folder}/parquet/")
        # Spark trims CSV values by default, and some items of the public bakery file end in a space.
        as_it_is = {"ignoreLeadingWhiteSpace": False, "ignoreTrailingWhiteSpace": False}
        in_order.write.mode("overwrite").csv(f"{folder}/csv/", header=True, sep="|", **as_it_is)
        return in_order.count()
    finally:
        in_order.unpersist()
