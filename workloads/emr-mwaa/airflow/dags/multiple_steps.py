"""Runs the four analyses in parallel. Cluster and steps are defined by two JSON files in the work bucket, which can be edited without the DAG."""

from airflow.providers.amazon.aws.operators.emr import EmrTerminateJobFlowOperator
from airflow.sdk import DAG
from transient_emr import DAG_ARGUMENTS, DEFAULT_ARGUMENTS, WATCHING, AddSteps, CreateCluster, WatchStep

with DAG(
    "multiple_steps",
    description="Four analyses at the same time",
    tags=["emr", "spark", "pyspark"],
    default_args=DEFAULT_ARGUMENTS,
    **DAG_ARGUMENTS,
):
    create_job_flow = CreateCluster(task_id="create_job_flow", spec="job_flow_overrides/job_flow_overrides.json")
    add_steps = AddSteps(task_id="add_steps", job_flow_id=create_job_flow.output, spec="emr_steps/emr_steps.json")
    watch_step = WatchStep.partial(task_id="watch_step", job_flow_id=create_job_flow.output, **WATCHING).expand(step_id=add_steps.output)
    terminate_job_flow = EmrTerminateJobFlowOperator(task_id="terminate_job_flow", job_flow_id=create_job_flow.output, retries=3)

    create_job_flow >> add_steps >> watch_step >> terminate_job_flow.as_teardown(setups=create_job_flow)
