"""Compare events with snapshots of syrupy."""

import subprocess
from pathlib import Path

from events import attempt

TESTS = """
from rtms_events import MeetingRtmsStopped
from rtms_events.testing import sample

def test_event(snapshot):
    assert sample(MeetingRtmsStopped) == snapshot

def test_dump(snapshot):
    assert sample(MeetingRtmsStopped).model_dump(exclude_unset=True) == snapshot
"""


def run(*options):
    Path("test_events.py").write_text(TESTS)
    command = ["pytest", "-q", "-p", "no:cacheprovider", "test_events.py", *options]
    return subprocess.run(command, check=False).returncode == 0


attempt("The tests pass with `--snapshot-update`", lambda: run("--snapshot-update"))
attempt("The tests pass on the next run", run)
text = Path("__snapshots__/test_events.ambr").read_text()
text = text.partition("# name: test_event\n")[2].partition("# ---")[0]
attempt("The snapshot of an event contains the stop reason", lambda: "stop_reason" in text)
attempt(
    "The snapshot of an event contains properties such as `idempotency_key`",
    lambda: "idempotency_key" in text,
)
