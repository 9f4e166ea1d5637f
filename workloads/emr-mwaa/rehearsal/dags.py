"""Parses a folder of DAGs as Airflow's DAG processor does, and runs a DAG from start to end against a simulated AWS.

    dags.py parse FOLDER
    dags.py run FOLDER REQUESTS     REQUESTS: JSON file with a list of objects, each with the arguments of `run` except the folder

Prints one JSON object on its last line.
"""

import json
import os
import sys
from pathlib import Path

# Fallback for any other AWS call: the simulation's region and placeholder credentials.
os.environ |= {"AWS_DEFAULT_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "simulated", "AWS_SECRET_ACCESS_KEY": "simulated", "AWS_EC2_METADATA_DISABLED": "true"}


def parse(folder):
    bag = bag_of(folder)
    return {
        "errors": {Path(file).name: error.strip().splitlines()[-1] for file, error in bag.import_errors.items()},
        "dags": [description_of(dag) for _, dag in sorted(bag.dags.items())],
    }


def bag_of(folder):
    from airflow.dag_processing.dagbag import BundleDagBag

    return BundleDagBag(folder, bundle_path=Path(folder), bundle_name="dags-folder")


def description_of(dag):
    return {
        "id": dag.dag_id,
        "file": Path(dag.fileloc).name,
        "schedule": dag.schedule,
        "tags": sorted(dag.tags),
        "params": sorted(dag.params),
        "tasks": [
            {"id": task.task_id, "downstream": sorted(task.downstream_task_ids), "mapped": task.is_mapped, "teardown": task.is_teardown}
            for task in dag.topological_sort()
        ],
    }


def run(folder, dag, variables, conf=None, objects=None, **behaviour):
    """Runs a DAG once. `objects` maps S3 keys (`bucket/key`) to contents; `behaviour` holds further arguments of `SimulatedAws`."""
    from airflow.sdk import BaseSensorOperator
    from simulated_aws import SimulatedAws

    os.environ |= {f"AIRFLOW_VAR_{name.upper()}": value for name, value in variables.items()}
    # The sensors keep their mode and order; only the poke interval is shorter.
    BaseSensorOperator._get_next_poke_interval = lambda *_: 0.05
    files = {place: Path(file).read_bytes() for place, file in (objects or {}).items()}
    aws = SimulatedAws(files, **behaviour)
    loaded = bag_of(folder).dags[dag]
    with aws.instead_of_aws():
        finished = loaded.test(run_conf=conf or {})
        tasks = [
            {"id": task.task_id, "index": task.map_index, "state": task.state}
            for task in sorted(finished.get_task_instances(), key=lambda task: (task.task_id, task.map_index))
        ]
    return {
        "state": str(finished.state),
        "tasks": tasks,
        "clusters": [{"id": id, **cluster} for id, cluster in aws.clusters.items()],
        "steps": [{"id": id, "name": each["step"]["Name"], "arguments": each["step"]["HadoopJarStep"]["Args"], "state": each["state"]} for id, each in aws.steps.items()],
        "mostAtOnce": aws.most_at_once,
        "calls": dict(aws.calls),
    }


def main(verb, folder, requests=None):
    result = parse(folder) if verb == "parse" else [run(folder, **each) for each in json.loads(Path(requests).read_text())]
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
