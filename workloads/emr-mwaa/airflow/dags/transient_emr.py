"""What the DAGs share: a cluster of EMR that lives for one run, and steps on it that each have a watcher.

Nothing here reads a variable or a file when it is imported: the DAG processor imports it every half minute.
"""

import copy
import json
from datetime import datetime, timedelta, timezone

from airflow.exceptions import AirflowException
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.amazon.aws.operators.emr import EmrAddStepsOperator, EmrCreateJobFlowOperator
from airflow.providers.amazon.aws.sensors.emr import EmrStepSensor
from airflow.sdk import Variable
from airflow.sdk.exceptions import AirflowFailException

# Variable with what a cluster needs today beside the eight that people set: see `settings`.
SETTINGS = "stagecraft"
# Seconds between two looks at a step. Sensors give their slot back meanwhile.
POLL_SECONDS = 30

DAG_ARGUMENTS = {
    "schedule": None,
    "start_date": datetime(2026, 1, 1, tzinfo=timezone.utc),
    "catchup": False,
    "dagrun_timeout": timedelta(hours=2),
    "is_paused_upon_creation": False,
}
DEFAULT_ARGUMENTS = {"owner": "airflow", "depends_on_past": False}
WATCHING = {
    "mode": "reschedule",
    "poke_interval": POLL_SECONDS,
    "timeout": timedelta(hours=2).total_seconds(),
    # For requests that fail on the way; a step that has failed is not asked about again.
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "map_index_template": "{{ task.step_id }}",
}


class CreateCluster(EmrCreateJobFlowOperator):
    """Creates a cluster from `job_flow_overrides`, or from the JSON file `spec` in the work bucket, in the network and under the tag of this environment."""

    def __init__(self, *, spec=None, **kwargs):
        super().__init__(emr_conn_id=None, **kwargs)
        self.spec = spec

    def execute(self, context):
        if self.spec is not None:
            self.job_flow_overrides = rendered_spec(self, self.spec, context)
        self.job_flow_overrides = at_home(self.job_flow_overrides, settings())
        return super().execute(context)


class AddSteps(EmrAddStepsOperator):
    """Adds `steps`, or those of the JSON file `spec` in the work bucket, and tells Spark jobs where the lake is."""

    def __init__(self, *, spec=None, **kwargs):
        super().__init__(**kwargs)
        self.spec = spec

    def execute(self, context):
        if self.spec is not None:
            self.steps = rendered_spec(self, self.spec, context)
        self.steps = with_lake(self.steps, settings())
        return super().execute(context)


class WatchStep(EmrStepSensor):
    """Waits for one step. Fails at once, without another try, when the step has failed or was cancelled."""

    def poke(self, context):
        try:
            return super().poke(context)
        except AirflowException as error:
            raise AirflowFailException(f"step {self.step_id} of cluster {self.job_flow_id}: {error}") from error


def settings():
    """Network, tag and lake of this environment, as `stagecraft run emr-mwaa configure` wrote them."""
    return Variable.get(SETTINGS, deserialize_json=True)


def rendered_spec(task, key, context):
    """The JSON file `key` of the work bucket with its expressions evaluated, as Airflow evaluates those of a template field."""
    bucket = Variable.get("work_bucket")
    body = S3Hook(aws_conn_id=task.aws_conn_id).get_conn().get_object(Bucket=bucket, Key=key)["Body"].read()
    try:
        spec = json.loads(body)
    except json.JSONDecodeError as error:
        raise AirflowFailException(f"s3://{bucket}/{key} is not JSON: {error}") from error
    return task.render_template(spec, context)


def at_home(overrides, home):
    """The request for a cluster, completed: how it is secured, and the tags by which EMR and this environment may touch it."""
    made = copy.deepcopy(overrides)
    groups = {
        "EmrManagedMasterSecurityGroup": home["primary_security_group"],
        "EmrManagedSlaveSecurityGroup": home["core_security_group"],
        "ServiceAccessSecurityGroup": home["service_access_security_group"],
    }
    # An optional value that is not set, such as the name of a key pair, is empty when it has been rendered.
    instances = {name: value for name, value in made.get("Instances", {}).items() if value != ""}
    made["Instances"] = groups | instances
    made.setdefault("SecurityConfiguration", home["security_configuration"])
    own = {"for-use-with-amazon-emr-managed-policies": "true", home["tag_key"]: home["tag_value"]}
    made["Tags"] = [tag for tag in made.get("Tags", []) if tag["Key"] not in own]
    made["Tags"] += [{"Key": key, "Value": value} for key, value in own.items()]
    return made


def with_lake(steps, home):
    """The steps, with the place of the lake behind the arguments of each Spark job of the lake that does not name one itself."""
    made = copy.deepcopy(steps)
    for step in made:
        arguments = step["HadoopJarStep"]["Args"]
        if arguments[0] == "spark-submit" and not {"--from-ssm", "--gold-bucket"} & set(arguments):
            arguments += ["--from-ssm", home["parameters_path"], "--region", home["region"], "--database", home["database"]]
    return made


def mail_when(param):
    """A callback that tells `airflow_email` of a task's failure or retry, if the run was started with `param` true.

    It takes a connection to an SMTP server, `smtp_default`; without one the attempt shows up in the task's log and changes nothing else.
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
