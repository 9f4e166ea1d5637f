"""Fixtures for DAGs on Airflow: `python -m pytest test/workloads/emr-mwaa`. Without Airflow in the environment, nothing is collected."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.dont_write_bytecode = True
WORKLOAD = Path(__file__).parents[3] / "workloads" / "emr-mwaa"
DAGS = WORKLOAD / "airflow" / "dags"

collect_ignore_glob = [] if importlib.util.find_spec("airflow") else ["test_*.py"]


def pytest_configure():
    sys.path[:0] = [str(WORKLOAD / "rehearsal")]


@pytest.fixture(scope="session", autouse=True)
def airflow_home(tmp_path_factory):
    """Creates an Airflow database for these tests. Must run before the first import of Airflow, which reads its settings then."""
    assert "airflow" not in sys.modules
    home = tmp_path_factory.mktemp("airflow")
    os.environ |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # The first import compiles the Amazon provider, which takes a busy machine longer than half a minute.
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, capture_output=True)
    return home


SETTINGS = (
    '{"core_security_group": "sg-core", "database": "emr_demo", "parameters_path": "/emr_demo", "primary_security_group": "sg-primary", '
    '"region": "eu-central-1", "security_configuration": "security", "service_access_security_group": "sg-service", '
    '"tag_key": "stagecraft:airflow", "tag_value": "emr-mwaa"}'
)


@pytest.fixture
def variables():
    return {
        "bootstrap_bucket": "bootstrap",
        "ec2_subnet_id": "subnet-1",
        "emr_ec2_key_pair": "",
        "job_flow_role": "EMR_EC2_DemoRole",
        "logs_bucket": "logs",
        "release_label": "emr-7.14.0",
        "service_role": "EMR_DemoRole",
        "work_bucket": "work-bucket",
        "stagecraft": SETTINGS,
    }


@pytest.fixture
def objects():
    return {f"work-bucket/{name}/{name}.json": str(WORKLOAD / "work" / name / f"{name}.json") for name in ("emr_steps", "job_flow_overrides")}
