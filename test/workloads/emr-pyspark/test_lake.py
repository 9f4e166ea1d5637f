"""Tests of the jobs' shared module (arguments, SSM parameters, locations) and of the crawled tables."""

import sys
import types

import crawl
import lake
import pytest
from test_movies import HEADERS

BUCKETS = ["--bronze-bucket", "raw", "--silver-bucket", "processed", "--gold-bucket", "analyzed"]


def given(*argv, layers=("silver", "gold")):
    return lake.arguments(lake.parser("test"), list(argv), layers)


@pytest.mark.parametrize(
    ("bucket", "folder"),
    [("raw-123", "s3://raw-123"), ("s3://raw-123/part/", "s3://raw-123/part"), ("file:///data", "file:///data"), ("/data/", "/data")],
)
def test_a_bucket_may_be_a_name_a_uri_or_a_path(bucket, folder):
    assert given("--silver-bucket", bucket, layers=["silver"]).silver == folder


def test_only_the_layers_of_the_job_are_required():
    found = given(*BUCKETS)
    assert (found.silver, found.gold, found.database, found.catalog) == ("s3://processed", "s3://analyzed", "emr_demo", "glue")
    assert not hasattr(found, "bronze")


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--silver-bucket", "processed"], "--gold-bucket or --from-ssm must be given"),
        ([*BUCKETS, "--from-ssm", "/emr_demo"], "--from-ssm and a bucket exclude each other"),
        ([*BUCKETS, "--database", "demo; DROP"], "'demo; DROP' is not made of letters, digits and underscores"),
        ([*BUCKETS, "--gold"], "unrecognized arguments: --gold"),
    ],
)
def test_invalid_arguments_are_refused(capsys, argv, message):
    with pytest.raises(SystemExit):
        given(*argv)
    assert message in capsys.readouterr().err


@pytest.fixture
def parameters(monkeypatch):
    """Fakes Parameter Store with the buckets of the article. Returns the recorded requests."""
    stored = {"/emr_demo/bronze_bucket": "raw", "/emr_demo/silver_bucket": "processed", "/emr_demo/gold_bucket": "analyzed"}
    asked = []

    class ParameterStore:
        def get_parameters(self, Names):
            asked.append(Names)
            return {
                "Parameters": [{"Name": name, "Value": stored[name]} for name in Names if name in stored],
                "InvalidParameters": [name for name in Names if name not in stored],
            }

    def client(service, region_name):
        asked.append((service, region_name))
        return ParameterStore()

    module = types.ModuleType("boto3")
    module.client = client
    monkeypatch.setitem(sys.modules, "boto3", module)
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    return asked


def test_the_buckets_can_come_from_ssm(parameters):
    found = given("--from-ssm", "/emr_demo/", "--region", "eu-west-1")
    assert (found.silver, found.gold) == ("s3://processed", "s3://analyzed")
    assert parameters == [("ssm", "eu-west-1"), ["/emr_demo/gold_bucket", "/emr_demo/silver_bucket"]]


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_region_of_ssm_can_come_from_the_environment(parameters, monkeypatch, variable):
    monkeypatch.setenv(variable, "us-west-2")
    given("--from-ssm", "/emr_demo")
    assert parameters[0] == ("ssm", "us-west-2")


def test_a_missing_region_or_parameter_is_named(parameters):
    with pytest.raises(ValueError, match="no region for --from-ssm: give --region, or set AWS_REGION"):
        given("--from-ssm", "/emr_demo")
    with pytest.raises(ValueError, match="no SSM parameter /other/gold_bucket, /other/silver_bucket in us-east-1"):
        given("--from-ssm", "/other", "--region", "us-east-1")


def test_without_ssm_boto3_is_not_imported(monkeypatch):
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert given(*BUCKETS).gold == "s3://analyzed"


def test_a_result_replaces_the_previous_one_and_sort_only_columns_are_left_out(spark, place, gold):
    for rows in ([(1, "c", 1.5), (2, "b", 2.5), (3, "a", 3.5)], [(10, None, 0.5), (9, "z|", 9.0)]):
        result = spark.createDataFrame(rows, "number int, name string, share double").repartition(3)
        assert lake.write_gold(result, ["number"], f"{place('gold')}/result", leave_out=["number"]) == len(rows)
    assert gold("result") == (["name", "share"], [["z|", "9.0"], ["", "0.5"]])


RAW = [
    "raw_bakery", "raw_credits_csv", "raw_keywords_csv", "raw_links_csv", "raw_links_small_csv", "raw_movies_metadata_csv", "raw_ratings_csv",
    "raw_ratings_small_csv", "raw_stocks",
]  # fmt: skip


def test_acceptance_17_the_crawlers_make_nine_raw_and_nine_processed_tables(spark, put, place, layers, database):
    import bakery_csv_to_parquet
    import movies_csv_to_parquet
    import stocks_csv_to_parquet

    put("bakery/bakery.csv", "Date,Time,Transaction,Item", "2016-10-30,09:58:11,1,Bread")
    for table, header in HEADERS.items():
        put(f"movie_ratings/{table}.csv", header)
    for ticker in ("AAPL", "IBM"):
        put(f"stocks/{ticker}.csv", "date,open,high,low,close", "2017-01-03,1,2,1,1")
    assert crawl.register(spark, database, "raw_", layers / "bronze") == RAW

    for job in (bakery_csv_to_parquet, movies_csv_to_parquet):
        job.convert(spark, place("bronze"), place("silver"))
    stocks_csv_to_parquet.convert(spark, place("bronze"), place("silver"), ["AAPL", "IBM"])
    processed = crawl.register(spark, database, "processed_", layers / "silver")
    assert processed == [f"processed_{name[4:].removesuffix('_csv')}" for name in RAW]

    tables = {row.tableName for row in spark.sql(f"SHOW TABLES IN {database}").collect()}
    assert tables == {*RAW, *processed}
    assert spark.table(f"{database}.raw_bakery").collect()[0].item == "Bread"
    stocks = spark.table(f"{database}.processed_stocks")
    assert stocks.columns == ["date", "open", "high", "low", "close", "symbol"]
    assert {row.symbol for row in stocks.collect()} == {"aapl", "ibm"}
    assert dict(spark.table(f"{database}.processed_ratings").dtypes)["movieid"] == "int"


def test_a_second_crawl_adds_new_tables(spark, layers, put, database):
    put("stocks/AAPL.csv", "date,close", "2017-01-03,1")
    crawl.register(spark, database, "raw_", layers / "bronze")
    put("stocks/IBM.csv", "date,close", "2017-01-03,1")
    assert crawl.register(spark, database, "raw_", layers / "bronze") == ["raw_stocks"]
    assert spark.table(f"{database}.raw_stocks").count() == 2


def test_the_session_uses_the_glue_catalog_by_default(monkeypatch):
    built = []

    class Builder:
        def __getattr__(self, name):
            return lambda *values: built.append((name, *values)) or self

    monkeypatch.setattr(lake, "SparkSession", types.SimpleNamespace(builder=Builder()))
    lake.session("movie-choices", given(*BUCKETS), with_tables=True)
    assert ("config", "spark.hadoop.hive.metastore.client.factory.class", lake.GLUE_CATALOG) in built
    assert ("enableHiveSupport",) in built
    built.clear()
    lake.session("movie-choices", given(*BUCKETS, "--catalog", "session"), with_tables=True)
    assert [name for name, *_ in built] == ["appName", "config", "enableHiveSupport", "getOrCreate"]
    built.clear()
    lake.session("bakery-sales", given(*BUCKETS))
    assert built == [("appName", "bakery-sales"), ("config", "spark.sql.session.timeZone", "UTC"), ("getOrCreate",)]
