"""Runs the paragraphs of a note in Zeppelin in order, and prints the result of each.

usage: run_note.py <name of the note> [form=value]…

Prints one JSON object per line: title, status, seconds and the output, shortened. The first failed paragraph ends the run with exit code 1.
"""

import json
import sys
import time

from zeppelin_rest import Refused, Zeppelin

# A Systems Manager session returns at most 24,000 characters.
MOST_TEXT = 900

# A paragraph may start Spark and process 33 million ratings.
PARAGRAPH_SECONDS = 3_600


def text_of(result):
    """Output of a paragraph."""
    return "".join(message.get("data", "") for message in result.get("msg", []))


def run(zeppelin, name, forms, say):
    """@returns true if every paragraph succeeded"""
    note = zeppelin.notes().get(name)
    if note is None:
        raise Refused(f"there is no note {name}; run configure first")
    for paragraph in zeppelin.call("GET", f"/notebook/{note}")["paragraphs"]:
        if not (paragraph.get("text") or "").strip():
            continue
        begin = time.monotonic()
        result = zeppelin.call("POST", f"/notebook/run/{note}/{paragraph['id']}", {"params": forms}, PARAGRAPH_SECONDS)
        failed = result.get("code") != "SUCCESS"
        outcome = {"title": paragraph.get("title", ""), "status": "ERROR" if failed else "FINISHED", "seconds": round(time.monotonic() - begin, 2)}
        say({**outcome, "text": text_of(result)[:MOST_TEXT]})
        if failed:
            print(f"paragraph '{outcome['title']}' of note {name} failed:\n{text_of(result)[-4000:]}", file=sys.stderr)
            return False
    return True


def main(arguments):
    if not arguments:
        raise SystemExit(__doc__)
    name, *pairs = arguments
    forms = dict(pair.split("=", 1) for pair in pairs)
    try:
        succeeded = run(Zeppelin().sign_in(), name, forms, lambda outcome: print(json.dumps(outcome), flush=True))
    except Refused as refusal:
        raise SystemExit(str(refusal)) from refusal
    sys.exit(0 if succeeded else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
