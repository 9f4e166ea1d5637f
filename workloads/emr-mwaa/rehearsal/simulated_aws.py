"""Simulates the EMR and S3 operations that the DAGs use, below botocore: the real client validates, signs, sends and parses each request.

A cluster runs up to StepConcurrencyLevel steps in parallel. A step ends after `polls` DescribeStep calls, in the state that `failing` and
`cancelled` give for its name.
"""

import io
import json
import re
from collections import Counter
from contextlib import contextmanager
from unittest import mock
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session

ENDED = {"COMPLETED", "FAILED", "CANCELLED"}


class SimulatedAws:
    def __init__(self, objects=None, failing=(), cancelled=(), polls=2, denied=()):
        self.objects = dict(objects or {})
        self.failing = set(failing)
        self.cancelled = set(cancelled)
        self.polls = polls
        self.denied = set(denied)
        self.clusters = {}
        self.steps = {}
        self.calls = Counter()
        self.requests = []
        self.most_at_once = 0

    @contextmanager
    def instead_of_aws(self):
        with mock.patch.object(URLLib3Session, "send", lambda _session, request: self.answer(request)):
            yield self

    def answer(self, request):
        target = request.headers.get("X-Amz-Target")
        if target is None:
            return self.object(request)
        operation = (target.decode() if isinstance(target, bytes) else target).split(".")[-1]
        if operation in self.denied:
            return refusal(request, "AccessDeniedException", f"not authorized to perform: elasticmapreduce:{operation}")
        body = json.loads(request.body or b"{}")
        self.calls[operation] += 1
        self.requests.append((operation, body))
        handler = getattr(self, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).lower(), None)
        if handler is None:
            return refusal(request, "InvalidRequestException", f"{operation} is not simulated")
        return response(request, 200, json.dumps(handler(body)).encode(), "application/x-amz-json-1.1")

    def object(self, request):
        url = urlsplit(request.url)
        self.calls["GetObject"] += 1
        place = f"{url.netloc.split('.s3.')[0]}{unquote(url.path)}"
        if place not in self.objects:
            error = b"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
            return response(request, 404, error, "application/xml")
        return response(request, 200, self.objects[place], "application/json")

    def run_job_flow(self, body):
        cluster = f"j-{len(self.clusters) + 1:013d}"
        self.clusters[cluster] = {"request": body, "state": "STARTING"}
        return {"JobFlowId": cluster}

    def add_job_flow_steps(self, body):
        cluster = body["JobFlowId"]
        ids = [f"s-{len(self.steps) + index + 1:013d}" for index, _ in enumerate(body["Steps"])]
        for id, step in zip(ids, body["Steps"]):
            self.steps[id] = {"cluster": cluster, "step": step, "state": "PENDING", "polls": 0}
        self.clusters[cluster]["state"] = "RUNNING"
        return {"StepIds": ids}

    def describe_step(self, body):
        step = self.steps[body["StepId"]]
        self.begin(step["cluster"])
        if step["state"] == "RUNNING":
            step["polls"] += 1
            if step["polls"] > self.polls:
                self.end(step)
        status = {"State": step["state"]}
        if step["state"] == "FAILED":
            status["FailureDetails"] = {"Reason": "Unknown Error.", "Message": "exit code 1", "LogFile": f"s3://logs/{step['cluster']}/stderr.gz"}
        return {"Step": {"Id": body["StepId"], "Name": step["step"]["Name"], "Status": status}}

    def describe_cluster(self, body):
        cluster = self.clusters[body["ClusterId"]]
        request = cluster["request"]
        return {"Cluster": {"Id": body["ClusterId"], "Name": request["Name"], "LogUri": request.get("LogUri", ""), "Status": {"State": cluster["state"]}}}

    def list_clusters(self, body):
        live = [(id, cluster) for id, cluster in self.clusters.items() if cluster["state"] in body["ClusterStates"]]
        return {"Clusters": [{"Id": id, "Name": cluster["request"]["Name"], "Status": {"State": cluster["state"]}} for id, cluster in live]}

    def terminate_job_flows(self, body):
        for id in body["JobFlowIds"]:
            if self.clusters[id]["state"] != "TERMINATED":
                self.clusters[id]["state"] = "TERMINATED"
                for step in self.steps.values():
                    if step["cluster"] == id and step["state"] not in ENDED:
                        step["state"] = "CANCELLED"
        return {}

    def begin(self, cluster):
        """Starts pending steps, up to the cluster's step concurrency."""
        of_cluster = [step for step in self.steps.values() if step["cluster"] == cluster]
        places = self.clusters[cluster]["request"].get("StepConcurrencyLevel", 1)
        for step in of_cluster:
            if step["state"] == "PENDING" and sum(other["state"] == "RUNNING" for other in of_cluster) < places:
                step["state"] = "RUNNING"
        self.most_at_once = max(self.most_at_once, sum(step["state"] == "RUNNING" for step in of_cluster))

    def end(self, step):
        name = step["step"]["Name"]
        step["state"] = "FAILED" if name in self.failing else "CANCELLED" if name in self.cancelled else "COMPLETED"
        # A cluster without keep-alive terminates after its last step.
        cluster = self.clusters[step["cluster"]]
        keeps = cluster["request"].get("Instances", {}).get("KeepJobFlowAliveWhenNoSteps", False)
        if not keeps and all(other["state"] in ENDED for other in self.steps.values() if other["cluster"] == step["cluster"]):
            cluster["state"] = "TERMINATED"


class Body(io.BytesIO):
    def stream(self, *_args, **_kwargs):
        yield self.read()


def response(request, status, body, content_type):
    return AWSResponse(request.url, status, {"Content-Type": content_type, "Content-Length": str(len(body))}, Body(body))


def refusal(request, code, message):
    return response(request, 400, json.dumps({"__type": code, "message": message}).encode(), "application/x-amz-json-1.1")
