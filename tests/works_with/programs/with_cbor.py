"""Serialize events with CBOR."""

import cbor2
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event


def passed_on(value):
    return cbor2.loads(cbor2.dumps(value))


round_trip(lambda event: parse_event(passed_on(event.model_dump(exclude_unset=True))))
attempt("`stop_reason` comes back as", lambda: passed_on(STOPPED.payload.stop_reason))
attempt("`dumps(event)`", lambda: passed_on(STOPPED))
large = parse_event({"event": "example.happened", "payload": {"id": 2**64}})
attempt(
    "An integer of more than 64 bits is kept",
    lambda: parse_event(passed_on(large.model_dump(exclude_unset=True))) == large,
)
