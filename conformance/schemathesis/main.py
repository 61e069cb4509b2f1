"""Schemathesis against a payscore server. `conformance/run` says what it needs in its environment.

One line an operation; the failing calls, as curl, on standard error. PAYSCORE_FUZZ_SEED and PAYSCORE_FUZZ_EXAMPLES (per
operation) change what is tried; with one seed and one number it is the same again, but for what depends on the time.
"""

import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree

import jsonschema_rs
import requests

from records import a_day_with_a_bill
from world import URL, document, session

HERE = pathlib.Path(__file__).parent
SEED = os.environ.get("PAYSCORE_FUZZ_SEED", "20261121")
# Each operation gets so many: with them the run stays below two and a half minutes on two cores.
EXAMPLES = os.environ.get("PAYSCORE_FUZZ_EXAMPLES") or "20"


def report(junit, scratched):
    """The lines that conformance/run counts; `scratched` are the operations that never succeeded."""
    for case in xml.etree.ElementTree.parse(junit).iter("testcase"):
        problems = [*case.findall("failure"), *case.findall("error")]
        if problems:
            text = " ".join((problems[0].get("message") or problems[0].text or "failed").split())
            print(f"FAIL requests: {case.get('name')}: {text[:300]}", flush=True)
        elif case.get("name") in scratched:
            print(f"FAIL requests: {case.get('name')}: only scratched, it never succeeded", flush=True)
        else:
            print(f"ok requests: {case.get('name')}", flush=True)


class Listener(threading.Thread):
    """Takes down what is sent meanwhile: a list of what was sent shows the latest only."""

    def __init__(self):
        super().__init__(daemon=True)
        self.over = threading.Event()
        # Event type → the notifications' ids → plaintexts.
        self.told = collections.defaultdict(dict)

    def run(self):
        with requests.Session() as own:
            own.trust_env = False
            while not self.over.wait(0.5):
                self.listen(own)
            self.listen(own)

    def listen(self, own):
        sent = own.get(f"{URL}/_payscore/notifications", params={"limit": 500}, timeout=30).json()["notifications"]
        for notification in sent:
            self.told[notification["event_type"]][notification["id"]] = notification["plaintext"]

    def end(self):
        self.over.set()
        self.join()


def check_notifications(told):
    """What all this made the server send: each plaintext against its webhook's schema, and none that was never sent."""
    for event_type in sorted({*told, *document["webhooks"]}):
        try:
            webhook = document["webhooks"][event_type]["post"]["requestBody"]["content"]["application/json"]["schema"]
            validator = jsonschema_rs.Draft202012Validator(webhook["properties"]["resource"]["x-plaintext"])
            for plaintext in told[event_type].values():
                validator.validate(plaintext)
            assert told[event_type], "never sent"
        except (AssertionError, KeyError, jsonschema_rs.ValidationError) as error:
            text = " ".join(f"{type(error).__name__}: {error}".split())
            print(f"FAIL requests: {event_type}: {text[:500]}", flush=True)
        else:
            print(f"{event_type}: {len(told[event_type])} sent", file=sys.stderr)
            print(f"ok requests: {event_type}", flush=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        junit = pathlib.Path(folder) / "junit.xml"
        arguments = ["--seed", SEED, "--max-examples", EXAMPLES, "--request-timeout", "10", "--no-color"]
        arguments += ["--generation-database", "none", "--report", "junit", "--report-junit-path", str(junit)]
        a_day_with_a_bill()
        listener = Listener()
        listener.start()
        print(f"schemathesis: PAYSCORE_FUZZ_SEED={SEED} PAYSCORE_FUZZ_EXAMPLES={EXAMPLES}", file=sys.stderr, flush=True)
        done = subprocess.run(
            [pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", HERE / "schemathesis.toml", "run"]
            + arguments
            + [f"{URL}/_payscore/openapi.json"],
            env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)},
            cwd=folder,
            stdout=sys.stderr,
        )
        listener.end()
        if not junit.exists():
            sys.exit(done.returncode or 1)
        report(junit, json.loads((pathlib.Path(folder) / "scratched.json").read_text()))
        check_notifications(listener.told)


main()
