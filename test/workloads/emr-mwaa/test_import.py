"""Imports the DAGs as the DAG processor does, on whichever Airflow is installed: each version that can be chosen has its own run in CI."""

import sys
from pathlib import Path

import pytest

DAGS = Path(__file__).parents[3] / "workloads" / "emr-mwaa" / "airflow" / "dags"


@pytest.fixture(scope="module")
def bag():
    try:
        from airflow.dag_processing.dagbag import BundleDagBag

        return BundleDagBag(str(DAGS), bundle_path=DAGS, bundle_name="dags-folder")
    except ImportError:
        from airflow.models.dagbag import DagBag

        # The DAG processor of this version has done so before it reads a file.
        sys.path.append(str(DAGS))
        return DagBag(str(DAGS), include_examples=False)


def test_every_dag_is_imported_without_an_error(bag):
    assert bag.import_errors == {}
    assert sorted(bag.dags) == ["bakery_sales", "multiple_steps", "spark_pi_example"]


def test_the_sensors_give_up_well_before_the_run_does(bag):
    assert len(bag.dags) == 3
    for dag in bag.dags.values():
        watch = dag.get_task("watch_step")
        assert watch.partial_kwargs["timeout"] <= 0.75 * dag.dagrun_timeout.total_seconds()
        assert dag.get_task("terminate_job_flow").is_teardown
