"""Serialize events with orjson."""

import orjson
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event


def passed_on(value, **options):
    return orjson.loads(orjson.dumps(value, **options))


round_trip(lambda event: parse_event(passed_on(event.model_dump(exclude_unset=True))))
attempt("`stop_reason` comes back as", lambda: passed_on(STOPPED.payload.stop_reason))
attempt("`dumps(event)`", lambda: passed_on(STOPPED))
attempt(
    "`dumps(event, default=vars)` keeps the unknown field",
    lambda: parse_event(passed_on(STOPPED, default=vars)) == STOPPED,
)
large = parse_event({"event": "example.happened", "payload": {"id": 2**64}})
attempt("An integer of more than 64 bits", lambda: passed_on(large.model_dump()))
