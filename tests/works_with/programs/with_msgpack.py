"""Serialize events with MessagePack."""

import msgpack
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event


def passed_on(value):
    return msgpack.unpackb(msgpack.packb(value))


round_trip(lambda event: parse_event(passed_on(event.model_dump(exclude_unset=True))))
attempt("`stop_reason` comes back as", lambda: passed_on(STOPPED.payload.stop_reason))
attempt("`stream_key` comes back as", lambda: passed_on(STOPPED.stream_key))
attempt("`packb(event)`", lambda: passed_on(STOPPED))
large = parse_event({"event": "example.happened", "payload": {"id": 2**64}})
attempt("An integer of more than 64 bits", lambda: passed_on(large.model_dump()))
