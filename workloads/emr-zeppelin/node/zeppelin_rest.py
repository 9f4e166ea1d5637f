"""Client for the part of Zeppelin's REST API that is used here. Needs only the standard library."""

import http.cookiejar
import json
import time
import urllib.error
import urllib.parse
import urllib.request

import zeppelin_demo

ADDRESS = "http://127.0.0.1:8890"
USER = "analyst"

# Zeppelin takes a few minutes to start.
PATIENCE_SECONDS = 300


class Refused(Exception):
    """An error answer of Zeppelin, with its text."""


class Zeppelin:
    def __init__(self, address=None, password=None):
        self.address = address or zeppelin_demo.settings().get("zeppelin", ADDRESS)
        self.password = password
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def sign_in(self, patience=PATIENCE_SECONDS, pause=5):
        """Signs in, and waits while Zeppelin starts."""
        password = self.password or zeppelin_demo.secret(zeppelin_demo.settings()["analyst"])
        form = urllib.parse.urlencode({"userName": USER, "password": password}).encode()
        deadline = time.monotonic() + patience
        while True:
            try:
                self.opener.open(f"{self.address}/api/login", form, timeout=30).close()
                return self
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    raise Refused(f"{USER} cannot sign in to Zeppelin: {error.code}; run configure again") from error
                reason = str(error)
            except urllib.error.URLError as error:
                reason = str(error.reason)
            if time.monotonic() > deadline:
                raise Refused(f"Zeppelin does not answer at {self.address}: {reason}; see systemctl status zeppelin")
            time.sleep(pause)

    def call(self, method, path, body=None, timeout=120):
        """Returns Zeppelin's answer. @raises Refused"""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/api{path}", data, {"Content-Type": "application/json"}, method=method)
        try:
            with self.opener.open(request, timeout=timeout) as answer:
                return json.load(answer).get("body")
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            try:
                answer = json.loads(text)
            except ValueError:
                answer = {}
            # Zeppelin answers a failed paragraph with a server error and the paragraph's result.
            if isinstance(answer.get("body"), dict) and "code" in answer["body"]:
                return answer["body"]
            raise Refused(f"{method} {path}: {error.code} {answer.get('message') or text[:300]}") from error

    def notes(self):
        """Ids of the notes by their names."""
        return {(note.get("path") or note.get("name") or "").strip("/"): note["id"] for note in self.call("GET", "/notebook")}

    def interpreters(self):
        """Settings of the interpreters by their names."""
        found = self.call("GET", "/interpreter/setting")
        # Older servers answer with an object by ids, newer ones with a list.
        return {setting["name"]: setting for setting in (found.values() if isinstance(found, dict) else found)}
