"""Static checks of the DAG files."""

import ast
import json
import re
from pathlib import Path

import pytest

WORKLOAD = Path(__file__).parents[3] / "workloads" / "emr-mwaa"
DAGS = WORKLOAD / "airflow" / "dags"
FILES = ["spark_pi_example.py", "bakery_sales.py", "multiple_steps.py"]
ORDER = ["create_job_flow", "add_steps", "watch_step", "terminate_job_flow"]
# The eight variables of the article.
VARIABLES = {
    "bootstrap_bucket",
    "ec2_subnet_id",
    "emr_ec2_key_pair",
    "job_flow_role",
    "logs_bucket",
    "release_label",
    "service_role",
    "work_bucket",
}


def tree_of(file):
    return ast.parse((DAGS / file).read_text(), file)


def calls_at_import(node):
    """Returns the calls made at import: those outside of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.Call):
            yield ast.unparse(child.func)
        yield from calls_at_import(child)


@pytest.mark.parametrize("file", FILES)
def test_acceptance_5_each_file_declares_its_tasks_in_order(file):
    """acceptance 5"""
    tree = tree_of(file)
    calls = sorted((node for node in ast.walk(tree) if isinstance(node, ast.Call)), key=lambda call: call.lineno)
    declared = [keyword.value.value for call in calls for keyword in call.keywords if keyword.arg == "task_id"]
    assert declared == ORDER
    chains = [ast.unparse(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.BinOp)]
    assert chains == ["create_job_flow >> add_steps >> watch_step >> terminate_job_flow.as_teardown(setups=create_job_flow)"]


@pytest.mark.parametrize("file", [*FILES, "transient_emr.py"])
def test_acceptance_5_no_file_reads_variables_or_s3_at_import(file):
    """acceptance 5"""
    reading = [call for call in calls_at_import(tree_of(file)) if re.search(r"Variable|Hook|boto3|open$|read", call)]
    assert reading == []


@pytest.mark.parametrize("file", [*FILES, "transient_emr.py"])
def test_acceptance_5_no_file_imports_what_airflow_3_removed(file):
    """acceptance 5"""
    imported = {
        name
        for node in ast.walk(tree_of(file))
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names] if isinstance(node, ast.Import) else [])
    }
    assert not [name for name in imported if re.match(r"airflow\.(contrib|hooks|operators|sensors|utils\.dates)", name)]
    assert not re.search(r"schedule_interval|days_ago|s3[an]://", (DAGS / file).read_text())


def test_acceptance_6_the_steps_use_only_the_variables_of_the_article():
    """acceptance 6"""
    text = (WORKLOAD / "work" / "emr_steps" / "emr_steps.json").read_text()
    expressions = set(re.findall(r"\{\{(.*?)\}\}", text))
    assert {expression.strip().removeprefix("var.value.") for expression in expressions} <= VARIABLES
    json.loads(text)


def test_the_third_dag_has_fewer_than_75_lines():
    assert len((DAGS / "multiple_steps.py").read_text().splitlines()) < 75
