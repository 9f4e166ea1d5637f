"""Records the AWS calls of a Python program that uses boto3 or botocore, as JSON lines in the file that STAGECRAFT_CALLS names.

Python imports this module at its start when its folder is on PYTHONPATH. Without the variable it does nothing, and botocore is never imported for it.
A line has service, operation, input, and the members of the answer that are names or ids.
"""

import importlib.abc
import importlib.util
import json
import os
import re
import sys
import time

TARGET = "botocore.session"


def record(path):
    sys.meta_path.insert(0, _AfterImport(path))


class _AfterImport(importlib.abc.MetaPathFinder):
    """Lets botocore.session be imported as always, then has each session observe the clients that it makes."""

    def __init__(self, path):
        self.path = path

    def find_spec(self, name, path=None, target=None):
        if name != TARGET:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            _observe(module.Session, self.path)

        spec.loader.exec_module = exec_module
        return spec


def _observe(session, path):
    create = session.create_client

    def create_client(self, *args, **kwargs):
        client = create(self, *args, **kwargs)
        events = client.meta.events
        # The input is taken before botocore fills in what the program did not give.
        events.register_first("provide-client-params", _take)
        events.register("after-call", lambda model, context, parsed=None, **_: _write(path, model, context, parsed))
        events.register("after-call-error", lambda context, **_: _write(path, context.get("stagecraft_model"), context, None))
        return client

    session.create_client = create_client


def _take(params, model, context, **_):
    began = time.perf_counter()
    context["stagecraft_input"] = json.dumps(params, default=_outline)
    context["stagecraft_model"] = model
    context["stagecraft_seconds"] = time.perf_counter() - began


def _write(path, model, context, parsed):
    if model is None or "stagecraft_input" not in context:
        return
    began = time.perf_counter()
    answer = {name: value for name, value in (parsed or {}).items() if isinstance(value, str) and re.search(r"(Id|Arn|ARN|Name)$", name)}
    failed = (parsed or {}).get("Error") is not None
    call = {
        "service": re.sub(r"[\s-]", "", str(model.service_model.service_id)).lower(),
        "operation": model.name,
        "input": json.loads(context["stagecraft_input"]),
        **({"answer": answer} if answer and not failed else {}),
    }
    call["milliseconds"] = (context["stagecraft_seconds"] + time.perf_counter() - began) * 1000
    # One write of a whole line, so that the lines of several processes do not mix.
    with open(path, "ab", buffering=0) as file:
        file.write(json.dumps(call).encode() + b"\n")


def _outline(value):
    return f"{len(value)} bytes" if isinstance(value, (bytes, bytearray)) else str(value)


if os.environ.get("STAGECRAFT_CALLS"):
    record(os.environ["STAGECRAFT_CALLS"])
