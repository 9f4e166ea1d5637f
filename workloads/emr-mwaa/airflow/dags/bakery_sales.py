"""Analyzes bakery sales on a cluster configured by Airflow variables; the run configuration sets the recipient and the e-mail notifications."""

from airflow.providers.amazon.aws.operators.emr import EmrTerminateJobFlowOperator
from airflow.sdk import DAG, Param
from transient_emr import DAG_ARGUMENTS, DEFAULT_ARGUMENTS, WATCHING, AddSteps, CreateCluster, WatchStep, mail_when

# The supported one of the two releases on EMR 7; the bootstrap script installs boto3 into it.
PYTHON = "/usr/bin/python3.11"
PROGRAMS = "s3://{{ var.value.work_bucket }}/jobs"

STEPS = [
    {
        "Name": "Bakery Sales",
        "ActionOnFailure": "CONTINUE",
        "HadoopJarStep": {
            "Jar": "command-runner.jar",
            "Args": [
                "spark-submit",
                "--deploy-mode",
                "cluster",
                "--master",
                "yarn",
                "--conf",
                "spark.yarn.submit.waitAppCompletion=true",
                "--py-files",
                f"{PROGRAMS}/lake.py,{PROGRAMS}/films.py",
                f"{PROGRAMS}/bakery_sales.py",
            ],
        },
    }
]

CLUSTER = {
    "Name": "demo-cluster-airflow",
    "ReleaseLabel": "{{ var.value.release_label }}",
    "Applications": [{"Name": "Spark"}],
    "LogUri": "s3://{{ var.value.logs_bucket }}/elasticmapreduce/",
    "Instances": {
        "InstanceFleets": [
            {
                "Name": "Primary",
                "InstanceFleetType": "MASTER",
                "TargetOnDemandCapacity": 1,
                "InstanceTypeConfigs": [{"InstanceType": "m7g.xlarge"}, {"InstanceType": "m6g.xlarge"}],
            },
            {
                "Name": "Core",
                "InstanceFleetType": "CORE",
                "TargetSpotCapacity": 2,
                "InstanceTypeConfigs": [{"InstanceType": "r7g.xlarge"}, {"InstanceType": "r6g.xlarge"}],
                "LaunchSpecifications": {
                    "SpotSpecification": {
                        "AllocationStrategy": "price-capacity-optimized",
                        "TimeoutAction": "SWITCH_TO_ON_DEMAND",
                        "TimeoutDurationMinutes": 20,
                    }
                },
            },
        ],
        "Ec2SubnetId": "{{ var.value.ec2_subnet_id }}",
        "Ec2KeyName": "{{ var.value.emr_ec2_key_pair }}",
        "KeepJobFlowAliveWhenNoSteps": False,
        "TerminationProtected": False,
    },
    "BootstrapActions": [
        {"Name": "bootstrap-script", "ScriptBootstrapAction": {"Path": "s3://{{ var.value.bootstrap_bucket }}/bootstrap_actions.sh"}}
    ],
    "Configurations": [
        {
            "Classification": "spark-hive-site",
            "Properties": {
                "hive.metastore.client.factory.class": "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory",
            },
        },
        {
            "Classification": "spark-env",
            "Configurations": [{"Classification": "export", "Properties": {"PYSPARK_PYTHON": PYTHON, "PYSPARK_DRIVER_PYTHON": PYTHON}}],
        },
    ],
    "EbsRootVolumeSize": 32,
    "StepConcurrencyLevel": 1,
    "JobFlowRole": "{{ var.value.job_flow_role }}",
    "ServiceRole": "{{ var.value.service_role }}",
    "Tags": [
        {"Key": "Environment", "Value": "Development"},
        {"Key": "Name", "Value": "Airflow EMR Demo Project"},
        {"Key": "Owner", "Value": "Data Analytics Team"},
    ],
}

with DAG(
    "bakery_sales",
    description="Bakery sales by item, best-selling first",
    tags=["emr"],
    params={
        "airflow_email": Param("analytics_team@example.com", type="string", pattern=r"^\S+@\S+$", description="recipient of failure and retry e-mails"),
        "email_on_failure": Param(False, type="boolean", description="send an e-mail when a task fails"),
        "email_on_retry": Param(False, type="boolean", description="send an e-mail when a task is retried"),
    },
    default_args=DEFAULT_ARGUMENTS
    | {"on_failure_callback": mail_when("email_on_failure"), "on_retry_callback": mail_when("email_on_retry")},
    **DAG_ARGUMENTS,
):
    create_job_flow = CreateCluster(task_id="create_job_flow", job_flow_overrides=CLUSTER)
    add_steps = AddSteps(task_id="add_steps", job_flow_id=create_job_flow.output, steps=STEPS)
    watch_step = WatchStep.partial(task_id="watch_step", job_flow_id=create_job_flow.output, **WATCHING).expand(step_id=add_steps.output)
    terminate_job_flow = EmrTerminateJobFlowOperator(task_id="terminate_job_flow", job_flow_id=create_job_flow.output, retries=3)

    create_job_flow >> add_steps >> watch_step >> terminate_job_flow.as_teardown(setups=create_job_flow)
