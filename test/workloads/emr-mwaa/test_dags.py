"""Tests of the DAGs, parsed by Airflow and run by `dag.test()`, with AWS simulated below the SDK."""

import json
from pathlib import Path

import dags
import pytest

WORKLOAD = Path(__file__).parents[3] / "workloads" / "emr-mwaa"
DAGS = WORKLOAD / "airflow" / "dags"
STEPS = ["Bakery Sales", "Movie Choices", "Movie Ratings", "Stock Volatility"]
SUBMIT = [
    "spark-submit",
    "--deploy-mode",
    "cluster",
    "--master",
    "yarn",
    "--conf",
    "spark.yarn.submit.waitAppCompletion=true",
    "--py-files",
    "s3://work-bucket/jobs/lake.py,s3://work-bucket/jobs/films.py",
]
PLACES = ["--from-ssm", "/emr_demo", "--region", "eu-central-1", "--database", "emr_demo"]
OWN_TAGS = [
    {"Key": "for-use-with-amazon-emr-managed-policies", "Value": "true"},
    {"Key": "stagecraft:airflow", "Value": "emr-mwaa"},
]
ARTICLE_TAGS = [
    {"Key": "Environment", "Value": "Development"},
    {"Key": "Name", "Value": "Airflow EMR Demo Project"},
    {"Key": "Owner", "Value": "Data Analytics Team"},
]


@pytest.fixture
def run(variables, objects):
    return lambda dag, **options: dags.run(str(DAGS), dag, **({"variables": variables, "objects": objects} | options))


def states(result):
    return {f"{task['id']}[{task['index']}]" if task["index"] >= 0 else task["id"]: task["state"] for task in result["tasks"]}


def test_acceptance_5_airflow_imports_the_three_dags():
    """acceptance 5"""
    found = dags.parse(str(DAGS))
    assert found["errors"] == {}
    assert [dag["id"] for dag in found["dags"]] == ["bakery_sales", "multiple_steps", "spark_pi_example"]
    for dag in found["dags"]:
        assert dag["schedule"] is None
        assert [(task["id"], task["mapped"], task["teardown"]) for task in dag["tasks"]] == [
            ("create_job_flow", False, False),
            ("add_steps", False, False),
            ("watch_step", True, False),
            ("terminate_job_flow", False, True),
        ]
    assert found["dags"][0]["params"] == ["airflow_email", "email_on_failure", "email_on_retry"]
    assert found["dags"][1]["tags"] == ["emr", "pyspark", "spark"]


def test_acceptance_8_spark_pi_runs_on_one_node(run):
    """acceptance 8"""
    result = run("spark_pi_example")
    assert result["state"] == "success"
    (cluster,) = result["clusters"]
    instances = cluster["request"]["Instances"]
    assert [(group["InstanceRole"], group["InstanceCount"], group["Market"]) for group in instances["InstanceGroups"]] == [("MASTER", 1, "ON_DEMAND")]
    assert "InstanceFleets" not in instances
    assert instances["Ec2SubnetId"] == "subnet-1"
    assert [step["arguments"] for step in result["steps"]] == [["/usr/lib/spark/bin/run-example", "SparkPi", "10"]]
    assert cluster["state"] == "TERMINATED"


def test_bakery_sales_uses_its_own_cluster(run):
    result = run("bakery_sales", conf={"airflow_email": "ada@example.com", "email_on_failure": False})
    assert result["state"] == "success"
    (cluster,) = result["clusters"]
    request = cluster["request"]
    assert request["StepConcurrencyLevel"] == 1
    assert [(fleet["InstanceFleetType"], fleet.get("TargetOnDemandCapacity"), fleet.get("TargetSpotCapacity")) for fleet in request["Instances"]["InstanceFleets"]] == [
        ("MASTER", 1, None),
        ("CORE", None, 2),
    ]
    assert [step["arguments"] for step in result["steps"]] == [[*SUBMIT, "s3://work-bucket/jobs/bakery_sales.py", *PLACES]]


def test_acceptance_6_and_7_the_third_dag_renders_both_files(run):
    """acceptance 6, acceptance 7, acceptance 13"""
    result = run("multiple_steps")
    assert result["state"] == "success"
    assert [(step["name"], step["arguments"]) for step in result["steps"]] == [
        ("Bakery Sales", [*SUBMIT, "s3://work-bucket/jobs/bakery_sales.py", *PLACES]),
        ("Movie Choices", [*SUBMIT, "s3://work-bucket/jobs/movie_choices.py", *PLACES]),
        (
            "Movie Ratings",
            [
                *[*SUBMIT, "s3://work-bucket/jobs/movies_avg_ratings.py", "--start-date", "2016-01-01 00:00:00"],
                *["--end-date", "2016-12-31 23:59:59", *PLACES],
            ],
        ),
        ("Stock Volatility", [*SUBMIT, "s3://work-bucket/jobs/stock_volatility.py", "--start-date", "2017-01-01", "--end-date", "2018-12-31", *PLACES]),
    ]
    (cluster,) = result["clusters"]
    request = cluster["request"]
    assert "{{" not in json.dumps(request)
    assert "VisibleToAllUsers" not in request
    assert request["Instances"]["KeepJobFlowAliveWhenNoSteps"] is False
    assert (request["StepConcurrencyLevel"], request["EbsRootVolumeSize"]) == (5, 32)
    assert request["Applications"] == [{"Name": "Spark"}]
    assert request["Configurations"][0] == {
        "Classification": "spark-hive-site",
        "Properties": {"hive.metastore.client.factory.class": "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory"},
    }
    assert request["Tags"] == ARTICLE_TAGS + OWN_TAGS
    assert request["LogUri"] == "s3://logs/elasticmapreduce/"
    assert request["AutoTerminationPolicy"] == {"IdleTimeout": 3_600}
    assert request["Name"].startswith("demo-cluster-airflow multiple_steps ")
    assert request["BootstrapActions"][0]["ScriptBootstrapAction"]["Path"] == "s3://bootstrap/bootstrap_actions.sh"
    assert "Ec2KeyName" not in request["Instances"]
    assert request["Instances"]["ServiceAccessSecurityGroup"] == "sg-service"
    assert request["SecurityConfiguration"] == "security"
    assert result["mostAtOnce"] == 4
    assert cluster["state"] == "TERMINATED"


@pytest.mark.parametrize("failing", STEPS)
def test_acceptance_11_the_third_dag_fails_when_one_step_fails(run, failing):
    """acceptance 11"""
    result = run("multiple_steps", failing=[failing])
    assert result["state"] == "failed"
    index = STEPS.index(failing)
    assert [states(result)[f"watch_step[{each}]"] for each in range(4)] == ["failed" if each == index else "success" for each in range(4)]
    assert states(result)["terminate_job_flow"] == "success"
    assert result["clusters"][0]["state"] == "TERMINATED"


def test_a_cancelled_step_fails_the_run_too(run):
    assert run("bakery_sales", cancelled=["Bakery Sales"])["state"] == "failed"


def test_a_cluster_terminates_when_its_steps_cannot_be_added(run):
    result = run("spark_pi_example", denied=["AddJobFlowSteps"])
    assert result["state"] == "failed"
    assert states(result) == {"create_job_flow": "success", "add_steps": "failed", "watch_step": "upstream_failed", "terminate_job_flow": "success"}
    assert result["calls"]["TerminateJobFlows"] == 1
    assert result["clusters"][0]["state"] == "TERMINATED"


def test_nothing_is_terminated_without_a_cluster(run):
    result = run("spark_pi_example", denied=["RunJobFlow"])
    assert result["state"] == "failed"
    assert "TerminateJobFlows" not in result["calls"]


@pytest.mark.parametrize("broken", ["missing", "no JSON"])
def test_an_invalid_specification_creates_no_cluster(run, objects, tmp_path, broken):
    file = tmp_path / "broken.json"
    file.write_text("{")
    place = "work-bucket/job_flow_overrides/job_flow_overrides.json"
    result = run("multiple_steps", objects=objects | {place: str(file)} if broken == "no JSON" else {})
    assert result["state"] == "failed"
    assert result["clusters"] == []


def test_steps_with_their_own_bucket_stay_unchanged():
    import sys

    sys.path.append(str(DAGS))
    from transient_emr import with_lake

    steps = [{"HadoopJarStep": {"Args": ["spark-submit", "x.py", "--gold-bucket", "mine"]}}, {"HadoopJarStep": {"Args": ["hadoop", "version"]}}]
    assert with_lake(steps, {}) == steps


def test_failure_mails_are_sent_when_the_run_enables_them(run, monkeypatch):
    sent = []
    from airflow.providers.smtp.notifications import smtp

    monkeypatch.setattr(smtp.SmtpNotifier, "notify", lambda notifier, _context: sent.append((notifier.to, notifier.subject)))
    conf = {"airflow_email": "ada@example.com", "email_on_failure": True}
    run("bakery_sales", conf=conf, failing=["Bakery Sales"])
    run("bakery_sales", conf=conf | {"email_on_failure": False}, failing=["Bakery Sales"])
    assert [to for to, _ in sent] == ["ada@example.com"]
    assert sent[0][1].startswith("Airflow: failure of task watch_step of bakery_sales")


def test_the_run_configuration_of_the_article_matches_the_dag_params():
    conf = json.loads((WORKLOAD / "airflow_variables" / "dag_run.conf_bakery.json").read_text())
    found = next(dag for dag in dags.parse(str(DAGS))["dags"] if dag["id"] == "bakery_sales")
    assert sorted(conf) == found["params"]
