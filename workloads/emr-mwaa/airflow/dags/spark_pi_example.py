"""Runs SparkPi, the example program that ships with Spark, on a single-node cluster."""

from airflow.providers.amazon.aws.operators.emr import EmrTerminateJobFlowOperator
from airflow.sdk import DAG
from transient_emr import DAG_ARGUMENTS, DEFAULT_ARGUMENTS, WATCHING, AddSteps, CreateCluster, WatchStep

STEPS = [
    {
        "Name": "calculate_pi",
        "ActionOnFailure": "CONTINUE",
        "HadoopJarStep": {"Jar": "command-runner.jar", "Args": ["/usr/lib/spark/bin/run-example", "SparkPi", "10"]},
    }
]

CLUSTER = {
    "Name": "demo-cluster-airflow",
    "ReleaseLabel": "{{ var.value.release_label }}",
    "Applications": [{"Name": "Spark"}],
    "LogUri": "s3://{{ var.value.logs_bucket }}/elasticmapreduce/",
    "Instances": {
        "InstanceGroups": [{"Name": "Primary nodes", "InstanceRole": "MASTER", "Market": "ON_DEMAND", "InstanceType": "m7g.xlarge", "InstanceCount": 1}],
        "Ec2SubnetId": "{{ var.value.ec2_subnet_id }}",
        "KeepJobFlowAliveWhenNoSteps": False,
        "TerminationProtected": False,
    },
    "JobFlowRole": "{{ var.value.job_flow_role }}",
    "ServiceRole": "{{ var.value.service_role }}",
    "Tags": [
        {"Key": "Environment", "Value": "Development"},
        {"Key": "Name", "Value": "Airflow EMR Demo Project"},
        {"Key": "Owner", "Value": "Data Analytics Team"},
    ],
}

with DAG("spark_pi_example", description="SparkPi on a cluster of one node", tags=["emr"], default_args=DEFAULT_ARGUMENTS, **DAG_ARGUMENTS):
    create_job_flow = CreateCluster(task_id="create_job_flow", job_flow_overrides=CLUSTER)
    add_steps = AddSteps(task_id="add_steps", job_flow_id=create_job_flow.output, steps=STEPS)
    watch_step = WatchStep.partial(task_id="watch_step", job_flow_id=create_job_flow.output, **WATCHING).expand(step_id=add_steps.output)
    terminate_job_flow = EmrTerminateJobFlowOperator(task_id="terminate_job_flow", job_flow_id=create_job_flow.output, retries=3)

    create_job_flow >> add_steps >> watch_step >> terminate_job_flow.as_teardown(setups=create_job_flow)
