"""Tests of the rates job on local Spark: `python -m pytest test/workloads`, with the versions that CONTRIBUTING.md names."""

import importlib.util
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

PROGRAM = Path(__file__).parents[3] / "workloads" / "glue-athena-data-lake" / "jobs" / "rates_xml_to_parquet.py"
STATES = {"ca": (5.051, 8.678, 15.148), "co": (4.209, 7.232, 12.623), "ct": (4.63, 7.955, 13.885), "or": (4.209, 7.232, 12.623)}

sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("rates_xml_to_parquet", PROGRAM)
job = importlib.util.module_from_spec(spec)
spec.loader.exec_module(job)


@pytest.fixture(scope="session")
def spark():
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def row(**values):
    return "<row>" + "".join(f"<{name}>{value}</{name}>" for name, value in values.items()) + "</row>"


def sample(year=2019, month=12, states=STATES):
    """Returns a month of rates: a row for each state and hour."""
    rows = []
    for state, (off_peak, partial_peak, peak) in states.items():
        for hour in range(24):
            kind, rate = ("partial-peak", partial_peak)
            if hour < 7 or hour >= 22:
                kind, rate = ("off-peak", off_peak)
            elif 13 <= hour < 20:
                kind, rate = ("peak", peak)
            times = {"from": f"{hour:02}:00:00", "to": f"{hour:02}:59:59"}
            rows.append(row(state=state, year=year, month=month, type=kind, rate=rate, **times))
    return f"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<root>{''.join(rows)}</root>"


@pytest.fixture
def folders(tmp_path):
    source = tmp_path / "electricity_rates_xml"
    source.mkdir()
    return source, tmp_path / "electricity_rates_parquet"


def files_by_folder(output):
    found = {}
    for file in output.rglob("*.parquet"):
        found.setdefault(file.parent.name, []).append(file)
    return {folder: len(files) for folder, files in found.items()}


def test_acceptance_8_the_sample_gives_96_rows_in_4_partitions_of_one_file_each(spark, folders):
    source, output = folders
    (source / "2019_12.xml").write_text(sample())

    assert job.convert(spark, f"file://{source}", f"file://{output}") == 96

    rates = spark.read.parquet(f"file://{output}")
    assert rates.count() == 96
    assert dict(rates.dtypes) == {
        "from": "string", "to": "string", "type": "string", "rate": "double", "year": "int", "month": "int", "state": "string",
    }  # fmt: skip
    assert files_by_folder(output) == {f"state={state}": 1 for state in STATES}
    peak = rates.where("state = 'or' AND `to` = '13:59:59'").collect()
    assert [(found["from"], found.type, found.rate, found.year, found.month) for found in peak] == [("13:00:00", "peak", 12.623, 2019, 12)]
    assert {found.type: found["count"] for found in rates.groupBy("type").count().collect()} == {"off-peak": 36, "partial-peak": 32, "peak": 28}


def test_a_second_run_changes_nothing(spark, folders):
    source, output = folders
    (source / "2019_12.xml").write_text(sample())
    for _ in range(2):
        job.convert(spark, f"file://{source}", f"file://{output}")
    assert spark.read.parquet(f"file://{output}").count() == 96
    assert files_by_folder(output) == {f"state={state}": 1 for state in STATES}


def test_several_files_and_months_give_one_file_per_state(spark, folders):
    source, output = folders
    (source / "2019_12.xml").write_text(sample())
    (source / "later").mkdir()
    (source / "later" / "2020_01.xml").write_text(sample(2020, 1))
    (source / "_ignored.xml").write_text("no XML")
    assert job.convert(spark, f"file://{source}", f"file://{output}") == 192
    assert files_by_folder(output) == {f"state={state}": 1 for state in STATES}


def test_states_that_are_not_in_the_xml_stay_unchanged(spark, folders):
    source, output = folders
    (source / "rates.xml").write_text(sample())
    job.convert(spark, f"file://{source}", f"file://{output}")
    (source / "rates.xml").write_text(sample(2020, 1, {"or": (1.0, 2.0, 3.0)}))
    job.convert(spark, f"file://{source}", f"file://{output}")
    rates = spark.read.parquet(f"file://{output}")
    assert {(found.state, found.year): found["count"] for found in rates.groupBy("state", "year").count().collect()} == {
        ("ca", 2019): 24, ("co", 2019): 24, ("ct", 2019): 24, ("or", 2020): 24,
    }  # fmt: skip


def test_empty_rows_are_left_out_and_missing_values_are_null(spark, folders):
    source, output = folders
    (source / "rates.xml").write_text(f"<root><row/><row><rate> </rate></row>{row(state='or', rate=' 1.5 ', to='00:59:59')}</root>")
    assert job.convert(spark, f"file://{source}", f"file://{output}") == 1
    (found,) = spark.read.parquet(f"file://{output}").collect()
    assert found.asDict() == {"from": None, "to": "00:59:59", "type": None, "rate": 1.5, "year": None, "month": None, "state": "or"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<root><row></root>", "bad.xml is not well-formed XML: mismatched tag"),
        (" ", "bad.xml is not well-formed XML: no element found"),
        (f"<root>{row(state='or', rate=1)}{row(state='or', rate='dear')}</root>", "bad.xml, row 2: rate is not a number: 'dear'"),
        (f"<root>{row(state='or', rate='NaN')}</root>", "bad.xml, row 1: rate is not a number: 'NaN'"),
        (f"<root>{row(state='or', year='2019.5')}</root>", "bad.xml, row 1: year is not a number: '2019.5'"),
    ],
)
def test_an_invalid_file_is_named_and_nothing_is_written(spark, folders, text, message):
    source, output = folders
    (source / "bad.xml").write_text(text)
    with pytest.raises(Exception) as refusal:
        job.convert(spark, f"file://{source}", f"file://{output}")
    assert message in str(refusal.value)
    assert files_by_folder(output) == {}


def test_a_folder_without_rates_is_refused(spark, folders):
    source, output = folders
    (source / "empty.xml").write_text("<root/>")
    with pytest.raises(ValueError, match="no rates in file://"):
        job.convert(spark, f"file://{source}", f"file://{output}")


def test_the_encoding_declaration_of_the_file_is_used():
    content = '<?xml version="1.0" encoding="ISO-8859-1"?><root><row><type>für nachts</type></row></root>'.encode("iso-8859-1")
    assert list(job.rows_of("rates.xml", content)) == [(None, None, "für nachts", None, None, None, None)]


def test_glue_arguments_are_ignored_and_a_source_is_required(capsys):
    given = job.arguments(["--JOB_NAME", "rates", "--job-bookmark-option", "job-bookmark-enable", "--s3_output_path", "s3://lake/out",
                           "--source_glue_database", "hubs", "--source_glue_table", "electricity_rates_xml", "--TempDir", "s3://x"])  # fmt: skip
    assert (given.s3_output_path, given.source_glue_database, given.source_path) == ("s3://lake/out", "hubs", None)
    with pytest.raises(SystemExit):
        job.arguments(["--s3_output_path", "s3://lake/out", "--source_glue_database", "hubs"])
    assert "either --source_path or --source_glue_database and --source_glue_table are needed" in capsys.readouterr().err


def test_in_glue_the_catalog_gives_the_source_and_the_bookmark_is_committed(spark, folders, monkeypatch):
    source, output = folders
    (source / "rates.xml").write_text(sample())
    calls = []

    class Catalog:
        def get_table(self, **asked):
            calls.append(("get_table", asked))
            return {"Table": {"StorageDescriptor": {"Location": f"file://{source}"}}}

    class Job:
        def __init__(self, context):
            self.context = context

        def init(self, name, options):
            calls.append(("init", name, options))

        def commit(self):
            calls.append(("commit", files_by_folder(output)))

    def module(name, **members):
        made = types.ModuleType(name)
        for member, value in members.items():
            setattr(made, member, value)
        monkeypatch.setitem(sys.modules, name, made)

    module("boto3", client=lambda service: Catalog() if service == "glue" else None)
    module("awsglue")
    module("awsglue.context", GlueContext=lambda context: context)
    module("awsglue.job", Job=Job)
    module("awsglue.utils", getResolvedOptions=lambda argv, names: {name: "resolved" for name in names})
    # `main` uses the active session, which the other tests share.
    job.main(["--JOB_NAME", "rates", "--s3_output_path", f"file://{output}", "--source_glue_database", "hubs", "--source_glue_table", "xml"])

    assert calls == [
        ("init", "rates", {"JOB_NAME": "resolved"}),
        ("get_table", {"DatabaseName": "hubs", "Name": "xml"}),
        ("commit", {f"state={state}": 1 for state in STATES}),
    ]


def test_as_a_program_it_prints_the_number_of_rates(folders):
    source, output = folders
    (source / "rates.xml").write_text(sample())
    run = subprocess.run(
        [sys.executable, str(PROGRAM), "--s3_output_path", f"file://{output}", "--source_path", f"file://{source}"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert f"96 rates written to file://{output}" in run.stdout
