"""Tests of the server that runs PySpark programs one after the other, on local Spark."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SERVER = Path(__file__).parents[3] / "workloads" / "spark" / "serve.py"
MARK = "the-mark "


@pytest.fixture
def serve(tmp_path):
    """Runs programs, given as text, in one server. Returns the printed lines and the answer of each."""
    env = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "PYTHONDONTWRITEBYTECODE": "1",
           "PYSPARK_SUBMIT_ARGS": "--master local[1] --conf spark.ui.enabled=false pyspark-shell"}  # fmt: skip

    def run(*programs):
        requests = []
        for number, (text, *args) in enumerate(programs):
            environment = args.pop() if args and isinstance(args[-1], dict) else {}
            file = tmp_path / f"program_{number}.py"
            file.write_text(text)
            requests.append(json.dumps({"program": str(file), "args": args, "environment": environment}))
        done = subprocess.run(
            [sys.executable, str(SERVER), MARK], input="\n".join(requests) + "\n", capture_output=True, text=True, check=True, env=env
        )
        answers, printed = [], []
        for line in done.stdout.splitlines():
            if line.startswith(MARK):
                answers.append((printed, json.loads(line[len(MARK) :])))
                printed = []
            else:
                printed.append(line)
        return answers

    return run


APPLICATION = """
import os
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.appName("test").config("spark.test.setting", sys.argv[1]).getOrCreate()
jvm = spark.sparkContext._jvm
print(__name__, os.getpid(), jvm.ProcessHandle.current().pid() if hasattr(jvm, "ProcessHandle") else jvm.java.lang.ProcessHandle.current().pid())
print(spark.conf.get("spark.test.setting"), spark.range(5).count(), spark.sparkContext.startTime)
"""


def test_programs_share_python_and_the_jvm_but_no_context(serve):
    (first, one), (second, two) = serve((APPLICATION, "a"), (APPLICATION, "b"))
    assert (one["code"], two["code"]) == (0, 0)
    assert first[0] == second[0] and first[0].startswith("__main__ ")
    assert [line.split()[:2] for line in (first[1], second[1])] == [["a", "5"], ["b", "5"]]
    assert first[1].split()[2] != second[1].split()[2]


def test_the_environment_of_a_program_is_gone_after_it(serve):
    ask = "import os\nprint(os.environ.get('PLACE'), os.environ['SPARK_LOCAL_IP'])\nos.environ['LEFT'] = 'x'\n"
    again = "import os\nprint(os.environ.get('PLACE'), os.environ['SPARK_LOCAL_IP'], os.environ.get('LEFT'))\n"
    (first, _), (second, _) = serve((ask, {"PLACE": "here", "SPARK_LOCAL_IP": "127.0.0.2"}), (again,))
    assert (first, second) == (["here 127.0.0.2"], ["None 127.0.0.1 None"])


def test_modules_beside_a_program_are_loaded_again(serve, tmp_path):
    (tmp_path / "beside.py").write_text("value = 1\n")
    change = "import beside\nprint(beside.value)\nopen(beside.__file__, 'w').write('value = 22\\n')\n"
    assert [printed for printed, _ in serve((change,), ("import beside\nprint(beside.value)\n",))] == [["1"], ["22"]]


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("raise ValueError('no rates')", 1, "ValueError: no rates"),
        ("import sys; sys.exit('nothing to do')", 1, "nothing to do\n"),
        ("import sys; print('wrong', file=sys.stderr); sys.exit(2)", 2, "wrong\n"),
        ("import sys; sys.exit()", 0, ""),
    ],
)
def test_a_failed_program_reports_the_reason_and_the_next_one_runs(serve, program, code, said):
    (_, failed), (printed, after) = serve((program,), ("import sys\nprint(sys.argv[1:])", "x", "y z"))
    assert failed["code"] == code and said in failed["stderr"]
    assert after == {"code": 0, "stderr": ""}
    assert printed == ["['x', 'y z']"]
