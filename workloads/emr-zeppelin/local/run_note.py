"""Runs the paragraphs of a Zeppelin note in order on this machine: PySpark and SQL on local Spark, `%postgres` on PostgreSQL.

usage: run_note.py <note.zpln> <result.json> --settings <settings.json> [--crawl] [--form name=value]…

Paragraphs find what Zeppelin provides: `spark`, `sc`, and the forms and `show` of `z`. The settings file is that of the notes' helper module.
With --crawl, tables of the lake are added to the catalog first. The first failed paragraph ends the run with exit code 1; the result
has the status, the duration and the output of each paragraph.
"""

import argparse
import contextlib
import decimal
import io
import json
import os
import re
import sys
import time
import traceback
from pathlib import Path

from pyspark.sql import SparkSession

sys.path.insert(0, str(Path(__file__).parent.parent / "node"))
sys.path.insert(0, str(Path(__file__).parent))

import crawl  # noqa: E402
import zeppelin_demo as demo  # noqa: E402

MOST_ROWS = 1_000
MAGIC = re.compile(r"^%([\w.]+)\s*\n?")
FORM = re.compile(r"\$\{(\w+)(?:=([^},]*))?(?:,[^}]*)?\}")


class Context:
    """The part of `ZeppelinContext` that the notes use."""

    def __init__(self, forms):
        self.forms = forms

    def input(self, name, default=""):
        return self.forms.get(name, default)

    textbox = input

    def select(self, name, options, default=""):
        chosen = self.forms.get(name, default)
        if chosen not in [value for value, _ in options]:
            raise ValueError(f"{name} has no choice {chosen!r}")
        return chosen

    def show(self, frame):
        frame.show(MOST_ROWS)


class Runner:
    def __init__(self, spark, forms):
        self.spark = spark
        self.forms = forms
        self.names = {"spark": spark, "sc": spark.sparkContext, "z": Context(forms), "__name__": "__main__"}

    def run(self, paragraph):
        """Result of a paragraph."""
        text = paragraph.get("text") or ""
        found = MAGIC.match(text)
        kind = found.group(1) if found else "spark.pyspark"
        body = text[found.end() :] if found else text
        begin = time.monotonic()
        printed = io.StringIO()
        outcome = {"title": paragraph.get("title", ""), "kind": kind, "status": "FINISHED"}
        try:
            with contextlib.redirect_stdout(printed):
                outcome["table"] = self.execute(kind, body, paragraph.get("title", ""))
        except Exception:  # any exception is the paragraph's result, as in Zeppelin
            outcome["status"] = "ERROR"
            outcome["error"] = traceback.format_exc(limit=-2)
        outcome["seconds"] = round(time.monotonic() - begin, 3)
        outcome["text"] = printed.getvalue()
        return outcome

    def execute(self, kind, body, title):
        if kind == "md":
            return None
        if kind == "spark.pyspark":
            exec(compile(body, title, "exec"), self.names)
            return None
        if kind == "spark.sql":
            frame = self.spark.sql(self.filled(body))
            return {"columns": frame.columns, "rows": [[plain(value) for value in row] for row in frame.take(MOST_ROWS)]}
        if kind == "postgres":
            with demo.connection() as connection, connection.cursor() as cursor:
                cursor.execute(self.filled(body))
                columns = [column.name for column in cursor.description]
                return {"columns": columns, "rows": [[plain(value) for value in row] for row in cursor.fetchmany(MOST_ROWS)]}
        raise ValueError(f"no interpreter is called {kind}")

    def filled(self, sql):
        """Fills in the forms of a SQL paragraph as Zeppelin does: with the given value or the default."""

        def value(match):
            name, default = match.groups()
            return str(self.forms.get(name, default or ""))

        return FORM.sub(value, sql)


def plain(value):
    if isinstance(value, decimal.Decimal):
        return float(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("note", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--settings", required=True)
    parser.add_argument("--crawl", action="store_true")
    parser.add_argument("--form", action="append", default=[])
    options = parser.parse_args(arguments)

    os.environ["ZEPPELIN_DEMO_SETTINGS"] = options.settings
    note = json.loads(options.note.read_text())
    spark = SparkSession.builder.appName("Zeppelin").getOrCreate()
    if options.crawl:
        crawl.make_tables(spark, crawl.found(demo.settings()["data"]), demo.database())
    runner = Runner(spark, dict(form.split("=", 1) for form in options.form))
    outcomes = []
    for paragraph in note["paragraphs"]:
        outcomes.append(runner.run(paragraph))
        print(f"{outcomes[-1]['seconds']:7.2f} s  {outcomes[-1]['status']}  {outcomes[-1]['title']}", flush=True)
        if outcomes[-1]["status"] == "ERROR":
            break
    options.result.write_text(json.dumps({"note": note["name"], "paragraphs": outcomes}))
    if outcomes[-1]["status"] == "ERROR":
        print(outcomes[-1]["error"], file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
