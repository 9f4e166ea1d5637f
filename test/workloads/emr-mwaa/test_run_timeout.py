"""A run that is out of time, on a real scheduler and DAG processor. Its cluster was made, its step hangs; EMR is a server on loopback."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import SETTINGS

DAGS = Path(__file__).parents[3] / "workloads" / "emr-mwaa" / "airflow" / "dags"
FILES = ["bakery_sales.py", "transient_emr.py"]
RUN = "late-run"
SECONDS = 120


class Emr(BaseHTTPRequestHandler):
    """Lists clusters in two pages, and records which are terminated."""

    terminated = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        operation = self.headers["X-Amz-Target"].split(".")[-1]
        answer = json.dumps(getattr(self, operation)(body)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def ListClusters(self, body):
        if "Marker" not in body:
            return {"Clusters": [{"Id": "j-other", "Name": "demo-cluster-airflow bakery_sales other-run"}], "Marker": "2"}
        return {"Clusters": [{"Id": "j-own", "Name": f"demo-cluster-airflow bakery_sales {RUN}"}]}

    def TerminateJobFlows(self, body):
        Emr.terminated += body["JobFlowIds"]
        return {}

    def log_message(self, *_):
        pass


@contextmanager
def running(command, env, log):
    with log.open("w") as output:
        process = subprocess.Popen([sys.executable, "-m", "airflow", *command], env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()


@pytest.fixture
def emr():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Emr)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_the_cluster_of_a_run_that_is_out_of_time_is_terminated(tmp_path, emr):
    folder = tmp_path / "dags"
    folder.mkdir()
    for file in FILES:
        text = (DAGS / file).read_text()
        (folder / file).write_text(text.replace("RUN_TIMEOUT = timedelta(hours=2)", "RUN_TIMEOUT = timedelta(seconds=15)"))
    assert "seconds=15" in (folder / "transient_emr.py").read_text()
    database = tmp_path / "airflow.db"
    env = os.environ | {
        "HOME": str(tmp_path),
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{database}",
        "AIRFLOW_VAR_STAGECRAFT": SETTINGS,
        "AWS_ENDPOINT_URL": emr,
        "AWS_ACCESS_KEY_ID": "simulated",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }
    for command in ("db migrate", "dags reserialize", "dags unpause bakery_sales", f"dags trigger bakery_sales --run-id {RUN}"):
        subprocess.run([sys.executable, "-m", "airflow", *command.split()], env=env, check=True, capture_output=True)
    with sqlite3.connect(database) as connection:
        connection.execute("update dag_run set state = 'running', start_date = datetime('now', '-120 seconds') || '.000000'")
        connection.execute("update task_instance set state = 'success' where task_id in ('create_job_flow', 'add_steps')")
        connection.execute("update task_instance set state = 'up_for_reschedule' where task_id = 'watch_step'")

    with running(["scheduler"], env, tmp_path / "scheduler.log"), running(["dag-processor"], env, tmp_path / "processor.log"):
        end = time.monotonic() + SECONDS
        while not Emr.terminated and time.monotonic() < end:
            time.sleep(0.5)

    with sqlite3.connect(database) as connection:
        assert connection.execute("select state from dag_run").fetchall() == [("failed",)]
        assert connection.execute("select state from task_instance where task_id = 'terminate_job_flow'").fetchall() == [("skipped",)]
    assert Emr.terminated == ["j-own"]
