"""What the programs of other packages share: two events, and the report of what happens to them."""

import json
import os
from pathlib import Path

from rtms_events import BaseEvent, StopReason, parse_event

STOPPED = parse_event(
    {
        "event": "meeting.rtms_stopped",
        "event_ts": 1626230691572,
        "payload": {
            "meeting_uuid": "4444AAAiAAAAAiAiAiiAii==",
            "rtms_stream_id": "609340fb2a7946909659956c8aa9250c",
            "stop_reason": 6,
            "region": {"name": "eu", "load": [0.5, 2.0], "id": 2**60, "zone": None},
        },
    }
)
"""An event with a stop reason and with a field that this version does not know."""

UNKNOWN = parse_event(
    {
        "event": "phone.rtms_started",
        "event_ts": "1764288000000",
        "payload": {"call_id": 7123, "tags": ["a", {"b": 0.5}]},
        "download_token": "secret",
    }
)
"""An event that this version does not know."""


REGION = json.dumps(STOPPED.payload.region, sort_keys=True)
EVENTS = [STOPPED, UNKNOWN]


def report(label, outcome):
    """Record for the table what happens if users write what the label says."""
    with Path(os.environ["OUTCOMES"]).open("a") as file:
        print(json.dumps({label: outcome}), file=file)


def attempt(label, function):
    """Report the value that a function returns, or the name of the exception that it raises."""
    try:
        value = function()
    except Exception as error:
        report(label, f"`{type(error).__name__}`")
    else:
        report(label, in_words(value))


def round_trip(send):
    """Report what comes back from `send(event)`."""
    received = send(STOPPED)
    payload = received.payload if isinstance(received, BaseEvent) else received.get("payload", {})
    values = payload if isinstance(payload, dict) else {**dict(payload)}
    reason = values.get("stop_reason", "lost")
    report("stop reason", "kept" if type(reason) is StopReason else in_words(reason))
    region = values.get("region", "lost")
    is_kept = json.dumps(region, sort_keys=True, default=str) == REGION
    report("unknown field", "kept" if is_kept else in_words(region))
    unknown = send(UNKNOWN)
    is_kept = type(unknown) is type(UNKNOWN) and unknown == UNKNOWN
    report("unknown event", "kept" if is_kept else in_words(unknown))


def round_trips(received):
    """Report what came back when both events were sent, in this order."""
    by_name = dict(zip((event.event for event in EVENTS), received, strict=True))
    round_trip(lambda event: by_name[event.event])


def in_words(value):
    """Describe a value in a few words."""
    if value == "lost":
        return value
    if isinstance(value, BaseEvent):
        is_whole = value in (STOPPED, UNKNOWN)
        return f"{'the same' if is_whole else 'another'} `{type(value).__name__}`"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = repr(value)
    return f"`{text}`" if len(text) < 60 else f"a `{type(value).__name__}`"
