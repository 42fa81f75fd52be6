"""Compare events with snapshots of inline-snapshot."""

import subprocess
from pathlib import Path

from events import attempt

TESTS = """
from inline_snapshot import snapshot
from rtms_events import MeetingRtmsStopped, parse_event
from rtms_events.testing import sample

data = sample(MeetingRtmsStopped).model_dump(exclude_unset=True)
{code}
"""
CREATE = "--inline-snapshot=create"


def passes(code, *options):
    Path("test_events.py").write_text(TESTS.format(code=code))
    command = ["pytest", "-q", "-p", "no:cacheprovider", "test_events.py"]
    subprocess.run([*command, *options], check=False)
    return subprocess.run(command, check=False).returncode == 0


EVENT = "def test(): assert parse_event(data) == snapshot()"
UNKNOWN_FIELD = "def test(): assert parse_event(data | {'new': 1}) == snapshot()"
DUMP = "def test(): assert parse_event(data | {'new': 1}).model_dump() == snapshot()"

attempt("`event == snapshot()` is filled in", lambda: passes(EVENT, CREATE))
attempt(
    "`event == snapshot()` is filled in if the event has an unknown field",
    lambda: passes(UNKNOWN_FIELD, CREATE),
)
attempt("`event.model_dump() == snapshot()` is filled in", lambda: passes(DUMP, CREATE))
