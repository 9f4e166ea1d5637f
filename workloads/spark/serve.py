"""Runs PySpark programs one after the other in one Python process and JVM, which saves their start-up time.

Each program runs like `python program.py arguments`: as `__main__`, with its own folder first on the path and freshly loaded modules. It
gets a new Spark context, which is stopped when the program ends.

Standard input has one JSON object per line: `{"program": "/path/job.py", "args": ["--to", "file:///out"], "environment": {"NAME": "value"}}`; the
environment is added to that of this process until the program ends, and the folders of its `PYTHONPATH` to the path. The program's output goes to standard output, followed by a line with the
mark (the only argument) and a JSON object: the exit code, and the text of standard error.
"""

import contextlib
import io
import json
import os
import runpy
import sys
import traceback

from pyspark import SparkContext


def run(program, args, environment):
    """Runs a program. Returns its exit code and its standard error, with the traceback of an exception."""
    folder = os.path.dirname(os.path.abspath(program))
    surroundings = dict(os.environ)
    os.environ.update(environment)
    before = set(sys.modules)
    said = io.StringIO()
    sys.argv = [program, *args]
    path = list(sys.path)
    sys.path[:0] = [folder, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    try:
        with contextlib.redirect_stderr(said):
            code = exit_code(program)
    finally:
        os.environ.clear()
        os.environ.update(surroundings)
        sys.path[:] = path
        for name in set(sys.modules) - before:
            if os.path.dirname(getattr(sys.modules[name], "__file__", None) or "") == folder:
                del sys.modules[name]
        if SparkContext._active_spark_context is not None:
            SparkContext._active_spark_context.stop()
    return code, said.getvalue()


def exit_code(program):
    try:
        runpy.run_path(program, run_name="__main__")
        return 0
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except Exception:
        traceback.print_exc()
        return 1


def main(mark):
    for line in sys.stdin:
        asked = json.loads(line)
        code, stderr = run(asked["program"], asked["args"], asked["environment"])
        print(mark + json.dumps({"code": code, "stderr": stderr}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
