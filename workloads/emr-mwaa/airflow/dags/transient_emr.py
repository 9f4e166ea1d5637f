"""Shared parts of the DAGs: a transient EMR cluster for one run, and steps with one sensor each.

Importing this module reads no variable and no file: the DAG processor imports it every 30 seconds.
"""

import copy
import json
from datetime import datetime, timedelta, timezone

from airflow.exceptions import AirflowException
from airflow.providers.amazon.aws.hooks.emr import EmrHook
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.amazon.aws.operators.emr import EmrAddStepsOperator, EmrCreateJobFlowOperator
from airflow.providers.amazon.aws.sensors.emr import EmrStepSensor
from airflow.sdk import Variable

try:
    from airflow.sdk.exceptions import AirflowFailException
except ImportError:
    # The Task SDK of Airflow 3.0 has it not yet, and later releases deprecate this place.
    from airflow.exceptions import AirflowFailException

# Variable with the cluster settings beside the eight that users set: see `settings`.
SETTINGS = "stagecraft"
# Poke interval of the step sensors, in seconds. Sensors release their worker slot in between.
POLL_SECONDS = 30
# Idle time after which EMR itself terminates a cluster, in seconds: the last resort when Airflow is gone.
IDLE_SECONDS = 3_600
# A run that is out of time skips its teardown. So the sensors give up well before it is.
RUN_TIMEOUT = timedelta(hours=2)
SENSOR_TIMEOUT = timedelta(minutes=90)


def terminate_cluster(context):
    """Terminates the cluster of a run that failed: a run that is out of time ends without its teardown."""
    emr = EmrHook(aws_conn_id="aws_default", region_name=settings()["region"]).get_conn()
    own = run_label(context)
    pages = emr.get_paginator("list_clusters").paginate(ClusterStates=["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"])
    clusters = [cluster["Id"] for page in pages for cluster in page["Clusters"] if cluster["Name"].endswith(own)]
    if clusters:
        emr.terminate_job_flows(JobFlowIds=clusters)


DAG_ARGUMENTS = {
    "schedule": None,
    "start_date": datetime(2026, 1, 1, tzinfo=timezone.utc),
    "catchup": False,
    "dagrun_timeout": RUN_TIMEOUT,
    "on_failure_callback": terminate_cluster,
    "is_paused_upon_creation": False,
}
DEFAULT_ARGUMENTS = {"owner": "airflow", "depends_on_past": False}
WATCHING = {
    "mode": "reschedule",
    "poke_interval": POLL_SECONDS,
    "timeout": SENSOR_TIMEOUT.total_seconds(),
    # Retries for failed requests; a failed step is not retried.
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "map_index_template": "{{ task.step_id }}",
}


class CreateCluster(EmrCreateJobFlowOperator):
    """Creates a cluster from `job_flow_overrides`, or from the JSON file `spec` in the work bucket, with this environment's network and tag."""

    def __init__(self, *, spec=None, **kwargs):
        super().__init__(emr_conn_id=None, **kwargs)
        self.spec = spec

    def execute(self, context):
        if self.spec is not None:
            self.job_flow_overrides = rendered_spec(self, self.spec, context)
        self.job_flow_overrides = complete_request(self.job_flow_overrides, settings(), run_label(context))
        return super().execute(context)


class AddSteps(EmrAddStepsOperator):
    """Adds `steps`, or those of the JSON file `spec` in the work bucket, and passes the lake's location to Spark jobs."""

    def __init__(self, *, spec=None, **kwargs):
        super().__init__(**kwargs)
        self.spec = spec

    def execute(self, context):
        if self.spec is not None:
            self.steps = rendered_spec(self, self.spec, context)
        self.steps = with_lake(self.steps, settings())
        return super().execute(context)


class WatchStep(EmrStepSensor):
    """Waits for one step. Fails without retries when the step failed or was cancelled."""

    def poke(self, context):
        try:
            return super().poke(context)
        except AirflowException as error:
            raise AirflowFailException(f"step {self.step_id} of cluster {self.job_flow_id}: {error}") from error


def settings():
    """Network, tag and lake of this environment, as written by `stagecraft run emr-mwaa configure`."""
    return Variable.get(SETTINGS, deserialize_json=True)


def rendered_spec(task, key, context):
    """Reads the JSON file `key` of the work bucket and renders its expressions like those of a template field."""
    bucket = Variable.get("work_bucket")
    body = S3Hook(aws_conn_id=task.aws_conn_id).get_conn().get_object(Bucket=bucket, Key=key)["Body"].read()
    try:
        spec = json.loads(body)
    except json.JSONDecodeError as error:
        raise AirflowFailException(f"s3://{bucket}/{key} is not JSON: {error}") from error
    return task.render_template(spec, context)


def run_label(context):
    """Returns the end of the name of a run's cluster, by which its clean-up finds it."""
    return f" {context['dag'].dag_id} {context['run_id']}"


def complete_request(overrides, home, label=""):
    """Completes the RunJobFlow request with the run's label, security settings, and the tags that permissions depend on."""
    made = copy.deepcopy(overrides)
    made["Name"] = f"{made.get('Name', 'airflow')}{label}"
    made.setdefault("AutoTerminationPolicy", {"IdleTimeout": IDLE_SECONDS})
    groups = {
        "EmrManagedMasterSecurityGroup": home["primary_security_group"],
        "EmrManagedSlaveSecurityGroup": home["core_security_group"],
        "ServiceAccessSecurityGroup": home["service_access_security_group"],
    }
    # An optional value that is unset, such as a key pair name, renders as an empty string.
    instances = {name: value for name, value in made.get("Instances", {}).items() if value != ""}
    made["Instances"] = groups | instances
    made.setdefault("SecurityConfiguration", home["security_configuration"])
    own = {"for-use-with-amazon-emr-managed-policies": "true", home["tag_key"]: home["tag_value"]}
    made["Tags"] = [tag for tag in made.get("Tags", []) if tag["Key"] not in own]
    made["Tags"] += [{"Key": key, "Value": value} for key, value in own.items()]
    return made


def with_lake(steps, home):
    """Appends the lake's location to the arguments of each Spark job of the lake that does not set it."""
    made = copy.deepcopy(steps)
    for step in made:
        arguments = step["HadoopJarStep"]["Args"]
        if arguments[0] == "spark-submit" and not {"--from-ssm", "--gold-bucket"} & set(arguments):
            arguments += ["--from-ssm", home["parameters_path"], "--region", home["region"], "--database", home["database"]]
    return made


def mail_when(param):
    """Returns a callback that e-mails `airflow_email` about a task's failure or retry if the run's `param` is true.

    The callback needs an SMTP connection, `smtp_default`. Without one, the attempt is only logged.
    """

    def tell(context):
        if not context["params"].get(param):
            return
        from airflow.providers.smtp.notifications.smtp import SmtpNotifier

        task = context["ti"]
        where = f"task {task.task_id} of {task.dag_id}, run {task.run_id}"
        SmtpNotifier(
            to=context["params"]["airflow_email"],
            from_email=context["params"]["airflow_email"],
            subject=f"Airflow: {param.removeprefix('email_on_')} of {where}",
            html_content=f"<p>{where}: {context.get('exception') or 'no reason given'}</p>",
        )(context)

    return tell
